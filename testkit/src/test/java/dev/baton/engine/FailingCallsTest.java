package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Done;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.HttpCall;
import dev.baton.PayloadMapper;
import dev.baton.Reason;
import dev.baton.Ref;
import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.StartOptions;
import dev.baton.Step;
import dev.baton.core.Cause;
import dev.baton.core.Command;
import dev.baton.core.Payload;
import dev.baton.testkit.InMemoryStore;
import dev.baton.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls that fail where no handler and no service has failed: their executions learn of it, and others go on. */
class FailingCallsTest {
    private static final int CALLS_THAT_OPEN_A_BREAKER = 10;
    private static final int CALLS_THAT_TRY_IT = 3;

    private final VirtualClock clock = new VirtualClock();
    private final InMemoryStore store = new InMemoryStore(clock);
    private final Signal<Done> go = Signal.named("go", Done.class);
    private final Step<String, Done> unreachable = Step.named("unreachable", String.class)
            .calls(HttpCall.post("http://127.0.0.1/no address"))
            .retry(Retry.never())
            .readOnly();
    private final Saga<String, Done> calls = Saga.named("calls", String.class).define((saga, name) -> {
        saga.receive(go);
        saga.step(unreachable, name);
    });

    @Test
    void aCallThatIsStoppedBeforeItIsMadeIsNoTrialOfTheService() {
        try (var baton =
                Baton.builder().store(store).register(calls).clock(clock).start()) {
            for (int i = 0; i < CALLS_THAT_OPEN_A_BREAKER; i++) {
                begin(baton, "fails-" + i);
            }
            ExecutionHandle<Done> held = begin(baton, "held");
            assertThat(held.status()).isEqualTo(ExecutionStatus.RUNNING);
            assertThat(baton.client().get(held.id()).waits())
                    .singleElement()
                    .satisfies(waiting -> assertThat(waiting.sentence()).contains("does not answer"));
            baton.client().cancel(held.id(), new Reason("alice", "Not needed."));
            clock.advance(Duration.ofSeconds(3));

            for (int i = 0; i < CALLS_THAT_TRY_IT; i++) {
                beginAndStopInOneTurn(baton, "stopped-" + i);
            }
            ExecutionHandle<Done> tries = begin(baton, "tries");
            clock.advance(Duration.ofSeconds(1));
            assertThat(tries.status()).isEqualTo(ExecutionStatus.FAILED);
        }
    }

    @Test
    void anErrorInTheCodeOfAMappingIsItsAnswer() {
        Saga<String, Done> maps = Saga.named("maps", String.class).define((saga, name) -> {
            Ref<String> never = name.map(in -> {
                throw new InternalError("injected");
            });
            saga.step(Step.named("never", String.class).does(in -> {}).readOnly(), never);
        });
        try (var baton =
                Baton.builder().store(store).register(maps).clock(clock).start()) {
            ExecutionHandle<Done> execution =
                    baton.client().start(maps, ExecutionId.of("maps-1"), "a", StartOptions.defaults());
            clock.finish();
            assertThat(execution.status()).isEqualTo(ExecutionStatus.FAILED);
            assertThat(baton.client()
                            .get(execution.id())
                            .failure()
                            .orElseThrow()
                            .message())
                    .contains("injected");
        }
    }

    @Test
    void aCallThatFailsWithinBatonMayHaveTakenEffect() {
        List<String> undone = new ArrayList<>();
        var step = Step.named("charge", String.class)
                .does(in -> {})
                .retry(Retry.never())
                .settle(Duration.ZERO)
                .compensatedBy(undo -> undone.add(undo.certain() ? "certain" : "perhaps"));
        Saga<String, Done> charges = Saga.named("charges", String.class).define((saga, name) -> saga.step(step, name));
        try (var baton = Baton.builder()
                .store(store)
                .register(charges)
                .payloadMapper(new Once("input of step 'charge'"))
                .clock(clock)
                .start()) {
            ExecutionHandle<Done> execution =
                    baton.client().start(charges, ExecutionId.of("charges-1"), "a", StartOptions.defaults());
            clock.finish();
            assertThat(execution.status()).isEqualTo(ExecutionStatus.COMPENSATED);
            assertThat(undone).containsExactly("perhaps");
        }
    }

    private ExecutionHandle<Done> start(Baton baton, String id) {
        ExecutionHandle<Done> handle = baton.client().start(calls, ExecutionId.of(id), "a", StartOptions.defaults());
        clock.finish();
        return handle;
    }

    private ExecutionHandle<Done> begin(Baton baton, String id) {
        ExecutionHandle<Done> handle = start(baton, id);
        baton.client().signal(handle.id(), go, Done.DONE);
        clock.finish();
        return handle;
    }

    /** Both arrive before the next turn, so the call is stopped after it was let through and before it begins. */
    private void beginAndStopInOneTurn(Baton baton, String id) {
        ExecutionHandle<Done> handle = start(baton, id);
        Partition partition = ((RunningBaton) baton).partition(0);
        partition.inbox.add(new Message.Order(handle.id(), new Command.DeliverSignal("go", "signal", Payload.NOTHING)));
        partition.inbox.add(
                new Message.Order(handle.id(), new Command.CancelExecution(Cause.CANCEL, "alice", "Not needed.")));
        clock.finish();
        assertThat(handle.status()).isEqualTo(ExecutionStatus.FAILED);
    }

    /** Fails once, in a way that no mapper should. */
    static final class Once implements PayloadMapper {
        private final PayloadMapper mapper = new JacksonMapper();
        private final String at;
        private boolean over;

        Once(String at) {
            this.at = at;
        }

        @Override
        public byte[] encode(String what, Object value) {
            return mapper.encode(what, value);
        }

        @Override
        public <T> T decode(String what, byte[] json, Class<T> type) {
            if (!over && what.equals(at)) {
                over = true;
                throw new IllegalStateException("injected");
            }
            return mapper.decode(what, json, type);
        }
    }
}

package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Done;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.ExecutionRefusedException;
import dev.baton.ExecutionStatus;
import dev.baton.Operator;
import dev.baton.Reason;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.StartOptions;
import dev.baton.core.Command;
import dev.baton.core.ExecutionState;
import dev.baton.store.Store;
import dev.baton.testkit.InMemoryStore;
import dev.baton.testkit.VirtualClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;

/** Timers of executions that are stopped stay where they are, and keep no other timer from firing. */
class StoppedTimersTest {
    /** More than a page of timers. */
    private static final int STUCK = 1_100;

    private static final Reason NO_WAY = new Reason("alice", "It cannot be mended.");

    private final VirtualClock clock = new VirtualClock();
    private final InMemoryStore store = new InMemoryStore(clock);
    private final Signal<Done> go = Signal.named("go", Done.class);
    private final Saga<String, Done> waits = Saga.named("waits", String.class)
            .define((saga, name) -> saga.receive(go, Duration.ofDays(1), () -> saga.done()));
    private BiPredicate<ExecutionState, Command> broken = (state, command) -> false;

    @Test
    void otherTimersFireAlthoughMoreThanAPageOfThemAreStuck() {
        try (var baton = baton()) {
            for (int i = 0; i < STUCK; i++) {
                start(baton, "stuck-" + i);
            }
            clock.advance(Duration.ofMinutes(1));
            start(baton, "sound");
        }
        broken = (state, command) ->
                command instanceof Command.FireTimer && state.id().value().startsWith("stuck");
        try (var baton = baton()) {
            // Not in one step: while the page is stuck, each millisecond asks the store again.
            clock.advance(Duration.ofSeconds(1));
            clock.advance(Duration.ofDays(1).plusSeconds(2));
            ExecutionHandle<Done> sound = baton.client().execution(waits, ExecutionId.of("sound"));
            assertThat(sound.status()).isEqualTo(ExecutionStatus.COMPLETED);
            assertThat(timers()).hasSize(STUCK);
        }
        broken = (state, command) -> false;
    }

    @Test
    void anExecutionThatIsTerminatedWhileItIsStoppedLeavesNoTimer() {
        broken = (state, command) -> command instanceof Command.FireTimer;
        try (var baton = baton()) {
            ExecutionHandle<Done> handle = start(baton, "stuck");
            clock.advance(Duration.ofDays(2));
            assertThat(timers()).hasSize(1);
            CompletableFuture<Ending> end = waitForTheEnd(baton, handle);
            baton.client().terminate(handle.id(), Operator.Children.END, NO_WAY);
            clock.finish();
            assertThat(timers()).isEmpty();
            assertThat(end).isCompletedWithValueMatching(ending -> ending.status() == ExecutionStatus.TERMINATED);
        }
    }

    @Test
    void norDoesOneForWhichNothingCanBeDecidedAnyMore() {
        broken = (state, command) -> !(command instanceof Command.StartExecution);
        try (var baton = baton()) {
            ExecutionHandle<Done> fired = start(baton, "fired");
            clock.advance(Duration.ofDays(2));
            ExecutionHandle<Done> later = start(baton, "later");
            ((RunningBaton) baton).partition(0).inbox.add(new Message.Order(later.id(), new Command.TellEnd()));
            clock.finish();
            assertThat(timers()).hasSize(2);
            CompletableFuture<Ending> end = waitForTheEnd(baton, fired);
            baton.client().terminate(fired.id(), Operator.Children.END, NO_WAY);
            baton.client().terminate(later.id(), Operator.Children.END, NO_WAY);
            clock.finish();
            assertThat(end).isCompletedExceptionally();
            assertThatThrownBy(later::result)
                    .isInstanceOf(ExecutionRefusedException.class)
                    .hasMessageContaining("was terminated while it was stopped");
            clock.advance(Duration.ofDays(2));
            assertThat(timers()).isEmpty();
        }
    }

    private CompletableFuture<Ending> waitForTheEnd(Baton baton, ExecutionHandle<Done> handle) {
        var end = new CompletableFuture<Ending>();
        ((RunningBaton) baton).partition(0).inbox.add(new Message.Await(handle.id(), end));
        clock.finish();
        assertThat(end).isNotDone();
        return end;
    }

    private List<Store.DueTimer> timers() {
        return store.dueTimers(0, Store.TimerPlace.FIRST, Long.MAX_VALUE, 10_000);
    }

    private ExecutionHandle<Done> start(Baton baton, String id) {
        ExecutionHandle<Done> handle = baton.client().start(waits, ExecutionId.of(id), id, StartOptions.defaults());
        clock.finish();
        return handle;
    }

    private Baton baton() {
        return Baton.builder()
                .store(store)
                .register(waits)
                .clock(clock)
                .faults(Injected.failure((state, command) -> broken.test(state, command)))
                .start();
    }
}

package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Done;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.ExecutionRefusedException;
import dev.baton.ExecutionStatus;
import dev.baton.Incident;
import dev.baton.IncidentAnswer;
import dev.baton.IncidentFilter;
import dev.baton.Paging;
import dev.baton.Reason;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.StartOptions;
import dev.baton.core.Command;
import dev.baton.testkit.InMemoryStore;
import dev.baton.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** One execution that cannot be decided, loaded or stored harms no other. */
class HaltingTest {
    private static final Reason MENDED = new Reason("alice", "The bug is fixed.");

    private final VirtualClock clock = new VirtualClock();
    private final InMemoryStore store = new InMemoryStore(clock);
    private final Signal<Done> go = Signal.named("go", Done.class);
    private final Saga<String, Done> waits = Saga.named("waits", String.class)
            .define((saga, name) -> saga.receive(go, Duration.ofDays(1), () -> saga.done()));

    @Test
    void stopsTheExecutionWhoseDeciderThrowsAndTakesUpWhatWasParked() {
        var broken = new AtomicBoolean(true);
        try (var baton = baton(broken, "poison")) {
            List<ExecutionHandle<Done>> all = startThree(baton);
            // All three signals arrive before the next turn, so they are one batch.
            deliverToAll(baton, all);

            assertThat(all.get(0).status()).isEqualTo(ExecutionStatus.COMPLETED);
            assertThat(all.get(2).status()).isEqualTo(ExecutionStatus.COMPLETED);
            Incident stopped = onlyIncident(baton);
            assertThat(stopped.kind()).isEqualTo(Incident.Kind.STOPPED);
            assertThat(stopped.seen().execution()).isEqualTo(ExecutionId.of("poison"));
            assertThat(stopped.message()).contains("injected");
            assertThatThrownBy(() -> baton.client().cancel(ExecutionId.of("poison"), MENDED))
                    .isInstanceOf(ExecutionRefusedException.class)
                    .hasMessageContaining("is stopped");

            broken.set(false);
            baton.client().answer(stopped.seen(), IncidentAnswer.retry(), MENDED);
            clock.finish();

            assertThat(all.get(1).status()).isEqualTo(ExecutionStatus.COMPLETED);
            assertThat(incidents(baton)).isEmpty();
        }
    }

    @Test
    void staysStoppedAfterARestartUntilItIsRetried() {
        var broken = new AtomicBoolean(true);
        try (var baton = baton(broken, "poison")) {
            deliverToAll(baton, startThree(baton));
        }
        broken.set(false);
        try (var next = baton(broken, "poison")) {
            clock.finish();
            Incident stopped = onlyIncident(next);
            next.client().answer(stopped.seen(), IncidentAnswer.retry(), MENDED);
            next.client().signal(ExecutionId.of("poison"), go, Done.DONE);
            clock.finish();

            assertThat(next.client().execution(waits, ExecutionId.of("poison")).status())
                    .isEqualTo(ExecutionStatus.COMPLETED);
        }
    }

    @Test
    void halvesABatchThatTheStoreRefusesUntilTheCulpritIsAlone() {
        try (var baton = baton(new AtomicBoolean(), "nobody")) {
            List<ExecutionHandle<Done>> all = startThree(baton);
            long culprit = store.locate(List.of(ExecutionId.of("poison"))).values().stream()
                    .findFirst()
                    .orElseThrow()
                    .key();
            store.onCommit(batch -> {
                boolean there = batch.chunks().stream().anyMatch(chunk -> chunk.key() == culprit);
                return there ? InMemoryStore.Fault.REFUSED : InMemoryStore.Fault.NONE;
            });
            deliverToAll(baton, all);

            assertThat(all.get(0).status()).isEqualTo(ExecutionStatus.COMPLETED);
            assertThat(all.get(2).status()).isEqualTo(ExecutionStatus.COMPLETED);
            assertThat(onlyIncident(baton).seen().execution()).isEqualTo(ExecutionId.of("poison"));
        }
    }

    private Baton baton(AtomicBoolean broken, String poison) {
        return Baton.builder()
                .store(store)
                .register(waits)
                .clock(clock)
                .faults(Injected.failure((state, command) -> broken.get()
                        && command instanceof Command.DeliverSignal
                        && state.id().value().equals(poison)))
                .start();
    }

    private List<ExecutionHandle<Done>> startThree(Baton baton) {
        List<ExecutionHandle<Done>> all = new ArrayList<>();
        for (String id : List.of("first", "poison", "last")) {
            all.add(baton.client().start(waits, ExecutionId.of(id), id, StartOptions.defaults()));
        }
        clock.finish();
        return all;
    }

    private void deliverToAll(Baton baton, List<ExecutionHandle<Done>> all) {
        Partition partition = ((RunningBaton) baton).partition(0);
        for (ExecutionHandle<Done> handle : all) {
            var signal = new Command.DeliverSignal("go", "id", dev.baton.core.Payload.NOTHING);
            partition.inbox.add(new Message.Order(handle.id(), signal));
        }
        clock.finish();
    }

    private static List<Incident> incidents(Baton baton) {
        return baton.client()
                .incidents(IncidentFilter.defaults(), Paging.defaults())
                .items();
    }

    private static Incident onlyIncident(Baton baton) {
        assertThat(incidents(baton)).hasSize(1);
        return incidents(baton).getFirst();
    }
}

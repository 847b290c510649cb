package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.Step;
import dev.baton.testkit.Await;
import dev.baton.testkit.InMemoryStore;
import dev.baton.testkit.VirtualClock;
import org.junit.jupiter.api.Test;

/** What follows a kept value is asked together with it, and reads it. */
class KeptValuesTest {
    private static final Signal<Integer> MORE = Signal.named("more", Integer.class);

    private final VirtualClock clock = new VirtualClock();
    private final Step<Integer, Integer> pay = Step.named("pay", Integer.class, Integer.class)
            .does((in, context) -> in + 1)
            .compensatedBy(undo -> {});

    private final Saga<Integer, Integer> step = Saga.named("step", Integer.class, Integer.class)
            .define((saga, number) -> {
                var more = saga.receive(MORE);
                var total = saga.value("total", Integer.class, number.with(more, Integer::sum));
                return saga.step(pay, total.map(n -> 10 * n));
            });
    private final Saga<Integer, Integer> another = Saga.named("another", Integer.class, Integer.class)
            .define((saga, number) -> {
                var more = saga.receive(MORE);
                var total = saga.value("total", Integer.class, number.with(more, Integer::sum));
                var twice = saga.value("twice", Integer.class, total.map(n -> 2 * n));
                return twice.map(n -> n + 1);
            });

    @Test
    void theInputOfAStepThatFollowsReadsIt() {
        assertThat(result(step)).isEqualTo(71);
    }

    @Test
    void aValueAndTheResultThatFollowReadIt() {
        assertThat(result(another)).isEqualTo(15);
    }

    private int result(Saga<Integer, Integer> saga) {
        var id = ExecutionId.of("order-1");
        try (var baton = Baton.builder()
                .store(new InMemoryStore(clock))
                .register(saga)
                .clock(clock)
                .start()) {
            ExecutionHandle<Integer> started = baton.client().start(saga, id, 3);
            clock.finish();
            baton.client().signal(id, MORE, 4);
            clock.finish();
            return started.result(Await.SOON);
        }
    }
}

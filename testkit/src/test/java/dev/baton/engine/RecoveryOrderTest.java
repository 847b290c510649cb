package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionId;
import dev.baton.Saga;
import dev.baton.Step;
import dev.baton.core.Command;
import dev.baton.core.Payload;
import dev.baton.testkit.InMemoryStore;
import dev.baton.testkit.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After a crash, a result that comes for an execution that is not yet recovered makes no call twice. */
class RecoveryOrderTest {
    private static final ExecutionId ONE = ExecutionId.of("one");

    private final VirtualClock clock = new VirtualClock();
    private final List<String> called = new ArrayList<>();
    private final Saga<Integer, Integer> twoSteps = Saga.named("two-steps", Integer.class, Integer.class)
            .define((saga, number) -> saga.step(step("second"), saga.step(step("first"), number)));

    private Step<Integer, Integer> step(String name) {
        return Step.named(name, Integer.class, Integer.class)
                .does(in -> {
                    called.add(name);
                    return in;
                })
                .readOnly();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aResultThatComesWithTheTakeoverCountsAndWhatFollowsIsCalledOnce(int results) {
        InMemoryStore crashed = crashedDuringTheFirstStep();
        called.clear();
        try (Baton next =
                Baton.builder().store(crashed).register(twoSteps).clock(clock).start()) {
            var result = new Command.CompleteTask(0, 1, Payload.ofJson("7"), List.of());
            for (int i = 0; i < results; i++) {
                ((RunningBaton) next).partition(0).inbox.add(new Message.Order(ONE, result));
            }
            clock.finish();
            assertThat(next.client().execution(twoSteps, ONE).result()).isEqualTo(7);
        }
        assertThat(called).containsExactly("second");
    }

    @Test
    void withoutAResultTheCallIsMadeAgain() {
        InMemoryStore crashed = crashedDuringTheFirstStep();
        called.clear();
        try (Baton next =
                Baton.builder().store(crashed).register(twoSteps).clock(clock).start()) {
            clock.finish();
            assertThat(next.client().execution(twoSteps, ONE).result()).isEqualTo(1);
        }
        assertThat(called).containsExactly("first", "second");
    }

    /** What a restart finds: the first call was decided, and nobody knows what became of it. */
    private InMemoryStore crashedDuringTheFirstStep() {
        var store = new InMemoryStore(clock);
        var copies = new ArrayList<InMemoryStore>();
        try (Baton first =
                Baton.builder().store(store).register(twoSteps).clock(clock).start()) {
            store.onCommit(batch -> {
                if (copies.isEmpty() && batch.started().isEmpty()) {
                    copies.add(store.copy());
                }
                return InMemoryStore.Fault.NONE;
            });
            first.client().start(twoSteps, ONE, 1);
            clock.finish();
        }
        return copies.getFirst();
    }
}

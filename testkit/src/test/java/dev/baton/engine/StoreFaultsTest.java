package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.Saga;
import dev.baton.Step;
import dev.baton.testkit.InMemoryStore;
import dev.baton.testkit.InMemoryStore.Fault;
import dev.baton.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a store does to a commit, each execution ends once and no call is lost or made twice. */
class StoreFaultsTest {
    private static final int SAGAS = 20;

    private final Map<String, Integer> calls = new TreeMap<>();
    private final Step<Integer, Integer> one = step("one");
    private final Step<Integer, Integer> two = step("two");
    private final Saga<Integer, Integer> adds = Saga.named("adds", Integer.class, Integer.class)
            .define((saga, number) -> saga.step(two, saga.step(one, number)));

    private final VirtualClock clock = new VirtualClock();
    private final InMemoryStore store = new InMemoryStore(clock);

    private Step<Integer, Integer> step(String name) {
        return Step.named(name, Integer.class, Integer.class)
                .does((number, context) -> {
                    calls.merge(context.idempotencyKey(), 1, Integer::sum);
                    return number + 1;
                })
                .readOnly();
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"UNAVAILABLE", "ANSWER_LOST"})
    void findsOutWhatBecameOfACommitThatWasNotAnswered(Fault fault) {
        var commits = new int[1];
        store.onCommit(batch -> ++commits[0] % 2 == 0 ? fault : Fault.NONE);
        try (var baton = baton()) {
            expectAllDoneOnce(startAll(baton));
        }
        System.out.println(commits[0] + " commits, every second one " + fault);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void survivesFaultsInAnyOrder(long seed) {
        var chance = new Random(seed);
        store.onCommit(batch -> switch (chance.nextInt(6)) {
            case 0 -> Fault.UNAVAILABLE;
            case 1 -> Fault.ANSWER_LOST;
            default -> Fault.NONE;
        });
        try (var baton = baton()) {
            expectAllDoneOnce(startAll(baton));
        }
    }

    @Test
    void goesOnWhenTheStoreComesBack() {
        try (var baton = baton()) {
            List<ExecutionHandle<Integer>> all = startAll(baton);
            store.down(true);
            clock.advance(Duration.ofSeconds(30));
            store.down(false);
            clock.advance(Duration.ofSeconds(30));
            expectAllDoneOnce(all);
        }
    }

    /** A crash at any commit: what was acknowledged is there, and every execution ends. */
    @Test
    void everyExecutionEndsAfterACrashAtAnyCommit() {
        List<InMemoryStore> crashes = new ArrayList<>();
        store.onCommit(batch -> {
            crashes.add(store.copy());
            return Fault.NONE;
        });
        try (var baton = baton()) {
            startAll(baton);
        }
        assertThat(crashes).hasSizeGreaterThan(2);
        for (InMemoryStore crashed : crashes) {
            try (var next =
                    Baton.builder().store(crashed).register(adds).clock(clock).start()) {
                clock.finish();
                clock.advance(Duration.ofMinutes(5));
                assertThat(crashed.active(0, 0, 100)).isEmpty();
                assertThat(next.client().counts().getOrDefault(dev.baton.ExecutionStatus.RUNNING, 0))
                        .isZero();
            }
        }
        System.out.println(crashes.size() + " crashes");
    }

    private Baton baton() {
        return Baton.builder().store(store).register(adds).clock(clock).start();
    }

    private List<ExecutionHandle<Integer>> startAll(Baton baton) {
        List<ExecutionHandle<Integer>> all = new ArrayList<>();
        for (int i = 0; i < SAGAS; i++) {
            ExecutionId id = ExecutionId.of("adds-" + i);
            var command = new dev.baton.core.Command.StartExecution(
                    "adds",
                    1,
                    "run" + i,
                    dev.baton.core.Payload.ofJson(String.valueOf(i)),
                    java.util.Optional.empty(),
                    Map.of(),
                    java.util.Optional.empty(),
                    List.of());
            ((RunningBaton) baton)
                    .partition(0)
                    .inbox
                    .offer(new Message.Start(id, command, i, new java.util.concurrent.CompletableFuture<>()));
            all.add(baton.client().execution(adds, id));
        }
        clock.advance(Duration.ofMinutes(5));
        return all;
    }

    private void expectAllDoneOnce(List<ExecutionHandle<Integer>> all) {
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i).result()).isEqualTo(i + 2);
        }
        assertThat(calls).hasSize(2 * SAGAS);
        assertThat(calls.values()).allMatch(times -> times == 1);
    }
}

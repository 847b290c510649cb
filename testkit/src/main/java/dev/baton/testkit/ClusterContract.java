package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.ExecutionConflictException;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.ExecutionUnknownException;
import dev.baton.Reason;
import dev.baton.Saga;
import dev.baton.SagaCompensatedException;
import dev.baton.Signal;
import dev.baton.Step;
import dev.baton.engine.Baton;
import dev.baton.engine.EngineClock;
import dev.baton.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What several engines on one store do, as tests: each takes any command, the partitions are shared, and nothing is lost
 * or done twice. Extend it in the store's module and say how to open one that has 16 partitions.
 */
@Timeout(120)
public abstract class ClusterContract {
    /** How many partitions the store has. */
    protected static final int PARTITIONS = 16;

    private static final int HELD = 8;

    private static final Duration SOON = Await.SOON;
    private static final Signal<Integer> GO = Signal.named("go", Integer.class);

    private Store store = new InMemoryStore(PARTITIONS, EngineClock.system());
    private final List<Baton> engines = new ArrayList<>();
    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

    private final Step<Integer, Integer> add = adding("add");
    private final Step<Integer, Integer> addAgain = adding("add-again");
    private final Saga<Integer, Integer> adds = Saga.named("adds", Integer.class, Integer.class)
            .define((saga, number) -> saga.step(addAgain, saga.step(add, number)));
    private final Saga<Integer, Integer> waits = Saga.named("waits", Integer.class, Integer.class)
            .define((saga, number) -> {
                saga.step(add, number);
                return saga.receive(GO);
            });

    /** Opens a new, empty store. */
    protected abstract Store open() throws Exception;

    @BeforeEach
    final void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    final void closeAll() {
        engines.forEach(Baton::close);
        store.close();
    }

    @Test
    final void partitionsAreSharedEvenlyAndGoOnWhenOneLeaves() {
        Baton one = engine();
        Await.until(() -> owned(one) == PARTITIONS);
        Baton two = engine();
        Baton three = engine();
        Await.until(() -> IntStream.of(owned(one), owned(two), owned(three))
                .sorted()
                .boxed()
                .toList()
                .equals(List.of(5, 5, 6)));
        two.close();
        Await.until(() -> owned(one) == PARTITIONS / 2 && owned(three) == PARTITIONS / 2);
    }

    @Test
    final void everyEngineTakesEveryStartAndWaitsForEveryResult() {
        Baton one = engine();
        Baton two = engine();
        Await.until(() -> owned(one) == PARTITIONS / 2 && owned(two) == PARTITIONS / 2);
        List<ExecutionHandle<Integer>> started = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            started.add(engines.get(i % 2).client().start(adds, ExecutionId.of("adds-" + i), i));
        }
        for (int i = 0; i < 60; i++) {
            assertThat(started.get(i).result(SOON)).isEqualTo(i + 2);
            Baton other = engines.get((i + 1) % 2);
            assertThat(other.client().execution(adds, started.get(i).id()).result(SOON))
                    .isEqualTo(i + 2);
        }
        assertThat(calls).hasSize(120);
        assertThat(calls.values()).allMatch(count -> count.get() == 1);
    }

    @Test
    final void everyEngineTakesEveryCommandAndAnswersAsTheOwnerDoes() {
        Baton one = engine();
        Baton two = engine();
        Await.until(() -> owned(one) == PARTITIONS / 2 && owned(two) == PARTITIONS / 2);
        for (int i = 0; i < 8; i++) {
            ExecutionId id = ExecutionId.of("waits-" + i);
            one.client().start(waits, id, i);
            assertThat(two.client().start(waits, id, i).id()).isEqualTo(id);
            for (Baton engine : engines) {
                assertThatThrownBy(() -> engine.client().start(waits, id, -1))
                        .isInstanceOf(ExecutionConflictException.class)
                        .hasMessageContaining("[BATON-102]");
                assertThat(engine.client().get(id).summary().status()).isEqualTo(ExecutionStatus.RUNNING);
            }
            if (i % 2 == 0) {
                two.client().signal(id, GO, i);
                assertThat(one.client().execution(waits, id).result(SOON)).isEqualTo(i);
            } else {
                two.client().cancel(id, new Reason("ann", "Not needed."));
                assertThatThrownBy(() -> one.client().execution(waits, id).result(SOON))
                        .isInstanceOf(SagaCompensatedException.class);
            }
        }
        for (Baton engine : engines) {
            for (int i = 0; i < 4; i++) {
                ExecutionId unknown = ExecutionId.of("unknown-" + i);
                assertThatThrownBy(() -> engine.client().signal(unknown, GO, 1))
                        .isInstanceOf(ExecutionUnknownException.class);
                assertThatThrownBy(
                                () -> engine.client().execution(waits, unknown).result(SOON))
                        .isInstanceOf(ExecutionUnknownException.class);
                assertThatThrownBy(() -> engine.client().get(unknown)).isInstanceOf(ExecutionUnknownException.class);
            }
        }
    }

    @Test
    final void callsThatRunOnWhileTheirEnginesComeAndGoAreNotRepeated() throws Exception {
        var first = new Held();
        var second = new Held();
        Saga<Integer, Integer> slow = Saga.named("slow", Integer.class, Integer.class)
                .define((saga, number) -> saga.step(second.step("second"), saga.step(first.step("first"), number)));
        Baton one = engine(slow);
        Await.until(() -> owned(one) == PARTITIONS);
        for (int i = 0; i < HELD; i++) {
            one.client().start(slow, ExecutionId.of("slow-" + i), i);
        }
        Await.until(() -> first.calls.get() == HELD);
        Baton two = engine(slow);
        Thread closer = Thread.ofPlatform().start(one::close);
        Await.until(() -> owned(two) == PARTITIONS && owned(one) == 0);
        assertThat(closer.isAlive()).isTrue();
        first.end.countDown();
        Await.until(() -> second.calls.get() == HELD);
        closer.join();
        // Two has seen that one is gone when it shares with three; some of its calls are handed over with that.
        Baton three = engine(slow);
        Await.until(() -> owned(two) == PARTITIONS / 2 && owned(three) == PARTITIONS / 2);
        second.end.countDown();
        for (int i = 0; i < HELD; i++) {
            assertThat(three.client()
                            .execution(slow, ExecutionId.of("slow-" + i))
                            .result(SOON))
                    .isEqualTo(i);
        }
        assertThat(first.calls).hasValue(HELD);
        assertThat(second.calls).hasValue(HELD);
    }

    /** A step whose calls wait. */
    private static final class Held {
        private final AtomicInteger calls = new AtomicInteger();
        private final CountDownLatch end = new CountDownLatch(1);

        private Step<Integer, Integer> step(String name) {
            return Step.named(name, Integer.class, Integer.class)
                    .does(in -> {
                        calls.incrementAndGet();
                        end.await();
                        return in;
                    })
                    .readOnly();
        }
    }

    private Step<Integer, Integer> adding(String name) {
        return Step.named(name, Integer.class, Integer.class)
                .does((in, context) -> {
                    calls.computeIfAbsent(context.idempotencyKey(), key -> new AtomicInteger())
                            .incrementAndGet();
                    return in + 1;
                })
                .compensatedBy(undone -> {});
    }

    private Baton engine() {
        return engine(adds, waits);
    }

    private Baton engine(Saga<?, ?>... sagas) {
        Baton engine = Baton.builder().store(store).register(sagas).start();
        engines.add(engine);
        return engine;
    }

    private static int owned(Baton engine) {
        return engine.partitionsOwned();
    }
}

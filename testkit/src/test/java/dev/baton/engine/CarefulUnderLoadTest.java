package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.Step;
import dev.baton.core.Command;
import dev.baton.core.Payload;
import dev.baton.store.Store;
import dev.baton.testkit.Await;
import dev.baton.testkit.InMemoryStore;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where messages arrive during each commit, so that there is always something to store, care comes to an end nevertheless. */
@Timeout(90)
class CarefulUnderLoadTest {
    private static final Duration TTL = Duration.ofSeconds(2);
    /** For which a commit takes its time. */
    private static final int COMMIT_MILLIS = 30;
    /** So many that the thread decides them while the commit is under way. */
    private static final int HEAP = 300;

    private static final Duration WORK_MAX = Duration.ofMillis(1_500);
    private static final ExecutionId BUSY = ExecutionId.of("busy");

    private final Step<Integer, Integer> work = Step.named("work", Integer.class, Integer.class)
            .does(this::work)
            .retry(Retry.every(Duration.ofMillis(200)).attempts(1_000))
            .readOnly();
    private final Saga<Integer, Integer> works =
            Saga.named("works", Integer.class, Integer.class).define((saga, number) -> saga.step(work, number));
    private final Saga<Integer, Integer> waits = Saga.named("waits", Integer.class, Integer.class)
            .define((saga, number) ->
                    saga.receive(Signal.named("go", Integer.class), Duration.ofDays(1), () -> number));
    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicInteger signals = new AtomicInteger();
    private volatile boolean working;
    private volatile boolean loaded;
    private volatile int heap = 1;

    private int work(int number) {
        if (!working) {
            throw new IllegalStateException("not yet");
        }
        return number + 1;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whateverArrivesDuringCommitsThoseOfTheLastOwnerAreTakenUpAndItsDeathIsForgotten(int deaths) throws Exception {
        heap = HEAP;
        goOnAfter(deaths);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whoWaitsForACommitUsesNoProcessor(int deaths) throws Exception {
        assertThat(goOnAfter(deaths)).isLessThan(WORK_MAX);
    }

    /** How much its thread worked until the deaths were forgotten. */
    private Duration goOnAfter(int deaths) throws Exception {
        InMemoryStore store = left(deaths);
        Duration worked;
        List<Partition> loads = new ArrayList<>();
        try (Baton baton = Baton.builder()
                .store(slow(store, loads))
                .register(works, waits)
                .limits(Limits.defaults().leaseTtl(TTL))
                .start()) {
            loads.add(((RunningBaton) baton).partition(0));
            baton.client().start(waits, BUSY, 1);
            long before = cpuNanos();
            loaded = true;
            signal(loads.getFirst());
            Await.until(() -> store.deaths(0) == 0);
            worked = Duration.ofNanos(cpuNanos() - before);
            loaded = false;
            working = true;
            for (int i = 0; i < 5; i++) {
                ExecutionId id = ExecutionId.of("other-" + i);
                Await.until(() -> baton.client().get(id).status() == ExecutionStatus.COMPLETED);
            }
        }
        assertThat(signals).hasValueGreaterThan(10);
        return worked;
    }

    /** What an engine leaves in the middle of a step, after so many others died. */
    private InMemoryStore left(int deaths) {
        var first = new InMemoryStore(EngineClock.system());
        InMemoryStore left;
        try (Baton baton = Baton.builder().store(first).register(works, waits).start()) {
            Await.until(() -> baton.partitionsOwned() == 1);
            for (int i = 0; i < 5; i++) {
                baton.client().start(works, ExecutionId.of("other-" + i), i);
            }
            left = first.copy();
        }
        for (int i = 1; i < deaths; i++) {
            left.claim(0, "engine-" + i, TTL);
            left = left.copy();
        }
        assertThat(left.deaths(0)).isEqualTo(deaths);
        return left;
    }

    private void signal(Partition partition) {
        var signal = new Command.DeliverSignal("other", "" + signals.incrementAndGet(), Payload.ofJson("7"));
        partition.inbox.add(new Message.Order(BUSY, signal));
        for (int i = 1; i < heap; i++) {
            partition.inbox.add(new Message.Look<>(BUSY, hot -> 1, new CompletableFuture<>()));
        }
    }

    private Store slow(InMemoryStore store, List<Partition> loads) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    if (loaded && method.getName().equals("commit")) {
                        signal(loads.getFirst());
                        assertThat(never.await(COMMIT_MILLIS, TimeUnit.MILLISECONDS))
                                .isFalse();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static long cpuNanos() {
        Thread loop = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("baton-loop-0"))
                .findFirst()
                .orElseThrow();
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(loop.threadId());
    }
}

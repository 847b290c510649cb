package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Done;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.store.Batch;
import dev.baton.store.Store;
import dev.baton.testkit.Await;
import dev.baton.testkit.InMemoryStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The partitions of a thread commit together, and none waits longer than it has to. */
@Timeout(120)
class ThreadDriverTest {
    private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    private static final int ATTEMPTS = 3;
    private static final Signal<Done> NEVER = Signal.named("never", Done.class);

    private final InMemoryStore memory = new InMemoryStore(2 * THREADS, EngineClock.system());
    private final Saga<String, Done> waits =
            Saga.named("waits", String.class).define((saga, name) -> saga.receive(NEVER));
    private volatile @Nullable Meeting meeting;

    /** The first batch is stored while the second is decided, and the second stays away until it is let go. */
    private final class Meeting {
        final ExecutionId first;
        final ExecutionId second;
        final CountDownLatch firstIsAway = new CountDownLatch(1);
        final CountDownLatch secondIsDecided = new CountDownLatch(1);
        final CountDownLatch secondIsAway = new CountDownLatch(1);
        final CountDownLatch over = new CountDownLatch(1);
        private volatile @Nullable Thread committer;

        Meeting(int attempt) {
            first = inPartition(0, attempt);
            second = inPartition(THREADS, attempt);
        }

        void located(Object asked) {
            if (asked instanceof Collection<?> ids && ids.contains(second)) {
                secondIsDecided.countDown();
                Await.until(() -> {
                    Thread thread = committer;
                    return thread != null
                            && !memory.locate(List.of(first)).isEmpty()
                            && thread.getState() == Thread.State.WAITING;
                });
            }
        }

        void commit(Object batches) throws InterruptedException {
            if (batches instanceof Batch batch && starts(batch, first)) {
                firstIsAway.countDown();
                assertThat(secondIsDecided.await(Await.SOON.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                committer = Thread.currentThread();
            }
            if (batches instanceof Batch batch && starts(batch, second)) {
                secondIsAway.countDown();
                assertThat(over.await(Await.SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private static boolean starts(Batch batch, ExecutionId id) {
        return batch.started().stream().anyMatch(one -> one.id().equals(id));
    }

    private static ExecutionId inPartition(int partition, int attempt) {
        for (int i = 0; ; i++) {
            var id = ExecutionId.of("order-" + attempt + "-" + i);
            if (Inbox.partition(id, 2 * THREADS) == partition) {
                return id;
            }
        }
    }

    private final Store store = (Store) Proxy.newProxyInstance(
            Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                Meeting now = meeting;
                if (now != null && method.getName().equals("locate")) {
                    now.located(arguments[0]);
                } else if (now != null && method.getName().equals("commit")) {
                    now.commit(arguments[0]);
                }
                return call(method, arguments);
            });

    private Object call(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(memory, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** A thread that overlooks it sleeps for half a second; a crowded machine may be as slow, but not each time. */
    @Test
    void whatIsStoredIsSaidWhileTheNextBatchIsOnItsWay() throws Exception {
        try (Baton baton = Baton.builder().store(store).register(waits).start()) {
            Await.until(() -> ((RunningBaton) baton).partition(0).ownership.isHeld()
                    && ((RunningBaton) baton).partition(THREADS).ownership.isHeld());
            int late = 0;
            while (late < ATTEMPTS && isLate(baton, late)) {
                late++;
            }
            assertThat(late)
                    .as("attempts of which the first start was told late")
                    .isLessThan(ATTEMPTS);
        }
    }

    private boolean isLate(Baton baton, int attempt) throws Exception {
        var now = new Meeting(attempt);
        meeting = now;
        CompletableFuture<ExecutionHandle<Done>> first = starting(baton, now.first);
        CompletableFuture<ExecutionHandle<Done>> second = new CompletableFuture<>();
        try {
            assertThat(now.firstIsAway.await(Await.SOON.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            second = starting(baton, now.second);
            assertThat(now.secondIsAway.await(Await.SOON.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            first.get(250, TimeUnit.MILLISECONDS);
            return false;
        } catch (TimeoutException e) {
            return true;
        } finally {
            now.over.countDown();
            first.get(Await.SOON.toSeconds(), TimeUnit.SECONDS);
            second.get(Await.SOON.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private CompletableFuture<ExecutionHandle<Done>> starting(Baton baton, ExecutionId id) {
        return CompletableFuture.supplyAsync(
                () -> baton.client().start(waits, id, "a"),
                Thread::startVirtualThread); // the common pool may have one thread only
    }
}

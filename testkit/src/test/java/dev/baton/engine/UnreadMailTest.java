package dev.baton.engine;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.StoreUnavailableException;
import dev.baton.store.Mail;
import dev.baton.store.Store;
import dev.baton.testkit.Await;
import dev.baton.testkit.InMemoryStore;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** After a takeover, timers wait until letters are read: if they cannot be read, the thread rests meanwhile. */
@Timeout(60)
class UnreadMailTest {
    private static final int ASKED = 5;
    private static final Duration WORK_MAX = Duration.ofMillis(200);

    private final CountDownLatch asked = new CountDownLatch(ASKED);

    @Test
    void whoWaitsForLettersUsesNoProcessor() throws Exception {
        try (Baton baton = Baton.builder().store(withoutLetters()).start()) {
            Await.until(() -> baton.partitionsOwned() == 1);
            long before = cpuNanos();
            // The letters are asked for with pauses of at least 250 ms: so this takes more than a second.
            assertThat(asked.await(Await.SOON.toSeconds(), SECONDS)).isTrue();
            assertThat(Duration.ofNanos(cpuNanos() - before)).isLessThan(WORK_MAX);
        }
    }

    private static long cpuNanos() {
        Thread loop = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("baton-loop-0"))
                .findFirst()
                .orElseThrow();
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(loop.threadId());
    }

    private Store withoutLetters() {
        var store = new InMemoryStore(EngineClock.system());
        var mail = (Mail) Proxy.newProxyInstance(
                Mail.class.getClassLoader(), new Class<?>[] {Mail.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("waiting")) {
                        asked.countDown();
                        throw new StoreUnavailableException("Letters cannot be read, as this test wants.");
                    }
                    return answer(store.mail(), method, arguments);
                });
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (proxy, method, arguments) ->
                        method.getName().equals("mail") ? mail : answer(store, method, arguments));
    }

    private static Object answer(Object of, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(of, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}

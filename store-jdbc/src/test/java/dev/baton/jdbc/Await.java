package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for something, with a bound. */
final class Await {
    private static final long MAX = TimeUnit.SECONDS.toNanos(30);

    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private Await() {}

    static void until(String what, Callable<Boolean> holds) throws Exception {
        long begin = System.nanoTime();
        while (!holds.call()) {
            assertThat(System.nanoTime() - begin).as(what).isLessThan(MAX);
            assertThat(NEVER.await(5, TimeUnit.MILLISECONDS)).isFalse();
        }
    }
}

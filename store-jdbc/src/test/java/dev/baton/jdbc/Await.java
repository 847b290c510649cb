package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for something, with a bound. */
final class Await {
    private static final long MAX = TimeUnit.SECONDS.toNanos(30);

    private Await() {}

    static void until(String what, Callable<Boolean> holds) throws Exception {
        long begin = System.nanoTime();
        while (!holds.call()) {
            assertThat(System.nanoTime() - begin).as(what).isLessThan(MAX);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}

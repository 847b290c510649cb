package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Looks again and again until something holds: engines on one store, and databases, send no events to a test. */
public final class Await {
    /** How long it looks, at most. */
    public static final Duration SOON = Duration.ofSeconds(30);

    private Await() {}

    /** Returns when it holds; fails if that takes longer than {@link #SOON}. */
    public static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            goOn("it did not happen in time", end);
        }
    }

    /** As {@link #until(BooleanSupplier)}, for what may throw; {@code what} is said if it does not come to hold. */
    public static void until(String what, Callable<Boolean> holds) throws Exception {
        long end = System.nanoTime() + SOON.toNanos();
        while (!holds.call()) {
            goOn(what, end);
        }
    }

    private static void goOn(String what, long end) {
        assertThat(System.nanoTime()).as(what).isLessThan(end);
        LockSupport.parkNanos(1_000_000);
    }
}

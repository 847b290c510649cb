package dev.baton.shop.demo;

import java.util.concurrent.TimeUnit;

/** An even beat. What comes late is not hurried after, but for one beat. Owned by one thread. */
final class Pace {
    private final long nanos;
    private long due = System.nanoTime();

    /** So many beats a second, the first at once. */
    Pace(double rate) {
        this.nanos = (long) (TimeUnit.SECONDS.toNanos(1) / rate);
    }

    /** Waits for the next beat. */
    void await() throws InterruptedException {
        due = Math.max(due, System.nanoTime() - nanos);
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        due += nanos;
    }
}

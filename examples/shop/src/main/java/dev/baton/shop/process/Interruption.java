package dev.baton.shop.process;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Makes of Ctrl-C an interrupt of the thread that opened this, and keeps the JVM until that thread closes it: so it ends what
 * it started, as it does after any failure.
 */
public final class Interruption implements AutoCloseable {
    private static final Duration CLEANING_UP_MAX = Duration.ofSeconds(30);

    private final CountDownLatch cleanedUp = new CountDownLatch(1);
    private final Thread hook;

    private Interruption(Thread interrupted) {
        this.hook = new Thread(
                () -> {
                    interrupted.interrupt();
                    try {
                        cleanedUp.await(CLEANING_UP_MAX.toSeconds(), TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt(); // the JVM ends anyway
                    }
                },
                "interruption");
    }

    /** Of the calling thread. */
    public static Interruption ofThisThread() {
        var interruption = new Interruption(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** What was started has ended. */
    @Override
    public void close() {
        cleanedUp.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            Thread.currentThread().interrupt(); // the JVM is ending already, because of Ctrl-C
        }
    }
}

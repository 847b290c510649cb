package dev.baton.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Real time. One platform thread fires all alarms. */
final class SystemClock implements EngineClock {
    /** After this time without alarms the thread ends, so that a clock needs no closing. */
    private static final int IDLE_SECONDS = 5;

    private final Instant began = Instant.now();
    private final long beganNanos = System.nanoTime();
    private final ScheduledThreadPoolExecutor alarms = new ScheduledThreadPoolExecutor(1, action -> {
        var thread = new Thread(action, "baton-clock");
        thread.setDaemon(true);
        return thread;
    });

    SystemClock() {
        alarms.setRemoveOnCancelPolicy(true);
        alarms.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        alarms.allowCoreThreadTimeOut(true);
    }

    @Override
    public Instant instant() {
        return began.plusNanos(System.nanoTime() - beganNanos);
    }

    @Override
    public Alarm schedule(Instant due, Runnable action) {
        long nanos = Math.max(0, Duration.between(instant(), due).toNanos());
        Future<?> scheduled = alarms.schedule(action, nanos, TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }
}

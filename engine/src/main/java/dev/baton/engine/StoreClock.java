package dev.baton.engine;

import java.time.Duration;
import java.time.Instant;

/**
 * The store's time: the engine's own clock and how far it is off, measured again and again. So due times mean the same in
 * all engines, whatever their machines' clocks say. Thread-safe.
 */
final class StoreClock implements EngineClock {
    private final EngineClock own;
    private volatile Duration offset = Duration.ZERO;

    StoreClock(EngineClock own) {
        this.own = own;
    }

    /** The store said that it is {@code now}, when it was asked between two instants of the engine's own clock. */
    void set(Instant now, Instant asked, Instant answered) {
        Duration doubt = Duration.between(asked, answered).dividedBy(2);
        Duration measured = Duration.between(asked.plus(doubt), now);
        Duration change = measured.minus(offset).abs();
        // The store counts in milliseconds.
        if (change.compareTo(doubt.plusMillis(1)) > 0) {
            offset = measured;
        }
    }

    @Override
    public Instant instant() {
        return own.instant().plus(offset);
    }

    @Override
    public Alarm schedule(Instant due, Runnable action) {
        return own.schedule(due.minus(offset), action);
    }
}

package dev.baton.core;

import java.time.Duration;
import java.time.Instant;

/**
 * Something that happens at a time.
 *
 * @param set when it was set
 * @param subject the frame, entry or group that it is for
 */
public record Timer(int number, Instant set, Instant due, Purpose purpose, int subject) {
    /** Timers that are due sooner than this live in memory only. */
    public static final Duration SHORT = Duration.ofSeconds(5);

    /** What to do when it is due. */
    public enum Purpose {
        DEADLINE,
        RETRY,
        PROBE_RETRY,
        TASK_TIMEOUT,
        SETTLE,
        UNDO_RETRY,
        WAIT,
        RECEIVE,
        TURN
    }

    /** Whether it is a row of the store, and not only known in memory. */
    public boolean isStored() {
        return due.isAfter(set.plus(SHORT));
    }
}

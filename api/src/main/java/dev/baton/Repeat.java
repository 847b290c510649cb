package dev.baton;

import java.time.Duration;

/**
 * How a loop runs.
 *
 * @param pause between two turns; zero to 365 days
 * @param turnsMax after which the loop fails with {@link Failure#LOOP_LIMIT}; 1 to 10,000
 */
public record Repeat(Duration pause, int turnsMax) {
    public Repeat {
        Bounds.notNegative("pause of a loop", pause);
        Bounds.between("number of turns", turnsMax, 1, 10_000);
    }

    /** Up to 100 turns with this pause. */
    public static Repeat every(Duration pause) {
        return new Repeat(pause, 100);
    }

    /** Up to 100 turns, one after the other. */
    public static Repeat atOnce() {
        return every(Duration.ZERO);
    }

    /** Limits the turns. */
    public Repeat upTo(int turnsMax) {
        return new Repeat(pause, turnsMax);
    }
}

package dev.baton.engine;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Where an engine's time comes from: what o'clock it is, and alarms. Thread-safe. Injected, so that tests run in
 * virtual time.
 */
public interface EngineClock extends InstantSource {

    /**
     * Runs an action at an instant, or at once if that has passed. The action is short, never blocks and never throws.
     */
    Alarm schedule(Instant due, Runnable action);

    /** The machine's clock, counted on from its monotonic one: a wall clock that jumps changes nothing. */
    static EngineClock system() {
        return new SystemClock();
    }

    /** A scheduled action. */
    @FunctionalInterface
    interface Alarm {
        /** Forgets the action, unless it runs already. */
        void cancel();
    }
}

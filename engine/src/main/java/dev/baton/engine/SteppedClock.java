package dev.baton.engine;

import java.util.concurrent.Executor;

/**
 * A clock that also owns the only thread: everything that an engine does (turns, commits, handlers) is a piece of work
 * on it, one after the other. Runs are then the same each time.
 */
public interface SteppedClock extends EngineClock, Executor {

    /** Does the next piece of work that is due; false if there is none before time moves on. */
    boolean step();
}

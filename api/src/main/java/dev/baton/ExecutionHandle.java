package dev.baton;

import java.time.Duration;

/** One execution, as its starter sees it. Thread-safe. */
public interface ExecutionHandle<O> {
    /** Its id, as chosen at the start. */
    ExecutionId id();

    /**
     * Where it stands now.
     *
     * @throws ExecutionUnknownException if there is no such execution
     * @throws StoreUnavailableException if the store did not answer
     */
    ExecutionStatus status();

    /**
     * Waits for the end, for as long as it takes, also while the store does not answer. One with an open incident does
     * not end by itself; see {@link #result(Duration)}.
     *
     * @throws SagaCompensatedException if the saga failed and was undone; says why, and what could not be undone
     * @throws SagaFailedException if it failed with nothing to undo, or was terminated
     * @throws ExecutionUnknownException if there is no such execution
     * @throws PayloadRefusedException if the result does not fit the class that was asked for; the saga has completed
     * @throws StoreUnavailableException if another engine took the execution over; it goes on, so ask again
     */
    O result();

    /**
     * As {@link #result()}, up to {@code wait}.
     *
     * @param wait zero or more; zero only looks
     * @throws StillRunningException if it has not ended by then; nothing is changed
     * @throws StoreUnavailableException also if the store did not answer; the execution goes on, so ask again
     */
    O result(Duration wait);
}

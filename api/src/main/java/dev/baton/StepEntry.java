package dev.baton;

import java.time.Instant;
import java.util.Optional;

/**
 * One visit to a step, in the compensation log.
 *
 * @param step the node
 * @param key the idempotency key of all its attempts
 * @param visit counts from 1; a loop or a for-each visits a step again
 * @param attempts how many were made
 * @param input as JSON
 * @param output as JSON; empty if none is known
 * @param failure the last one; empty if none
 * @param child the execution that was started, if the step is a child saga
 */
public record StepEntry(
        String step,
        String key,
        int visit,
        State state,
        int attempts,
        Instant started,
        String input,
        Optional<String> output,
        Optional<Failure> failure,
        Optional<ExecutionId> child) {

    /** What is known about the effect of a visit. */
    public enum State {
        /** Scheduled, or its outcome is unknown. */
        MAYBE,
        /** The effect is certain. */
        DONE,
        /** Certainly no effect. */
        NONE,
        /** Undone, by a run or by hand. */
        COMPENSATED,
        /** Left as it is by an operator, with a reason. */
        SKIPPED
    }
}

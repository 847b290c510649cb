package dev.baton;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that a person has to decide.
 *
 * @param seen which incident, and in which version it was read; what an answer needs
 * @param saga whose execution it is
 * @param version of that saga
 * @param step the node it is about; empty if it is about none
 * @param error the name of the last error, as in {@link Failure}, with its {@code message}
 * @param attempts how many were made
 * @param assignee who looks after it
 * @param closed how it was answered; empty while it is open
 */
public record Incident(
        Seen seen,
        Kind kind,
        String saga,
        int version,
        Optional<String> step,
        String error,
        String message,
        int attempts,
        Optional<String> businessKey,
        Optional<String> assignee,
        Instant opened,
        Optional<Closed> closed) {

    /** Its cause: what it has in common with others. */
    public CauseGroup cause() {
        return new CauseGroup(saga, step.orElse(""), error);
    }

    /**
     * An incident in the version that somebody looked at.
     *
     * @param number within the execution, from 0; from -1 downwards if it says that the execution is stopped
     * @param version counts its changes, from 0
     */
    public record Seen(ExecutionId execution, int number, int version) {}

    /**
     * How it was answered.
     *
     * @param answer such as "retry"; "superseded" if a late result or a cancel made the question pointless
     */
    public record Closed(Instant at, String answer, Reason reason) {}

    /** What has to be decided, and by which answers. */
    public enum Kind {
        /** An undo failed for good: retry, retry with another input, resolve, skip. */
        COMPENSATION_FAILED,
        /** A call took effect after its step was settled as not done, or undone: retry (an undo), resolve, skip. */
        LATE_EFFECT,
        /** A step past the pivot failed for good: retry, forward, or skip if nothing reads its result. */
        FAILED_PAST_PIVOT,
        /** Nobody knows whether the pivot happened: retry, forward (it did), compensate (it did not). */
        PIVOT_UNKNOWN,
        /** A step with {@link Step#askOnFailure} failed before the pivot: retry, forward, compensate. */
        ASKED,
        /** Baton could not go on with this execution: retry after a fix; terminate is possible. */
        STOPPED
    }
}

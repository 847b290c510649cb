package dev.baton;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything about one execution, as it was when it was read.
 *
 * @param summary what lists show
 * @param cause why it goes back, or failed; empty if it does neither
 * @param failure what failed first, and {@code failedStep} where; empty if nothing did
 * @param gaps the steps that an operator left undone, or left out
 * @param incidents the open ones
 * @param waits what it waits for now; empty only when it has ended
 * @param entries its visits to steps, in the order of their start
 * @param input as JSON
 * @param result as JSON; empty unless it completed
 * @param signals names of signals that came and that nothing has received
 */
public record ExecutionDetails(
        ExecutionSummary summary,
        Optional<Cause> cause,
        Optional<Failure> failure,
        Optional<String> failedStep,
        List<String> gaps,
        List<Incident> incidents,
        List<Waiting> waits,
        List<StepEntry> entries,
        Optional<Instant> deadline,
        Optional<ExecutionId> parent,
        String input,
        Optional<String> result,
        List<String> signals) {
    public ExecutionDetails {
        gaps = List.copyOf(gaps);
        incidents = List.copyOf(incidents);
        waits = List.copyOf(waits);
        entries = List.copyOf(entries);
        signals = List.copyOf(signals);
    }

    /** Its id. */
    public ExecutionId id() {
        return summary.id();
    }

    /** Where it stands. */
    public ExecutionStatus status() {
        return summary.status();
    }

    /** Why an execution goes back, or failed. The first cause counts. */
    public enum Cause {
        /** A step failed for good. */
        FAILURE,
        /** Somebody cancelled it. */
        CANCEL,
        /** Its saga's deadline passed. */
        DEADLINE,
        /** An operator had it undone. */
        OPERATOR,
        /** The execution that started it goes back. */
        PARENT
    }
}

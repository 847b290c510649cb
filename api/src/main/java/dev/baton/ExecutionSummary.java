package dev.baton;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An execution in a list.
 *
 * @param gaps something was left undone, or left out, by an operator
 * @param incident it has an open incident
 * @param stopped Baton could not go on with it; see its incident
 * @param ended empty while it runs
 * @param step where it is, if it is at one step
 * @param child whether another execution started it
 */
public record ExecutionSummary(
        ExecutionId id,
        String saga,
        int version,
        ExecutionStatus status,
        boolean gaps,
        boolean incident,
        boolean stopped,
        Instant started,
        Optional<Instant> ended,
        Optional<String> businessKey,
        Map<String, String> tags,
        Optional<String> step,
        boolean child) {
    public ExecutionSummary {
        tags = Map.copyOf(tags);
    }
}

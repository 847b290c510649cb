package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.HistoryEvent;
import dev.baton.Incident;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is known of an execution that has ended.
 *
 * @param saga the name of its definition
 * @param parent the execution that it was a child of
 * @param input as JSON
 * @param output as JSON; empty unless it completed
 * @param stops the incidents that said that it was stopped; they are not in its history
 * @param history everything that happened, in order
 */
public record ArchivedExecution(
        ExecutionId id,
        String saga,
        int version,
        ExecutionStatus status,
        Optional<String> businessKey,
        Map<String, String> tags,
        Optional<ExecutionId> parent,
        Instant started,
        Instant ended,
        String input,
        Optional<String> output,
        List<Incident> stops,
        List<HistoryEvent> history) {

    public ArchivedExecution {
        tags = Map.copyOf(tags);
        stops = List.copyOf(stops);
        history = List.copyOf(history);
    }

    /**
     * All of it as one JSON object on one line: {@code id}, {@code saga}, {@code version}, {@code status}, {@code
     * businessKey}, {@code tags} (an object), {@code parent}, {@code started} and {@code ended} (ISO 8601, UTC), {@code input},
     * {@code output}, {@code stops} and {@code history} (lists of objects). Of what is optional, what is not there is left out.
     */
    public String json() {
        return ArchivedJson.of(this);
    }
}

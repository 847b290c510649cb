package dev.baton;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which executions; what is empty does not matter. */
public record ExecutionFilter(
        Optional<String> saga,
        Optional<ExecutionStatus> status,
        Optional<Boolean> incident,
        Optional<String> idPrefix,
        Optional<String> businessKey,
        Map<String, String> tags,
        Optional<Instant> startedFrom,
        Optional<Instant> startedBefore) {
    public ExecutionFilter {
        tags = Map.copyOf(tags);
    }

    /** All of them. */
    public static ExecutionFilter defaults() {
        return new ExecutionFilter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** Those of one saga. */
    public ExecutionFilter saga(String name) {
        return new ExecutionFilter(
                Optional.of(name), status, incident, idPrefix, businessKey, tags, startedFrom, startedBefore);
    }

    /** Those that stand there. */
    public ExecutionFilter status(ExecutionStatus wanted) {
        return new ExecutionFilter(
                saga, Optional.of(wanted), incident, idPrefix, businessKey, tags, startedFrom, startedBefore);
    }

    /** Those with an open incident. */
    public ExecutionFilter withIncident() {
        return new ExecutionFilter(
                saga, status, Optional.of(true), idPrefix, businessKey, tags, startedFrom, startedBefore);
    }

    /** Those whose id begins so. */
    public ExecutionFilter idPrefix(String prefix) {
        return new ExecutionFilter(
                saga, status, incident, Optional.of(prefix), businessKey, tags, startedFrom, startedBefore);
    }

    /** Those with this business key. */
    public ExecutionFilter businessKey(String key) {
        return new ExecutionFilter(
                saga, status, incident, idPrefix, Optional.of(key), tags, startedFrom, startedBefore);
    }

    /** Those with this tag, beside the tags asked for already. */
    public ExecutionFilter tag(String name, String value) {
        var more = new TreeMap<>(tags);
        more.put(name, value);
        return new ExecutionFilter(saga, status, incident, idPrefix, businessKey, more, startedFrom, startedBefore);
    }

    /** Those started at or after {@code from} and before {@code before}. */
    public ExecutionFilter started(Instant from, Instant before) {
        return new ExecutionFilter(
                saga, status, incident, idPrefix, businessKey, tags, Optional.of(from), Optional.of(before));
    }
}

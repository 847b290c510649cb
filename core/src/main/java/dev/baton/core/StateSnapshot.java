package dev.baton.core;

import dev.baton.Failure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that an {@link ExecutionState} knows, as plain data, so that it can be stored. */
public record StateSnapshot(
        Header header,
        Standing standing,
        Counters counters,
        List<Frame> frames,
        List<Entry> entries,
        List<Group> groups,
        List<Result> results,
        List<Path> paths,
        List<Visits> visits,
        List<Timer> timers,
        List<Incident> incidents,
        List<Buffered> buffered,
        List<String> signalIds,
        List<Result> edited) {

    /** What the start said. */
    public record Header(
            String definition,
            int version,
            String run,
            Payload input,
            Optional<String> businessKey,
            Map<String, String> tags,
            Optional<Parent> parent,
            Instant started) {}

    /** What has been counted so far. */
    public record Counters(int events, Instant last, int serial, int order, int timers, int idle) {}

    /** A node in a frame. */
    public record Place(int frame, String node) {}

    public record Result(Place place, Payload value) {}

    /** Which way a choice, or a node with catch rules, went. */
    public record Taken(int path, Optional<Failure> failure) {}

    public record Path(Place place, Taken taken) {}

    public record Visits(String node, int count) {}

    /** A signal that came before its receive. */
    public record Buffered(String name, String signalId, Payload value) {}
}

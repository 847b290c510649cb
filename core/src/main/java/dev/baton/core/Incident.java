package dev.baton.core;

import dev.baton.Failure;
import java.time.Instant;
import java.util.Optional;

/**
 * A question to a person.
 *
 * @param entry the step's visit that it is about; -1: none
 * @param version counts its changes, from 0
 * @param resolvedBy who answered it
 */
public record Incident(
        int number,
        IncidentKind kind,
        int frame,
        int entry,
        String node,
        Failure failure,
        Instant opened,
        int version,
        Optional<String> assignee,
        Optional<Resolution> resolution,
        Optional<String> resolvedBy,
        Optional<String> why,
        Optional<Instant> resolved) {

    public boolean isOpen() {
        return resolution.isEmpty();
    }

    static Incident opened(int number, Event.IncidentOpened event) {
        return new Incident(
                number,
                event.kind(),
                event.frame(),
                event.entry(),
                event.node(),
                event.failure(),
                event.at(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    Incident assigned(Optional<String> to) {
        return new Incident(
                number,
                kind,
                frame,
                entry,
                node,
                failure,
                opened,
                version + 1,
                to,
                resolution,
                resolvedBy,
                why,
                resolved);
    }

    Incident resolved(Event.IncidentResolved event) {
        return new Incident(
                number,
                kind,
                frame,
                entry,
                node,
                failure,
                opened,
                version + 1,
                assignee,
                Optional.of(event.resolution()),
                Optional.of(event.by()),
                Optional.of(event.why()),
                Optional.of(event.at()));
    }
}

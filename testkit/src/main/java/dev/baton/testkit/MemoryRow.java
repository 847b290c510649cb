package dev.baton.testkit;

import dev.baton.core.IncidentKind;
import dev.baton.store.Archive;
import dev.baton.store.Attention;
import dev.baton.store.Batch;
import dev.baton.store.Keys;
import dev.baton.store.Store;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One execution as {@link MemoryTables} keeps it. */
final class MemoryRow {
    final Batch.Started started;
    final int partition;
    final List<Batch.Chunk> chunks = new ArrayList<>();
    final TreeMap<Integer, Incident> incidents = new TreeMap<>();
    Batch.@Nullable Snapshot snapshot;
    Batch.@Nullable Live live;
    int attention;

    @Nullable
    Long ended;

    MemoryRow(Batch.Started started, int partition) {
        this.started = started;
        this.partition = partition;
        this.live = new Batch.Live(started.key(), false, true, Optional.empty());
    }

    MemoryRow(MemoryRow other) {
        this.started = other.started;
        this.partition = other.partition;
        this.chunks.addAll(other.chunks);
        this.incidents.putAll(other.incidents);
        this.snapshot = other.snapshot;
        this.live = other.live;
        this.attention = other.attention;
        this.ended = other.ended;
    }

    /** An incident and what became of it. */
    record Incident(Batch.IncidentOpened opened, Batch.@Nullable IncidentChanged changed) {
        boolean isOpen() {
            return changed == null || changed.resolution().isEmpty();
        }
    }

    int next() {
        return chunks.isEmpty() ? 0 : chunks.getLast().next();
    }

    boolean has(Batch.Chunk chunk) {
        return chunks.stream().anyMatch(c -> c.seq() == chunk.seq() && Arrays.equals(c.events(), chunk.events()));
    }

    Store.Located located() {
        return new Store.Located(
                started.id(), started.key(), partition, started.definition(), started.inputHash(), attention);
    }

    Store.Stored stored() {
        int from = snapshot == null ? 0 : snapshot.seq();
        return new Store.Stored(
                located(),
                Optional.ofNullable(snapshot),
                chunks.stream().filter(chunk -> chunk.seq() >= from).toList());
    }

    Archive.Listed listed(String definition, int version) {
        Attention marks = Attention.of(attention);
        return new Archive.Listed(
                started.id(),
                started.key(),
                definition,
                version,
                marks.statusWhen(live != null),
                marks.gaps(),
                marks.incident(),
                marks.stopped(),
                Keys.started(started.key()),
                live == null ? Optional.ofNullable(ended) : Optional.empty(),
                started.businessKey(),
                started.tags(),
                live == null ? Optional.empty() : live.step(),
                started.parent());
    }

    Archive.Incident incident(Incident incident, String definition, int version) {
        Batch.IncidentOpened opened = incident.opened;
        Optional<Batch.IncidentChanged> changed = Optional.ofNullable(incident.changed);
        Optional<Batch.IncidentChanged> resolved = incident.isOpen() ? Optional.empty() : changed;
        IncidentKind kind = opened.kind();
        return new Archive.Incident(
                started.id(),
                started.key(),
                opened.incident(),
                definition,
                version,
                kind,
                opened.step(),
                opened.error(),
                opened.message(),
                opened.attempts(),
                opened.businessKey(),
                changed.flatMap(Batch.IncidentChanged::assignee),
                changed.map(Batch.IncidentChanged::version).orElse(0),
                opened.opened(),
                resolved.map(Batch.IncidentChanged::at),
                resolved.flatMap(Batch.IncidentChanged::resolution),
                resolved.map(Batch.IncidentChanged::by),
                resolved.map(Batch.IncidentChanged::why));
    }
}

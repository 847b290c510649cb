package dev.baton.testkit;

import dev.baton.Definition;
import dev.baton.ExecutionId;
import dev.baton.store.Batch;
import dev.baton.store.BatchRefusedException;
import dev.baton.store.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What an {@link InMemoryStore} has stored. Not thread-safe: the store has the lock. */
final class MemoryTables {
    final TreeMap<Long, MemoryRow> rows = new TreeMap<>();
    final Map<ExecutionId, Long> keys = new HashMap<>();
    final TreeSet<Long> active = new TreeSet<>();
    final List<Store.Registered> definitions = new ArrayList<>();
    final MemoryMail mail;
    final MemoryTasks tasks;
    private final TreeMap<Batch.TimerKey, Batch.TimerSet> timers =
            new TreeMap<>(Comparator.comparingLong(Batch.TimerKey::key).thenComparingInt(Batch.TimerKey::timer));
    private final TreeSet<Batch.TimerSet> due = new TreeSet<>(Comparator.comparingLong(Batch.TimerSet::due)
            .thenComparingLong(Batch.TimerSet::key)
            .thenComparingInt(Batch.TimerSet::timer));

    MemoryTables() {
        this(new MemoryMail(), new MemoryTasks());
    }

    private MemoryTables(MemoryMail mail, MemoryTasks tasks) {
        this.mail = mail;
        this.tasks = tasks;
    }

    MemoryTables copy() {
        var copy = new MemoryTables(mail.copy(), tasks.copy());
        rows.forEach((key, row) -> copy.rows.put(key, new MemoryRow(row)));
        copy.keys.putAll(keys);
        copy.active.addAll(active);
        copy.definitions.addAll(definitions);
        copy.timers.putAll(timers);
        copy.due.addAll(due);
        return copy;
    }

    /** Stores a batch that was checked before; returns false if it was there already. */
    boolean store(Batch batch) {
        if (isStored(batch)) {
            return false;
        }
        check(batch);
        mail.check(batch);
        mail.store(batch);
        tasks.store(batch);
        for (Batch.Started started : batch.started()) {
            rows.put(started.key(), new MemoryRow(started, batch.lease().partition()));
            keys.put(started.id(), started.key());
            active.add(started.key());
        }
        batch.chunks().forEach(chunk -> row(chunk.key()).chunks.add(chunk));
        batch.snapshots().forEach(snapshot -> row(snapshot.key()).snapshot = snapshot);
        batch.live().forEach(live -> live(live, batch.now()));
        batch.standings().forEach(this::standing);
        batch.timersCleared().forEach(this::clear);
        batch.timersSet().forEach(this::set);
        batch.incidentsOpened()
                .forEach(opened -> row(opened.key())
                        .incidents
                        .putIfAbsent(opened.incident(), new MemoryRow.Incident(opened, null)));
        batch.incidentsChanged()
                .forEach(changed -> row(changed.key())
                        .incidents
                        .computeIfPresent(
                                changed.incident(), (number, old) -> new MemoryRow.Incident(old.opened(), changed)));
        return true;
    }

    private boolean isStored(Batch batch) {
        if (batch.chunks().isEmpty()) {
            return !batch.taken().isEmpty() && batch.taken().stream().noneMatch(mail.letters::containsKey);
        }
        return batch.started().stream().allMatch(one -> Objects.equals(keys.get(one.id()), one.key()))
                && batch.chunks().stream().allMatch(chunk -> {
                    MemoryRow row = rows.get(chunk.key());
                    return row != null && chunk.seq() < row.next() && row.has(chunk);
                });
    }

    private void check(Batch batch) {
        Set<Long> started = new HashSet<>();
        for (Batch.Started one : batch.started()) {
            if (rows.containsKey(one.key()) || keys.containsKey(one.id()) || !started.add(one.key())) {
                throw BatchRefusedException.alreadyStarted(one);
            }
        }
        Map<Long, Integer> next = new HashMap<>();
        for (Batch.Chunk chunk : batch.chunks()) {
            int expected = next.computeIfAbsent(chunk.key(), key -> rows.containsKey(key) ? row(key).next() : 0);
            if (chunk.seq() != expected || !(started.contains(chunk.key()) || rows.containsKey(chunk.key()))) {
                throw BatchRefusedException.notNext(chunk, expected);
            }
            next.put(chunk.key(), chunk.next());
        }
        changedKeys(batch).filter(key -> !started.contains(key)).forEach(this::row);
    }

    private static LongStream changedKeys(Batch batch) {
        return Stream.of(
                        batch.snapshots().stream().mapToLong(Batch.Snapshot::key),
                        batch.live().stream().mapToLong(Batch.Live::key),
                        batch.standings().stream().mapToLong(Batch.Standing::key),
                        batch.timersSet().stream().mapToLong(Batch.TimerSet::key),
                        batch.incidentsOpened().stream().mapToLong(Batch.IncidentOpened::key),
                        batch.incidentsChanged().stream().mapToLong(Batch.IncidentChanged::key))
                .flatMapToLong(keys -> keys);
    }

    private void live(Batch.Live live, long now) {
        MemoryRow row = row(live.key());
        row.live = live.ended() ? null : live;
        row.ended = live.ended() ? now : null;
        if (!live.ended() && live.active()) {
            active.add(live.key());
        } else {
            active.remove(live.key());
        }
    }

    private void standing(Batch.Standing standing) {
        MemoryRow row = row(standing.key());
        row.attention = standing.attention().orElse(0);
        row.ended = standing.ended().orElse(row.ended);
    }

    private void set(Batch.TimerSet timer) {
        clear(new Batch.TimerKey(timer.key(), timer.timer()));
        timers.put(new Batch.TimerKey(timer.key(), timer.timer()), timer);
        due.add(timer);
    }

    private void clear(Batch.TimerKey timer) {
        Batch.TimerSet set = timers.remove(timer);
        if (set != null) {
            due.remove(set);
        }
    }

    List<Store.DueTimer> due(int partition, Store.TimerPlace after, long before, int limit) {
        return due.tailSet(new Batch.TimerSet(after.key(), after.timer(), after.due()), false).stream()
                .takeWhile(timer -> timer.due() < before)
                .filter(timer -> row(timer.key()).partition == partition)
                .limit(limit)
                .map(timer -> new Store.DueTimer(row(timer.key()).located(), timer.timer(), timer.due()))
                .toList();
    }

    List<Store.Registered> register(List<Definition> wanted) {
        for (Definition definition : wanted) {
            if (find(definition)
                    .filter(there -> !there.definition().equals(definition))
                    .isPresent()) {
                throw BatchRefusedException.otherContent(definition);
            }
        }
        return wanted.stream().map(this::findOrAdd).toList();
    }

    private Store.Registered findOrAdd(Definition definition) {
        return find(definition).orElseGet(() -> {
            var added = new Store.Registered(definitions.size() + 1, definition);
            definitions.add(added);
            return added;
        });
    }

    private Optional<Store.Registered> find(Definition definition) {
        return definitions.stream()
                .filter(there -> there.definition().name().equals(definition.name())
                        && there.definition().version() == definition.version())
                .findFirst();
    }

    /** Removes an execution and all that is stored of it. */
    void remove(MemoryRow row) {
        long key = row.started.key();
        rows.remove(key);
        keys.remove(row.started.id());
        var first = new Batch.TimerKey(key, Integer.MIN_VALUE);
        var last = new Batch.TimerKey(key, Integer.MAX_VALUE);
        List.copyOf(timers.subMap(first, last).keySet()).forEach(this::clear);
        tasks.remove(key);
    }

    Optional<MemoryRow> find(ExecutionId id) {
        Long key = keys.get(id);
        return key == null ? Optional.empty() : Optional.of(row(key));
    }

    /** The row, which must be there. */
    MemoryRow row(long key) {
        MemoryRow row = rows.get(key);
        if (row == null) {
            throw new BatchRefusedException(
                    "Execution " + key + " was not changed: it is not stored. Locate it again. [BATON-506]");
        }
        return row;
    }
}

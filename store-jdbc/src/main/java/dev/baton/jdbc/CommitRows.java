package dev.baton.jdbc;

import dev.baton.store.Batch;
import dev.baton.store.Lease;
import dev.baton.store.TaskQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rows that batches write, table by table. What a batch does twice to the same row is one change here, since the
 * parts of the statement that writes them do not see each other's rows.
 */
final class CommitRows {
    final List<Lease> leases = new ArrayList<>();
    final List<Start> started = new ArrayList<>();
    final List<Lively> lively = new ArrayList<>();
    final List<Long> gone = new ArrayList<>();
    final List<Batch.Chunk> chunks = new ArrayList<>();
    /** The first chunk of each execution that was there before. */
    final List<Batch.Chunk> followers = new ArrayList<>();

    final List<Batch.Snapshot> snapshots = new ArrayList<>();
    final List<Timer> timersSet = new ArrayList<>();
    final List<Batch.TimerKey> timersCleared = new ArrayList<>();
    final List<Letter> taken = new ArrayList<>();
    final List<Batch.Answer> answers = new ArrayList<>();
    final List<TaskQueue.Queued> queued = new ArrayList<>();
    /** Those of {@link #queued} that the same batch takes out first, so that whoever has them has them no more. */
    final List<TaskQueue.Task> queuedAgain = new ArrayList<>();

    final List<TaskQueue.Task> dequeued = new ArrayList<>();
    final List<Batch.Standing> standings = new ArrayList<>();
    final List<Tag> tags = new ArrayList<>();
    final List<Opened> opened = new ArrayList<>();
    final List<Batch.IncidentChanged> changed = new ArrayList<>();

    private final Set<PostgresCommitSql.Part> parts = EnumSet.noneOf(PostgresCommitSql.Part.class);

    record Start(Batch.Started started, int partition, Batch.@Nullable Standing standing) {}

    record Lively(Batch.Live live, int partition) {}

    record Timer(Batch.TimerSet set, int partition) {}

    record Letter(int partition, long number) {}

    record Tag(long key, String name, String value) {}

    /** An incident, and what became of it in the same batch. */
    record Opened(Batch.IncidentOpened opened, Batch.@Nullable IncidentChanged changed) {}

    private record Place(long key, int number) {}

    /** @throws ClashException if events of a batch do not follow each other */
    static CommitRows of(List<Batch> batches) {
        var rows = new CommitRows();
        batches.forEach(rows::add);
        return rows;
    }

    /** Which shape of the statement they need. */
    Set<PostgresCommitSql.Part> parts() {
        return parts;
    }

    private void add(Batch batch) {
        leases.add(batch.lease());
        addExecutions(batch);
        addChunks(batch);
        addWaits(batch);
        addMail(batch);
        addTasks(batch);
        addIncidents(batch);
    }

    private void part(PostgresCommitSql.Part part, List<?>... lists) {
        for (List<?> list : lists) {
            if (!list.isEmpty()) {
                parts.add(part);
            }
        }
    }

    private void addExecutions(Batch batch) {
        int partition = batch.lease().partition();
        Map<Long, Batch.Live> live = last(batch.live(), Batch.Live::key);
        Map<Long, Batch.Standing> standing = last(batch.standings(), Batch.Standing::key);
        for (Batch.Started one : batch.started()) {
            started.add(new Start(one, partition, standing.remove(one.key())));
            Batch.Live now = live.remove(one.key());
            if (now == null || !now.ended()) {
                Batch.Live plain = new Batch.Live(one.key(), false, true, Optional.empty());
                lively.add(new Lively(now == null ? plain : now, partition));
            }
            one.tags().forEach((name, value) -> tags.add(new Tag(one.key(), name, value)));
        }
        for (Batch.Live changed : live.values()) {
            if (changed.ended()) {
                gone.add(changed.key());
            } else {
                lively.add(new Lively(changed, partition));
                parts.add(PostgresCommitSql.Part.WAITS);
            }
        }
        standings.addAll(standing.values());
        part(PostgresCommitSql.Part.MARKS, batch.standings(), tags);
    }

    private void addChunks(Batch batch) {
        var next = new HashMap<Long, Integer>();
        batch.started().forEach(one -> next.put(one.key(), 0));
        for (Batch.Chunk chunk : batch.chunks()) {
            Integer expected = next.put(chunk.key(), chunk.next());
            if (expected == null ? chunk.seq() == 0 : expected != chunk.seq()) {
                throw new ClashException(null);
            }
            if (expected == null) {
                followers.add(chunk);
            }
        }
        chunks.addAll(batch.chunks());
    }

    private void addWaits(Batch batch) {
        snapshots.addAll(last(batch.snapshots(), Batch.Snapshot::key).values());
        Map<Place, Batch.TimerSet> set = last(batch.timersSet(), timer -> new Place(timer.key(), timer.timer()));
        set.values()
                .forEach(timer -> timersSet.add(new Timer(timer, batch.lease().partition())));
        batch.timersCleared().stream()
                .filter(timer -> !set.containsKey(new Place(timer.key(), timer.timer())))
                .forEach(timersCleared::add);
        part(PostgresCommitSql.Part.WAITS, batch.snapshots(), batch.timersSet(), batch.timersCleared());
    }

    private void addMail(Batch batch) {
        batch.taken().stream()
                .distinct()
                .forEach(number -> taken.add(new Letter(batch.lease().partition(), number)));
        var told = new LinkedHashMap<UUID, Batch.Answer>();
        batch.answers().forEach(answer -> told.putIfAbsent(answer.asker().question(), answer));
        answers.addAll(told.values());
        part(PostgresCommitSql.Part.MAIL, batch.taken(), batch.answers());
    }

    private void addTasks(Batch batch) {
        Map<Place, TaskQueue.Queued> waiting = last(batch.queued(), task -> place(task.task()));
        queued.addAll(waiting.values());
        var over = new LinkedHashMap<Place, TaskQueue.Task>();
        batch.dequeued()
                .forEach(
                        task -> over.merge(place(task), task, (one, two) -> one.attempt() > two.attempt() ? one : two));
        over.forEach((place, task) -> (waiting.containsKey(place) ? queuedAgain : dequeued).add(task));
        part(PostgresCommitSql.Part.TASKS, batch.queued(), batch.dequeued());
    }

    private static Place place(TaskQueue.Task task) {
        return new Place(task.key(), task.entry());
    }

    private void addIncidents(Batch batch) {
        Map<Place, Batch.IncidentChanged> changes =
                last(batch.incidentsChanged(), change -> new Place(change.key(), change.incident()));
        Collection<Batch.IncidentOpened> first = last(
                        batch.incidentsOpened(), incident -> new Place(incident.key(), incident.incident()))
                .values();
        for (Batch.IncidentOpened incident : first) {
            opened.add(new Opened(incident, changes.remove(new Place(incident.key(), incident.incident()))));
        }
        changed.addAll(changes.values());
        part(PostgresCommitSql.Part.MARKS, batch.incidentsOpened(), batch.incidentsChanged());
    }

    /** The last of each. */
    private static <K, T> Map<K, T> last(List<T> items, Function<T, K> key) {
        if (items.isEmpty()) {
            return new HashMap<>(0);
        }
        var last = new LinkedHashMap<K, T>();
        items.forEach(item -> last.put(key.apply(item), item));
        return last;
    }
}

package dev.baton.testkit;

import dev.baton.store.Batch;
import dev.baton.store.TaskQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Attempts that wait for workers. Not thread-safe: the store has the lock. */
final class MemoryTasks {
    private final TreeMap<Place, Row> rows =
            new TreeMap<>(Comparator.comparingLong(Place::key).thenComparingInt(Place::entry));

    private record Place(long key, int entry) {}

    private record Row(TaskQueue.Queued queued, Optional<String> worker, Instant until) {}

    /** What a restart finds: everybody who had taken something is dead. */
    MemoryTasks copy() {
        var copy = new MemoryTasks();
        rows.forEach((place, row) -> copy.rows.put(place, new Row(row.queued, row.worker, Instant.MIN)));
        return copy;
    }

    void store(Batch batch) {
        for (TaskQueue.Task over : batch.dequeued()) {
            Row row = rows.get(place(over));
            if (row != null && row.queued.task().attempt() <= over.attempt()) {
                rows.remove(place(over));
            }
        }
        for (TaskQueue.Queued queued : batch.queued()) {
            Row row = rows.get(place(queued.task()));
            if (row == null || row.queued.task().attempt() != queued.task().attempt()) {
                rows.put(place(queued.task()), new Row(queued, Optional.empty(), Instant.MIN));
            }
        }
    }

    void remove(long key) {
        rows.subMap(new Place(key, Integer.MIN_VALUE), true, new Place(key, Integer.MAX_VALUE), true)
                .clear();
    }

    private static Place place(TaskQueue.Task task) {
        return new Place(task.key(), task.entry());
    }

    /** What others may use of it. */
    record Locked(MemoryTasks tasks, InstantSource clock, InMemoryStore.Lock lock) implements TaskQueue {
        @Override
        public List<Claimed> claim(Collection<String> queues, String worker, Duration hold, int limit) {
            return lock.under(() -> {
                Instant now = clock.instant();
                var claimed = new ArrayList<Claimed>();
                for (Row row : List.copyOf(tasks.rows.values())) {
                    if (claimed.size() < limit && queues.contains(row.queued.queue()) && row.until.isBefore(now)) {
                        claimed.add(new Claimed(row.queued, row.worker));
                        put(row.queued, Optional.of(worker), now.plus(hold));
                    }
                }
                return claimed;
            });
        }

        private void put(Queued queued, Optional<String> worker, Instant until) {
            tasks.rows.put(place(queued.task()), new Row(queued, worker, until));
        }

        /** The rows of those attempts that this worker has. */
        private List<Queued> of(String worker, Collection<Task> held) {
            return tasks.rows.values().stream()
                    .filter(row -> row.worker.equals(Optional.of(worker)) && held.contains(row.queued.task()))
                    .map(Row::queued)
                    .toList();
        }

        @Override
        public List<Task> hold(String worker, Collection<Task> held, Duration hold) {
            return lock.under(() -> {
                List<Queued> still = of(worker, held);
                still.forEach(queued ->
                        put(queued, Optional.of(worker), clock.instant().plus(hold)));
                return still.stream().map(Queued::task).toList();
            });
        }

        @Override
        public List<Task> withdraw(Collection<Task> unwanted) {
            return lock.under(() -> {
                List<Row> found = tasks.rows.values().stream()
                        .filter(row -> unwanted.contains(row.queued.task()))
                        .toList();
                found.forEach(row -> tasks.rows.remove(place(row.queued.task())));
                return found.stream()
                        .filter(row -> row.worker.isEmpty())
                        .map(row -> row.queued.task())
                        .toList();
            });
        }

        @Override
        public void giveBack(String worker, Collection<Task> unbegun) {
            lock.under(() -> {
                of(worker, unbegun).forEach(queued -> put(queued, Optional.empty(), Instant.MIN));
                return true;
            });
        }
    }
}

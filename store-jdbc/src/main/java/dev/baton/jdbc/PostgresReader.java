package dev.baton.jdbc;

import dev.baton.ExecutionId;
import dev.baton.store.Batch;
import dev.baton.store.Store;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives a partition back what it stored. */
final class PostgresReader {

    private final PostgresPool pool;

    PostgresReader(PostgresPool pool) {
        this.pool = pool;
    }

    Map<ExecutionId, Store.Located> locate(Collection<ExecutionId> ids) {
        var found = new HashMap<ExecutionId, Store.Located>();
        find(PostgresSql.LOCATE, ids).forEach(located -> found.put(located.id(), located));
        return found;
    }

    List<Store.Located> ended(Collection<ExecutionId> ids) {
        return find(PostgresSql.ENDED, ids);
    }

    private List<Store.Located> find(String question, Collection<ExecutionId> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return pool.single(session -> session.list(
                question,
                ExecutionRows::located,
                PostgresArrays.texts(session, ids.stream().map(ExecutionId::value))));
    }

    /**
     * What is there of each. Nothing is taken back between the questions, so their answers fit, except that retention may
     * remove an execution meanwhile; then it is not there.
     */
    Map<Long, Store.Stored> load(Collection<Long> keys) {
        if (keys.isEmpty()) {
            return Map.of();
        }
        return pool.single(session -> {
            var wanted = PostgresArrays.longs(session, keys.stream().distinct());
            var snapshots = new HashMap<Long, Batch.Snapshot>();
            session.list(
                            PostgresSql.SNAPSHOTS,
                            row -> new Batch.Snapshot(row.getLong(1), row.getInt(2), row.getBytes(3)),
                            wanted)
                    .forEach(snapshot -> snapshots.put(snapshot.key(), snapshot));
            Map<Long, List<Batch.Chunk>> chunks = chunks(session, keys, snapshots);
            var found = new HashMap<Long, Store.Stored>();
            for (Store.Located located : session.list(PostgresSql.LOCATE_KEYS, ExecutionRows::located, wanted)) {
                long key = located.key();
                Optional<Batch.Snapshot> snapshot = Optional.ofNullable(snapshots.get(key));
                found.put(key, new Store.Stored(located, snapshot, chunks.getOrDefault(key, List.of())));
            }
            return found;
        });
    }

    private static Map<Long, List<Batch.Chunk>> chunks(
            Session session, Collection<Long> keys, Map<Long, Batch.Snapshot> snapshots) throws SQLException {
        var from = PostgresArrays.ints(
                session,
                keys.stream()
                        .distinct()
                        .map(key -> Optional.ofNullable(snapshots.get(key))
                                .map(Batch.Snapshot::seq)
                                .orElse(0)));
        var chunks = new HashMap<Long, List<Batch.Chunk>>();
        session.list(
                        PostgresSql.CHUNKS,
                        row -> new Batch.Chunk(row.getLong(1), row.getInt(2), row.getBytes(3)),
                        PostgresArrays.longs(session, keys.stream().distinct()),
                        from)
                .forEach(chunk -> chunks.computeIfAbsent(chunk.key(), key -> new ArrayList<>())
                        .add(chunk));
        return chunks;
    }

    List<Store.Located> active(int partition, long afterKey, int limit) {
        return pool.single(
                session -> session.list(PostgresSql.ACTIVE, ExecutionRows::located, partition, afterKey, limit));
    }

    List<Store.DueTimer> dueTimers(int partition, Store.TimerPlace after, long before, int limit) {
        return pool.single(session -> session.list(
                PostgresSql.DUE_TIMERS,
                ExecutionRows::dueTimer,
                partition,
                after.due(),
                after.key(),
                after.timer(),
                before,
                limit));
    }
}

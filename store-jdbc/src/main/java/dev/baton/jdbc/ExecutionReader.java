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
final class ExecutionReader {

    private final Readers readers;

    ExecutionReader(Readers readers) {
        this.readers = readers;
    }

    Map<ExecutionId, Store.Located> locate(Collection<ExecutionId> ids) {
        return readers.read(session -> {
            var found = new HashMap<ExecutionId, Store.Located>();
            for (ExecutionId id : ids) {
                session.one(SqliteSql.LOCATE, ExecutionRows::located, id.value())
                        .ifPresent(located -> found.put(id, located));
            }
            return found;
        });
    }

    List<Store.Located> ended(Collection<ExecutionId> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return readers.read(session -> {
            var ended = new ArrayList<Store.Located>();
            for (ExecutionId id : ids) {
                ended.addAll(session.list(SqliteSql.ENDED, ExecutionRows::located, id.value()));
            }
            return ended;
        });
    }

    Map<Long, Store.Stored> load(Collection<Long> keys) {
        return readers.read(session -> {
            var found = new HashMap<Long, Store.Stored>();
            for (Long key : keys) {
                Optional<Store.Located> located = session.one(SqliteSql.LOCATE_KEY, ExecutionRows::located, key);
                if (located.isPresent()) {
                    found.put(key, stored(session, located.get()));
                }
            }
            return found;
        });
    }

    private static Store.Stored stored(Session session, Store.Located located) throws SQLException {
        long key = located.key();
        Optional<Batch.Snapshot> snapshot =
                session.one(SqliteSql.SNAPSHOT, row -> new Batch.Snapshot(key, row.getInt(1), row.getBytes(2)), key);
        int from = snapshot.map(Batch.Snapshot::seq).orElse(0);
        List<Batch.Chunk> chunks =
                session.list(SqliteSql.CHUNKS, row -> new Batch.Chunk(key, row.getInt(1), row.getBytes(2)), key, from);
        return new Store.Stored(located, snapshot, chunks);
    }

    List<Store.Located> active(int partition, long afterKey, int limit) {
        return readers.read(
                session -> session.list(SqliteSql.ACTIVE, ExecutionRows::located, partition, afterKey, limit));
    }

    List<Store.DueTimer> dueTimers(int partition, Store.TimerPlace after, long before, int limit) {
        return readers.read(session -> session.list(
                SqliteSql.DUE_TIMERS,
                ExecutionRows::dueTimer,
                partition,
                after.due(),
                after.key(),
                after.timer(),
                before,
                limit));
    }
}

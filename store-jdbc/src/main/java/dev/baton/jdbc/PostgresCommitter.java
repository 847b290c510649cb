package dev.baton.jdbc;

import dev.baton.StoreUnavailableException;
import dev.baton.store.Batch;
import dev.baton.store.Lease;
import dev.baton.store.LeaseLostException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Stores batches: several in one statement, and each alone where that does not go. */
final class PostgresCommitter {
    private static final long BYTES_TOGETHER_MAX = 8 << 20;

    private final PostgresPool pool;

    PostgresCommitter(PostgresPool pool) {
        this.pool = pool;
    }

    void commit(Batch batch) {
        try {
            if (!store(List.of(batch))) {
                throw lost(batch.lease());
            }
        } catch (ClashException clash) {
            pool.transaction(session -> {
                check(session, batch.lease());
                PostgresClash.explain(session, batch, clash);
                return true;
            });
        }
    }

    List<Optional<RuntimeException>> commit(List<Batch> batches) {
        var results = new ArrayList<Optional<RuntimeException>>();
        for (List<Batch> group : groups(batches)) {
            try {
                if (group.size() > 1 && together(group)) {
                    results.addAll(Collections.nCopies(group.size(), Optional.empty()));
                } else {
                    results.addAll(eachAlone(group));
                }
            } catch (StoreUnavailableException e) { // nobody knows, of none of them; the rest would fare no better
                results.addAll(Collections.nCopies(batches.size() - results.size(), Optional.of(e)));
                return results;
            }
        }
        return results;
    }

    /** In their order, each so small that the server takes it at once. */
    private static List<List<Batch>> groups(List<Batch> batches) {
        var groups = new ArrayList<List<Batch>>();
        long bytes = BYTES_TOGETHER_MAX;
        for (Batch batch : batches) {
            long more = bytes(batch);
            if (bytes + more > BYTES_TOGETHER_MAX || groups.isEmpty()) {
                groups.add(new ArrayList<>());
                bytes = 0;
            }
            groups.getLast().add(batch);
            bytes += more;
        }
        return groups;
    }

    private static long bytes(Batch batch) {
        return batch.chunks().stream().mapToLong(chunk -> chunk.events().length).sum()
                + batch.snapshots().stream()
                        .mapToLong(snapshot -> snapshot.state().length)
                        .sum()
                + batch.queued().stream()
                        .mapToLong(task -> task.content().length)
                        .sum();
    }

    private List<Optional<RuntimeException>> eachAlone(List<Batch> batches) {
        var results = new ArrayList<Optional<RuntimeException>>();
        for (Batch batch : batches) {
            try {
                commit(batch);
                results.add(Optional.empty());
            } catch (RuntimeException e) {
                results.add(Optional.of(e));
            }
        }
        return results;
    }

    /** False if one of them does not go: then nothing was stored. */
    private boolean together(List<Batch> batches) {
        try {
            return store(batches);
        } catch (ClashException e) {
            return false;
        } catch (StoreUnavailableException e) {
            if (e.getCause() instanceof SQLException sql && PostgresFailure.isUndone(sql)) {
                return false;
            }
            throw e;
        }
    }

    private boolean store(List<Batch> batches) {
        CommitRows rows = CommitRows.of(batches);
        return pool.single(session -> PostgresCommit.store(session, rows));
    }

    private LeaseLostException lost(Lease lease) {
        return LeaseLostException.of(lease, pool.single(session -> holder(session, lease)).epoch);
    }

    private static void check(Session session, Lease lease) throws SQLException {
        Holder holder = holder(session, lease);
        if (!holder.equals(new Holder(lease.epoch(), lease.owner()))) {
            throw LeaseLostException.of(lease, holder.epoch);
        }
    }

    /** Who has a partition, and by which claim. */
    private record Holder(long epoch, String owner) {}

    private static Holder holder(Session session, Lease lease) throws SQLException {
        return session.one(PostgresSql.EPOCH, row -> new Holder(row.getLong(1), row.getString(2)), lease.partition())
                .orElse(new Holder(-1L, ""));
    }
}

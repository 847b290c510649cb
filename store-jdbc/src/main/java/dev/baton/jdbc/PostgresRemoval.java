package dev.baton.jdbc;

import dev.baton.StoreUnavailableException;
import dev.baton.store.Removal;
import dev.baton.store.Store;
import java.sql.Array;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Removes ended executions, a few per transaction, so that commits go on in between. Thread-safe. */
final class PostgresRemoval implements Removal {
    private static final int ROWS_PER_TRANSACTION = 500;
    /** So many rows are looked at in one statement, whatever is found. */
    static final int ROWS_PER_LOOK = 5_000;

    private final PostgresPool pool;

    PostgresRemoval(PostgresPool pool) {
        this.pool = pool;
    }

    /** @param last how far it came */
    private record Look(List<Long> old, int looked, long last) {
        Optional<Long> next(int limit) {
            if (old.size() == limit) {
                return Optional.of(old.getLast());
            }
            return looked == ROWS_PER_LOOK ? Optional.of(last) : Optional.empty();
        }
    }

    @Override
    public Page find(Old which, long afterKey, int limit) {
        return pool.single(session -> {
            Look look = session.one(
                            PostgresRemovalSql.OLD,
                            row -> new Look(
                                    List.of((Long[]) row.getArray(1).getArray()), row.getInt(2), row.getLong(3)),
                            afterKey,
                            PlainEnds.last(which),
                            ROWS_PER_LOOK,
                            which.endedBefore(),
                            PostgresArrays.shorts(session, which.partitions().stream()),
                            limit)
                    .orElseThrow();
            List<Store.Located> old = look.old.isEmpty()
                    ? new ArrayList<>()
                    : session.list(
                            PostgresSql.LOCATE_KEYS,
                            ExecutionRows::located,
                            PostgresArrays.longs(session, look.old.stream()));
            old.sort(Comparator.comparingLong(Store.Located::key));
            return new Page(old, look.next(limit));
        });
    }

    @Override
    public int remove(List<Long> keys, long endedBefore) {
        int removed = 0;
        for (int from = 0; from < keys.size(); from += ROWS_PER_TRANSACTION) {
            List<Long> some = keys.subList(from, Math.min(keys.size(), from + ROWS_PER_TRANSACTION));
            removed += removeInTime(some, endedBefore);
        }
        return removed;
    }

    /** Those with long histories are too many for one statement: then a half at a time, down to one. */
    private int removeInTime(List<Long> keys, long endedBefore) {
        try {
            return pool.transaction(session -> remove(session, keys, endedBefore));
        } catch (StoreUnavailableException e) {
            if (keys.size() == 1 || !PostgresFailure.isTooLong(e)) {
                throw e;
            }
            int half = keys.size() / 2;
            return removeInTime(keys.subList(0, half), endedBefore)
                    + removeInTime(keys.subList(half, keys.size()), endedBefore);
        }
    }

    /** Locks, then looks: a commit may have made an execution live between the look that found it and the lock. */
    private static int remove(Session session, List<Long> keys, long endedBefore) throws SQLException {
        Array wanted = PostgresArrays.longs(session, keys.stream());
        List<Long> old = session.list(PostgresRemovalSql.LOCK_OLD, row -> row.getLong(1), wanted, endedBefore);
        return old.isEmpty()
                ? 0
                : session.update(PostgresRemovalSql.PURGE, PostgresArrays.longs(session, old.stream()));
    }

    @Override
    public Counted count(long afterKey, long uptoKey, int limit) {
        return pool.single(session -> session.one(
                        PostgresRemovalSql.COUNT_ENDED,
                        row -> {
                            int looked = row.getInt(1);
                            return new Counted(looked, row.getInt(2), looked == 0 ? afterKey : row.getLong(3));
                        },
                        afterKey,
                        uptoKey,
                        Math.min(limit, ROWS_PER_LOOK)))
                .orElseThrow();
    }
}

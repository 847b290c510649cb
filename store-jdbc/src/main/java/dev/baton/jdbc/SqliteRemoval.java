package dev.baton.jdbc;

import dev.baton.store.Removal;
import dev.baton.store.Store;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Removes ended executions, a few per transaction, so that commits go on in between. Thread-safe. */
final class SqliteRemoval implements Removal {
    private static final int ROWS_PER_TRANSACTION = 100;

    private final Writer writer;
    private final Readers readers;

    SqliteRemoval(Writer writer, Readers readers) {
        this.writer = writer;
        this.readers = readers;
    }

    @Override
    public Page find(Old which, long afterKey, int limit) {
        if (!which.partitions().contains(0)) {
            return new Page(List.of(), Optional.empty());
        }
        List<Store.Located> old = readers.read(session -> session.list(
                SqliteSql.OLD, ExecutionRows::located, afterKey, PlainEnds.last(which), which.endedBefore(), limit));
        return new Page(
                old,
                old.size() < limit
                        ? Optional.empty()
                        : Optional.of(old.getLast().key()));
    }

    @Override
    public int remove(List<Long> keys, long endedBefore) {
        int removed = 0;
        for (int from = 0; from < keys.size(); from += ROWS_PER_TRANSACTION) {
            List<Long> some = keys.subList(from, Math.min(keys.size(), from + ROWS_PER_TRANSACTION));
            removed += writer.transaction(session -> remove(session, some, endedBefore));
        }
        return removed;
    }

    private static int remove(Session session, List<Long> keys, long endedBefore) throws SQLException {
        int removed = 0;
        for (Long key : keys) {
            if (session.one(SqliteSql.IS_OLD, row -> true, key, endedBefore).isPresent()) {
                for (String delete : SqliteSql.PURGE) {
                    session.update(delete, key);
                }
                removed++;
            }
        }
        return removed;
    }

    @Override
    public Counted count(long afterKey, long uptoKey, int limit) {
        return readers.read(session -> {
            int[] ended = {0};
            List<Long> looked = session.list(
                    SqliteSql.HAVE_ENDED,
                    row -> {
                        ended[0] += row.getInt(2);
                        return row.getLong(1);
                    },
                    afterKey,
                    uptoKey,
                    limit);
            return new Counted(looked.size(), ended[0], looked.isEmpty() ? afterKey : looked.getLast());
        });
    }
}

package dev.baton.jdbc;

import dev.baton.store.Keys;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Removes ended executions, a few per transaction, so that commits go on in between. A plain end is not written into an
 * execution's row if it came within an hour of the start; so such a row counts as ended an hour after its start.
 */
final class Retention {
    private static final int ROWS_PER_TRANSACTION = 100;
    private static final Duration PLAIN_END = Duration.ofHours(1);

    private final Writer writer;
    /** How far the walk up the keys has come, by partition: what it passed still runs or is kept longer. */
    private final Map<Integer, Long> walked = new ConcurrentHashMap<>();

    Retention(Writer writer) {
        this.writer = writer;
    }

    int purge(int partition, long endedBefore, int limit) {
        int removed = 0;
        while (removed < limit) {
            int wanted = Math.min(ROWS_PER_TRANSACTION, limit - removed);
            int found = writer.transaction(session -> step(session, partition, endedBefore, wanted));
            removed += found;
            if (found < wanted) {
                walked.remove(partition); // the next walk begins at the oldest
                return removed;
            }
        }
        return removed;
    }

    private int step(Session session, int partition, long endedBefore, int wanted) throws SQLException {
        List<Long> old = session.list(
                SqliteSql.OLD,
                row -> row.getLong(1),
                walked.getOrDefault(partition, Long.MIN_VALUE),
                Keys.at(endedBefore - PLAIN_END.toMillis()),
                endedBefore,
                partition,
                wanted);
        for (String delete : SqliteSql.PURGE) {
            for (Long key : old) {
                session.update(delete, key);
            }
        }
        if (!old.isEmpty()) {
            walked.put(partition, old.getLast());
        }
        return old.size();
    }
}

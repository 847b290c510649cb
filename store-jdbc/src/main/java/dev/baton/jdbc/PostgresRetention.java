package dev.baton.jdbc;

import dev.baton.store.Keys;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Removes ended executions, a few per transaction, so that commits go on in between. A plain end is not written into an
 * execution's row if it came within an hour of the start; so such a row counts as ended an hour after its start.
 */
final class PostgresRetention {
    private static final int ROWS_PER_TRANSACTION = 500;
    /** So many rows are looked at in one statement, whatever is found. */
    static final int ROWS_PER_LOOK = 5_000;

    private static final int STEPS_MAX = 400;
    private static final Duration PLAIN_END = Duration.ofHours(1);

    private final PostgresPool pool;
    /** How far the walk up the keys has come, by partition: what it passed still runs or is kept longer. */
    private final Map<Integer, Long> walked = new ConcurrentHashMap<>();

    PostgresRetention(PostgresPool pool) {
        this.pool = pool;
    }

    /** What a look found: those that may go, and how far it came. */
    private record Look(List<Long> old, int looked, long last) {}

    /** @param walked how far it has come; empty: to the end */
    private record Step(int removed, Optional<Long> walked) {}

    int purge(int partition, long endedBefore, int limit) {
        int removed = 0;
        for (int steps = 0; removed < limit && steps < STEPS_MAX; steps++) {
            int wanted = Math.min(ROWS_PER_TRANSACTION, limit - removed);
            Step step = pool.transaction(session -> step(session, partition, endedBefore, wanted));
            removed += step.removed;
            if (step.walked.isEmpty()) {
                walked.remove(partition); // the next walk begins at the oldest
                return removed;
            }
            walked.put(partition, step.walked.get());
        }
        return removed;
    }

    /** Locks, then looks again: a commit may have made an execution live between the look and the locks. */
    private Step step(Session session, int partition, long endedBefore, int wanted) throws SQLException {
        Look look = session.one(
                        PostgresSql.PURGE_LOOK,
                        row -> new Look(List.of((Long[]) row.getArray(1).getArray()), row.getInt(2), row.getLong(3)),
                        walked.getOrDefault(partition, Long.MIN_VALUE),
                        Keys.at(endedBefore - PLAIN_END.toMillis()),
                        ROWS_PER_LOOK,
                        endedBefore,
                        partition,
                        wanted)
                .orElseThrow();
        int removed = look.old.isEmpty()
                ? 0
                : session.update(PostgresSql.PURGE, PostgresArrays.longs(session, look.old.stream()));
        if (look.old.size() == wanted) {
            return new Step(removed, Optional.of(look.old.getLast()));
        }
        return new Step(removed, look.looked == ROWS_PER_LOOK ? Optional.of(look.last) : Optional.empty());
    }
}

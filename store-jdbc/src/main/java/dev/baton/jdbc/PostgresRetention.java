package dev.baton.jdbc;

import dev.baton.store.Keys;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Removes ended executions, a few per transaction, so that commits go on in between. A plain end is not written into an
 * execution's row if it came within an hour of the start; so such a row counts as ended an hour after its start.
 */
final class PostgresRetention {
    private static final int ROWS_PER_TRANSACTION = 500;
    private static final Duration PLAIN_END = Duration.ofHours(1);

    private final PostgresPool pool;
    /** How far the walk up the keys has come, by partition: what it passed still runs or is kept longer. */
    private final Map<Integer, Long> walked = new ConcurrentHashMap<>();

    PostgresRetention(PostgresPool pool) {
        this.pool = pool;
    }

    private record Step(int removed, long last) {}

    int purge(int partition, long endedBefore, int limit) {
        int removed = 0;
        while (removed < limit) {
            int wanted = Math.min(ROWS_PER_TRANSACTION, limit - removed);
            Step step = step(partition, endedBefore, wanted);
            removed += step.removed;
            if (step.removed < wanted) {
                walked.remove(partition); // the next walk begins at the oldest
                return removed;
            }
            walked.put(partition, step.last);
        }
        return removed;
    }

    private Step step(int partition, long endedBefore, int wanted) {
        return pool.single(session -> session.one(
                        PostgresSql.PURGE,
                        row -> new Step(row.getInt(1), row.getLong(2)),
                        walked.getOrDefault(partition, Long.MIN_VALUE),
                        Keys.at(endedBefore - PLAIN_END.toMillis()),
                        endedBefore,
                        partition,
                        wanted)
                .orElseThrow());
    }
}

package dev.baton.jdbc;

import java.util.Set;

/**
 * The one statement of a commit: a lock on the lease, which every part joins, and the parts. All parts see the state
 * before it, so no two of them may touch the same row. It answers 1 if the batch is stored and 0 if the lease is lost;
 * if something is not as the batch expects, it divides by zero and leaves nothing behind.
 *
 * <p>There is a shape for each set of {@link Part}s, so that a plain turn does not pay for parts that it does not have.
 */
final class PostgresCommitSql {
    private PostgresCommitSql() {}

    /** What is in a batch besides starts, events and ends. */
    enum Part {
        WAITS,
        MAIL,
        TASKS,
        MARKS
    }

    /**
     * FOR SHARE waits for a claim that is under way, and a claim for it; FOR KEY SHARE would not. The owner counts, too: a
     * database that lost its last claims, by a failover or a restore, gives an epoch out again.
     */
    private static final String LEASE = """
        WITH lease AS MATERIALIZED (
            SELECT 1 FROM (
                SELECT p.partition FROM unnest(?::smallint[], ?::bigint[], ?::text[]) u (partition, epoch, owner)
                JOIN partitions p ON p.partition = u.partition AND p.epoch = u.epoch AND p.owner = u.owner
                ORDER BY p.partition FOR SHARE OF p) held
            HAVING count(*) = ?
        ), started AS (
        """;

    private static final String STARTED = """
            INSERT INTO executions (key, id, partition, definition, input_hash, parent, business_key)
            SELECT u.* FROM lease, unnest(?::bigint[], ?::text[], ?::smallint[], ?::integer[], ?::bigint[], ?::bigint[],
                ?::text[]) u
        """;

    private static final String STARTED_WITH_MARKS = """
            INSERT INTO executions
                (key, id, partition, definition, input_hash, parent, business_key, attention, ended)
            SELECT u.* FROM lease, unnest(?::bigint[], ?::text[], ?::smallint[], ?::integer[], ?::bigint[], ?::bigint[],
                ?::text[], ?::smallint[], ?::bigint[]) u
        """;

    private static final String LIVELY = """
        ), lively AS (
            INSERT INTO live (key, partition, active, step)
            SELECT u.* FROM lease, unnest(?::bigint[], ?::smallint[], ?::boolean[], ?::text[]) u
        """;

    private static final String LIVELY_AGAIN = """
            ON CONFLICT (key) DO UPDATE SET active = excluded.active, step = excluded.step
        """;

    private static final String GONE = """
        ), gone AS (
            DELETE FROM live l USING lease WHERE l.key = ANY (?::bigint[])
        """;

    private static final String WAITS = """
        ), snapshot AS (
            INSERT INTO snapshots (key, seq, state)
            SELECT u.* FROM lease, unnest(?::bigint[], ?::integer[], ?::bytea[]) u
            ON CONFLICT (key) DO UPDATE SET seq = excluded.seq, state = excluded.state
        ), timer_set AS (
            INSERT INTO timers (key, timer, partition, due)
            SELECT u.* FROM lease, unnest(?::bigint[], ?::integer[], ?::smallint[], ?::bigint[]) u
            ON CONFLICT (key, timer) DO UPDATE SET due = excluded.due
        ), timer_cleared AS (
            DELETE FROM timers t USING lease, unnest(?::bigint[], ?::integer[]) u (key, timer)
            WHERE t.key = u.key AND t.timer = u.timer
        """;

    private static final String MAIL = """
        ), taken AS (
            DELETE FROM inbox i USING lease, unnest(?::smallint[], ?::bigint[]) u (partition, message)
            WHERE i.partition = u.partition AND i.message = u.message RETURNING 1
        ), answered AS (
            INSERT INTO answers (question, content, at)
            SELECT u.*, clock_timestamp() FROM lease, unnest(?::uuid[], ?::bytea[]) u
            ON CONFLICT (question) DO NOTHING
        """;

    private static final String TASKS = """
        ), queued AS (
            INSERT INTO tasks (key, entry, attempt, queue, execution_id, definition, content)
            SELECT u.* FROM lease, unnest(?::bigint[], ?::integer[], ?::integer[], ?::text[], ?::text[], ?::integer[],
                ?::bytea[]) u
            ON CONFLICT (key, entry) DO UPDATE SET attempt = excluded.attempt, queue = excluded.queue,
                content = excluded.content, claimed_until = '-infinity', claimed_by = NULL
            WHERE tasks.attempt <> excluded.attempt
                OR (excluded.key, excluded.entry) IN (SELECT u.* FROM unnest(?::bigint[], ?::integer[]) u)
        ), dequeued AS (
            DELETE FROM tasks t USING lease, unnest(?::bigint[], ?::integer[], ?::integer[]) u (key, entry, attempt)
            WHERE t.key = u.key AND t.entry = u.entry AND t.attempt <= u.attempt
        """;

    private static final String MARKS = """
        ), standing AS (
            UPDATE executions e SET attention = u.attention, ended = u.ended
            FROM lease, unnest(?::bigint[], ?::smallint[], ?::bigint[]) u (key, attention, ended) WHERE e.key = u.key
            RETURNING 1
        ), tagged AS (
            INSERT INTO tags (key, name, value)
            SELECT u.* FROM lease, unnest(?::bigint[], ?::text[], ?::text[]) u
        ), incident_opened AS (
            INSERT INTO incidents (key, incident, definition, kind, step, error, message, attempts, business_key, opened,
                changes, assignee, resolved, resolution, resolved_by, reason)
            SELECT u.* FROM lease, unnest(?::bigint[], ?::integer[], ?::integer[], ?::text[], ?::text[], ?::text[],
                ?::text[], ?::integer[], ?::text[], ?::bigint[], ?::integer[], ?::text[], ?::bigint[], ?::text[],
                ?::text[], ?::text[]) u
            ON CONFLICT (key, incident) DO NOTHING
        ), incident_changed AS (
            UPDATE incidents i SET changes = u.changes, assignee = u.assignee, resolved = u.resolved,
                resolution = u.resolution, resolved_by = u.resolved_by, reason = u.reason
            FROM lease, unnest(?::bigint[], ?::integer[], ?::integer[], ?::text[], ?::bigint[], ?::text[], ?::text[],
                ?::text[]) u (key, incident, changes, assignee, resolved, resolution, resolved_by, reason)
            WHERE i.key = u.key AND i.incident = u.incident
        """;

    /** The events have to follow those that are stored. */
    private static final String WRITTEN = """
        ), written AS (
            INSERT INTO history (key, seq, next, events)
            SELECT u.* FROM lease, unnest(?::bigint[], ?::integer[], ?::integer[], ?::bytea[]) u
        )
        SELECT CASE WHEN NOT EXISTS (SELECT FROM lease) THEN 0 ELSE 1 / ((
            SELECT count(*) FROM unnest(?::bigint[], ?::integer[]) u (key, seq)
            CROSS JOIN LATERAL (SELECT next FROM history h WHERE h.key = u.key ORDER BY h.seq DESC LIMIT 1) last
            WHERE last.next = u.seq) = ?\
        """;

    private static final String ALL_TAKEN = " AND (SELECT count(*) FROM taken) = ?";

    /** One that retention removes meanwhile is not there any more, though the events before it were seen. */
    private static final String ALL_STAND = " AND (SELECT count(*) FROM standing) = ?";

    private static final String END = ")::integer END";

    static String of(Set<Part> parts) {
        boolean marks = parts.contains(Part.MARKS);
        boolean waits = parts.contains(Part.WAITS);
        boolean mail = parts.contains(Part.MAIL);
        return LEASE
                + (marks ? STARTED_WITH_MARKS : STARTED)
                + LIVELY
                + (waits ? LIVELY_AGAIN : "")
                + GONE
                + (waits ? WAITS : "")
                + (mail ? MAIL : "")
                + (parts.contains(Part.TASKS) ? TASKS : "")
                + (marks ? MARKS : "")
                + WRITTEN
                + (mail ? ALL_TAKEN : "")
                + (marks ? ALL_STAND : "")
                + END;
    }
}

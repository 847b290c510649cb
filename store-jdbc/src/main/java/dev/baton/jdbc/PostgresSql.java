package dev.baton.jdbc;

import java.util.List;

/** The statements for PostgreSQL, one per use; the tables are found by {@code search_path}. */
final class PostgresSql {
    private PostgresSql() {}

    static final List<String> MIGRATIONS = List.of("V001__executions.sql");

    // Leases, by the server's clock.

    static final String CLAIM = """
        UPDATE partitions SET owner = ?, epoch = epoch + 1, expires = clock_timestamp() + ? * interval '1 millisecond',
            tenure = tenure + CASE WHEN owner = ? THEN 0 ELSE 1 END,
            deaths = deaths + CASE WHEN owner <> ? THEN 1 ELSE 0 END,
            strikes = CASE WHEN owner <> ? AND marked = suspect THEN strikes + 1
                WHEN owner <> ? AND marked IS NOT NULL THEN 1 ELSE strikes END,
            suspect = CASE WHEN owner <> ? THEN coalesce(marked, suspect) ELSE suspect END,
            marked = CASE WHEN owner <> ? THEN NULL ELSE marked END
        WHERE partition = ? AND (expires <= clock_timestamp() OR owner = ?)
        RETURNING epoch, tenure, deaths, suspect, strikes\
        """;

    static final String MARK = """
        UPDATE partitions SET marked = ? WHERE partition = ? AND epoch = ? AND owner = ?\
        """;

    static final String SETTLE = """
        UPDATE partitions SET deaths = 0, marked = NULL, suspect = NULL, strikes = 0
        WHERE partition = ? AND epoch = ? AND owner = ?\
        """;

    static final String EPOCH = """
        SELECT epoch, coalesce(owner, '') FROM partitions WHERE partition = ?\
        """;

    /** The rows are locked in order, so that two of these cannot wait for each other. */
    static final String RENEW = """
        WITH held AS MATERIALIZED (
            SELECT p.partition FROM unnest(?::smallint[], ?::bigint[], ?::text[]) u (partition, epoch, owner)
            JOIN partitions p ON p.partition = u.partition AND p.epoch = u.epoch AND p.owner = u.owner
            ORDER BY p.partition FOR NO KEY UPDATE OF p)
        UPDATE partitions SET expires = clock_timestamp() + ? * interval '1 millisecond'
        FROM held
        WHERE partitions.partition = held.partition
        RETURNING partitions.partition, partitions.epoch, partitions.owner\
        """;

    static final String RELEASE = """
        WITH freed AS (
            UPDATE partitions SET owner = NULL, expires = '-infinity', epoch = epoch + 1, marked = NULL
            WHERE partition = ? AND epoch = ? AND owner = ?
            RETURNING partition
        ), running AS (
            INSERT INTO handed_over (partition, execution_id, entry, kind, attempt, member)
            SELECT freed.partition, u.* FROM freed, unnest(?::text[], ?::integer[], ?::text[], ?::integer[], ?::text[]) u
            ON CONFLICT DO NOTHING
        )
        SELECT count(*) FROM freed\
        """;

    static final String HANDED_OVER = """
        SELECT execution_id, entry, kind, attempt, member FROM handed_over WHERE partition = ?
        ORDER BY execution_id, entry\
        """;

    static final String FORGET = """
        DELETE FROM handed_over h
        USING unnest(?::text[], ?::integer[], ?::text[], ?::integer[], ?::text[]) u (execution_id, entry, kind, attempt, member)
        WHERE h.partition = ? AND h.execution_id = u.execution_id AND h.entry = u.entry AND h.kind = u.kind
            AND h.attempt = u.attempt AND h.member = u.member\
        """;

    static final String LAST_KEY = """
        SELECT coalesce(max(key), 0) FROM executions\
        """;

    // What a refused batch met.

    static final String CHUNK = """
        SELECT events FROM history WHERE key = ? AND seq = ?\
        """;

    static final String NEXT_SEQ = """
        SELECT next FROM history WHERE key = ? ORDER BY seq DESC LIMIT 1\
        """;

    static final String STARTED = """
        SELECT 1 FROM executions WHERE id = ? AND key = ?\
        """;

    static final String TAKEN_ID = """
        SELECT 1 FROM executions WHERE id = ?\
        """;

    static final String TAKEN_KEY = """
        SELECT 1 FROM executions WHERE key = ?\
        """;

    static final String IS_WAITING = """
        SELECT 1 FROM inbox WHERE partition = ? AND message = ?\
        """;

    // Loading.

    static final String LOCATE = """
        SELECT key, id, partition, definition, input_hash, attention FROM executions WHERE id = ANY (?)\
        """;

    static final String LOCATE_KEYS = """
        SELECT key, id, partition, definition, input_hash, attention FROM executions WHERE key = ANY (?)\
        """;

    static final String ENDED = """
        SELECT key, id, partition, definition, input_hash, attention FROM executions e
        WHERE id = ANY (?) AND NOT EXISTS (SELECT FROM live l WHERE l.key = e.key OFFSET 0)\
        """;

    static final String SNAPSHOTS = """
        SELECT key, seq, state FROM snapshots WHERE key = ANY (?)\
        """;

    static final String CHUNKS = """
        SELECT h.key, h.seq, h.events
        FROM unnest(?::bigint[], ?::integer[]) u (key, seq) CROSS JOIN LATERAL (
            SELECT key, seq, events FROM history WHERE history.key = u.key AND history.seq >= u.seq OFFSET 0) h
        ORDER BY h.key, h.seq\
        """;

    static final String ACTIVE = """
        SELECT e.key, e.id, e.partition, e.definition, e.input_hash, e.attention
        FROM live l CROSS JOIN LATERAL (SELECT * FROM executions WHERE executions.key = l.key OFFSET 0) e
        WHERE l.partition = ? AND l.active AND l.key > ? ORDER BY l.key LIMIT ?\
        """;

    static final String DUE_TIMERS = """
        SELECT e.key, e.id, e.partition, e.definition, e.input_hash, e.attention, t.timer, t.due
        FROM timers t CROSS JOIN LATERAL (SELECT * FROM executions WHERE executions.key = t.key OFFSET 0) e
        WHERE t.partition = ? AND (t.due, t.key, t.timer) > (?, ?, ?) AND t.due < ?
        ORDER BY t.due, t.key, t.timer LIMIT ?\
        """;

    static final String LOCK_DEFINITIONS = """
        LOCK TABLE definitions IN SHARE ROW EXCLUSIVE MODE\
        """;

    // Letters and answers.

    static final String SEND = """
        INSERT INTO inbox (partition, execution_id, command, question, sender)
        SELECT * FROM unnest(?::smallint[], ?::text[], ?::bytea[], ?::uuid[], ?::text[])\
        """;

    static final String WAITING = """
        SELECT i.message, i.partition, i.execution_id, i.command, i.question, i.sender
        FROM unnest(?::smallint[]) p (partition) CROSS JOIN LATERAL (
            SELECT * FROM inbox WHERE inbox.partition = p.partition AND message <> ALL (?) ORDER BY message LIMIT ?) i
        ORDER BY i.message LIMIT ?\
        """;

    static final String ANSWERS = """
        SELECT question, content FROM answers WHERE question = ANY (?)\
        """;

    static final String SWEEP_ANSWERS = """
        DELETE FROM answers WHERE question = ANY (ARRAY(
            SELECT question FROM answers WHERE at < (SELECT clock_timestamp() - ? * interval '1 second')
            ORDER BY at LIMIT ? FOR UPDATE SKIP LOCKED))\
        """;

    // Who shares the store.

    static final String ANNOUNCE = """
        INSERT INTO nodes (node, expires, event_format, queues)
        VALUES (?, clock_timestamp() + ? * interval '1 millisecond', ?, ?)
        ON CONFLICT (node) DO UPDATE SET expires = excluded.expires, event_format = excluded.event_format,
            queues = excluded.queues\
        """;

    static final String ALIVE = """
        SELECT node, event_format, queues FROM nodes WHERE expires >= clock_timestamp() ORDER BY node\
        """;

    static final String OWNERS = """
        SELECT partition, owner FROM partitions WHERE owner IS NOT NULL AND expires > clock_timestamp()\
        """;

    static final String TIME = """
        SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint\
        """;

    static final String LEAVE = """
        DELETE FROM nodes WHERE node = ?\
        """;

    static final String SWEEP_NODES = """
        DELETE FROM nodes WHERE expires < clock_timestamp() - interval '1 hour'\
        """;

    // Attempts for workers.

    static final String CLAIM_TASKS = """
        WITH old AS MATERIALIZED (
            SELECT w.key, w.entry, w.claimed_by FROM unnest(?::text[]) q (queue) CROSS JOIN LATERAL (
                SELECT key, entry, claimed_by FROM tasks
                WHERE tasks.queue = q.queue AND claimed_until < clock_timestamp()
                ORDER BY key, entry LIMIT ? FOR UPDATE SKIP LOCKED) w
            ORDER BY w.key, w.entry LIMIT ?)
        UPDATE tasks t SET claimed_until = clock_timestamp() + ? * interval '1 millisecond', claimed_by = ?
        FROM old
        WHERE t.key = old.key AND t.entry = old.entry
        RETURNING t.key, t.entry, t.attempt, t.queue, t.execution_id, t.definition, t.content, old.claimed_by\
        """;

    /** One that is locked by another is not waited for: it stays whose it is, and is prolonged the next time. */
    static final String HOLD_TASKS = """
        WITH held AS MATERIALIZED (
            SELECT t.key, t.entry, t.attempt, t.claimed_by
            FROM unnest(?::bigint[], ?::integer[], ?::integer[]) u (key, entry, attempt)
            JOIN tasks t ON t.key = u.key AND t.entry = u.entry AND t.attempt = u.attempt
            WHERE t.claimed_by = ?
        ), free AS MATERIALIZED (
            SELECT t.key, t.entry FROM held h
            JOIN tasks t ON t.key = h.key AND t.entry = h.entry AND t.attempt = h.attempt AND t.claimed_by = h.claimed_by
            FOR UPDATE OF t SKIP LOCKED
        ), prolonged AS (
            UPDATE tasks t SET claimed_until = clock_timestamp() + ? * interval '1 millisecond'
            FROM free WHERE t.key = free.key AND t.entry = free.entry
        )
        SELECT key, entry, attempt FROM held\
        """;

    static final String WITHDRAW_TASKS = """
        DELETE FROM tasks t USING unnest(?::bigint[], ?::integer[], ?::integer[]) u (key, entry, attempt)
        WHERE t.key = u.key AND t.entry = u.entry AND t.attempt = u.attempt
        RETURNING t.key, t.entry, t.attempt, t.claimed_by IS NULL\
        """;

    static final String GIVE_BACK_TASKS = """
        WITH free AS MATERIALIZED (
            SELECT t.key, t.entry FROM unnest(?::bigint[], ?::integer[], ?::integer[]) u (key, entry, attempt)
            JOIN tasks t ON t.key = u.key AND t.entry = u.entry AND t.attempt = u.attempt
            WHERE t.claimed_by = ? FOR UPDATE OF t SKIP LOCKED)
        UPDATE tasks t SET claimed_until = '-infinity', claimed_by = NULL
        FROM free WHERE t.key = free.key AND t.entry = free.entry\
        """;

    // Hints, and callers' transactions.

    static final String NOTIFY = """
        SELECT pg_notify(channel, '')::text FROM unnest(?::text[]) channel\
        """;

    /** On a connection that finds no tables of ours by itself; adds nothing if the store is another one. */
    static String join(String schema) {
        return """
            INSERT INTO "<schema>".inbox (partition, execution_id, command, question, sender)
            SELECT u.* FROM unnest(?::smallint[], ?::text[], ?::bytea[], ?::uuid[], ?::text[]) u
            WHERE EXISTS (SELECT FROM "<schema>".store WHERE id = ?)\
            """.replace("<schema>", schema);
    }
}

package dev.baton.jdbc;

/**
 * The statements of retention for PostgreSQL: a walk up the keys, past what still runs, waits for a person, or belongs to a
 * parent that is kept.
 */
final class PostgresRemovalSql {
    private PostgresRemovalSql() {}

    /**
     * Those that may go, among the next few thousand executions; how many it looked at, and the last of these. OFFSET 0 keeps
     * the questions apart, each answered by an index for one row after the other.
     */
    static final String OLD = """
        WITH looked AS MATERIALIZED (
            SELECT key FROM executions WHERE key > ? AND key <= ? ORDER BY key LIMIT ?
        ), old AS MATERIALIZED (
            SELECT e.key FROM executions e
            WHERE e.key = ANY (ARRAY(SELECT key FROM looked)) AND coalesce(e.ended, 0) < ? AND e.partition = ANY (?)
                AND NOT EXISTS (SELECT FROM live l WHERE l.key = e.key OFFSET 0)
                AND NOT EXISTS (SELECT FROM incidents i WHERE i.key = e.key AND i.resolved IS NULL OFFSET 0)
                AND NOT EXISTS (SELECT FROM executions p WHERE p.key = e.parent OFFSET 0)
            ORDER BY e.key LIMIT ?
        )
        SELECT ARRAY(SELECT key FROM old ORDER BY key), (SELECT count(*) FROM looked), (SELECT max(key) FROM looked)\
        """;

    static final String COUNT_ENDED = """
        WITH looked AS MATERIALIZED (
            SELECT key FROM executions WHERE key > ? AND key <= ? ORDER BY key LIMIT ?
        ), ended AS MATERIALIZED (
            SELECT key FROM looked WHERE NOT EXISTS (SELECT FROM live l WHERE l.key = looked.key OFFSET 0)
        )
        SELECT (SELECT count(*) FROM looked), (SELECT count(*) FROM ended), (SELECT max(key) FROM looked)\
        """;

    /** Nobody changes them until they are removed. */
    static final String LOCK_OLD = """
        SELECT key FROM executions WHERE key = ANY (?) AND coalesce(ended, 0) < ? ORDER BY key FOR UPDATE SKIP LOCKED\
        """;

    /** Sees also what was stored before the locks were had, so it asks once more. */
    static final String PURGE = """
        WITH old AS MATERIALIZED (
            SELECT e.key FROM executions e
            WHERE e.key = ANY (?) AND NOT EXISTS (SELECT FROM live l WHERE l.key = e.key OFFSET 0)
                AND NOT EXISTS (SELECT FROM incidents i WHERE i.key = e.key AND i.resolved IS NULL OFFSET 0)
        ), h AS (
            DELETE FROM history WHERE key = ANY (ARRAY(SELECT key FROM old))
        ), s AS (
            DELETE FROM snapshots WHERE key = ANY (ARRAY(SELECT key FROM old))
        ), t AS (
            DELETE FROM timers WHERE key = ANY (ARRAY(SELECT key FROM old))
        ), k AS (
            DELETE FROM tasks WHERE key = ANY (ARRAY(SELECT key FROM old))
        ), i AS (
            DELETE FROM incidents WHERE key = ANY (ARRAY(SELECT key FROM old))
        ), g AS (
            DELETE FROM tags WHERE key = ANY (ARRAY(SELECT key FROM old))
        )
        DELETE FROM executions WHERE key = ANY (ARRAY(SELECT key FROM old))\
        """;
}

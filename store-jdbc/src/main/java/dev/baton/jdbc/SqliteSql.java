package dev.baton.jdbc;

import java.util.List;

/** The statements for SQLite, one per use, each to be pasted into its shell. */
final class SqliteSql {
    private SqliteSql() {}

    static final List<String> MIGRATIONS = List.of("V001__executions.sql", "V002__cluster.sql");

    // Leases. The clock is the program's: the file serves one process.

    static final String ADD_PARTITION = """
        INSERT INTO partitions (partition, epoch, expires) VALUES (?1, 0, 0) ON CONFLICT (partition) DO NOTHING\
        """;

    /** The lock of the file was got, so whoever held leases is dead. */
    static final String END_LEASES = """
        UPDATE partitions SET owner = NULL, expires = 0, epoch = epoch + 1, deaths = deaths + 1,
            strikes = CASE WHEN marked IS NULL THEN strikes WHEN marked = suspect THEN strikes + 1 ELSE 1 END,
            suspect = coalesce(marked, suspect), marked = NULL
        WHERE owner IS NOT NULL\
        """;

    static final String CLAIM = """
        UPDATE partitions SET owner = ?2, epoch = epoch + 1, expires = ?4,
            tenure = tenure + CASE WHEN owner = ?2 THEN 0 ELSE 1 END,
            deaths = deaths + CASE WHEN owner <> ?2 THEN 1 ELSE 0 END,
            strikes = CASE WHEN owner <> ?2 AND marked = suspect THEN strikes + 1
                WHEN owner <> ?2 AND marked IS NOT NULL THEN 1 ELSE strikes END,
            suspect = CASE WHEN owner <> ?2 THEN coalesce(marked, suspect) ELSE suspect END,
            marked = CASE WHEN owner <> ?2 THEN NULL ELSE marked END
        WHERE partition = ?1 AND (expires <= ?3 OR owner = ?2)\
        """;

    static final String EPOCH = """
        SELECT epoch FROM partitions WHERE partition = ?1\
        """;

    static final String CLAIMED = """
        SELECT epoch, tenure, deaths, suspect, strikes FROM partitions WHERE partition = ?1\
        """;

    static final String MARK = """
        UPDATE partitions SET marked = ?4 WHERE partition = ?1 AND epoch = ?2 AND owner = ?3\
        """;

    static final String SETTLE = """
        UPDATE partitions SET deaths = 0, marked = NULL, suspect = NULL, strikes = 0
        WHERE partition = ?1 AND epoch = ?2 AND owner = ?3\
        """;

    static final String IS_HELD = """
        SELECT 1 FROM partitions WHERE partition = ?1 AND epoch = ?2 AND owner = ?3\
        """;

    static final String RENEW = """
        UPDATE partitions SET expires = ?4 WHERE partition = ?1 AND epoch = ?2 AND owner = ?3\
        """;

    static final String RELEASE = """
        UPDATE partitions SET owner = NULL, expires = 0, epoch = epoch + 1, marked = NULL
        WHERE partition = ?1 AND epoch = ?2 AND owner = ?3\
        """;

    static final String LAST_KEY = """
        SELECT coalesce(max(key), 0) FROM executions\
        """;

    // A commit.

    static final String START = """
        INSERT INTO executions (key, id, partition, definition, input_hash, parent, business_key)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)\
        """;

    static final String ADD_TAG = """
        INSERT INTO tags (key, name, value) VALUES (?1, ?2, ?3)\
        """;

    static final String ADD_LIVE = """
        INSERT INTO live (key, partition, active, step) VALUES (?1, ?2, ?3, ?4)\
        """;

    static final String SET_LIVE = """
        INSERT INTO live (key, partition, active, step) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (key) DO UPDATE SET active = excluded.active, step = excluded.step\
        """;

    static final String END_LIVE = """
        DELETE FROM live WHERE key = ?1\
        """;

    static final String FIRST_CHUNK = """
        INSERT INTO history (key, seq, next, events) VALUES (?1, ?2, ?3, ?4)\
        """;

    /** Changes nothing unless the chunk follows the last one. */
    static final String NEXT_CHUNK = """
        INSERT INTO history (key, seq, next, events) SELECT ?1, ?2, ?3, ?4
        WHERE ?2 = (SELECT next FROM history WHERE key = ?1 ORDER BY seq DESC LIMIT 1)\
        """;

    static final String SET_SNAPSHOT = """
        INSERT INTO snapshots (key, seq, state) VALUES (?1, ?2, ?3)
        ON CONFLICT (key) DO UPDATE SET seq = excluded.seq, state = excluded.state\
        """;

    static final String SET_STANDING = """
        UPDATE executions SET attention = ?2, ended = ?3 WHERE key = ?1\
        """;

    static final String SET_TIMER = """
        INSERT INTO timers (key, timer, partition, due) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (key, timer) DO UPDATE SET due = excluded.due\
        """;

    static final String CLEAR_TIMER = """
        DELETE FROM timers WHERE key = ?1 AND timer = ?2\
        """;

    static final String OPEN_INCIDENT = """
        INSERT INTO incidents
            (key, incident, definition, kind, step, error, message, attempts, business_key, opened)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (key, incident) DO NOTHING\
        """;

    static final String ASSIGN_INCIDENT = """
        UPDATE incidents SET changes = ?3, assignee = ?4,
            resolved = NULL, resolution = NULL, resolved_by = NULL, reason = NULL
        WHERE key = ?1 AND incident = ?2\
        """;

    static final String RESOLVE_INCIDENT = """
        UPDATE incidents SET changes = ?3, assignee = ?4, resolved = ?5, resolution = ?6, resolved_by = ?7,
            reason = ?8
        WHERE key = ?1 AND incident = ?2\
        """;

    /** What a refused batch met: the stored chunk of that number. */
    static final String CHUNK = """
        SELECT events FROM history WHERE key = ?1 AND seq = ?2\
        """;

    static final String NEXT_SEQ = """
        SELECT next FROM history WHERE key = ?1 ORDER BY seq DESC LIMIT 1\
        """;

    static final String TAKEN = """
        SELECT 1 FROM executions WHERE id = ?1 OR key = ?2\
        """;

    // Loading.

    static final String LOCATE = """
        SELECT key, id, partition, definition, input_hash, attention FROM executions WHERE id = ?1\
        """;

    static final String ENDED = """
        SELECT key, id, partition, definition, input_hash, attention FROM executions e
        WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM live l WHERE l.key = e.key)\
        """;

    static final String LOCATE_KEY = """
        SELECT key, id, partition, definition, input_hash, attention FROM executions WHERE key = ?1\
        """;

    static final String SNAPSHOT = """
        SELECT seq, state FROM snapshots WHERE key = ?1\
        """;

    static final String CHUNKS = """
        SELECT seq, events FROM history WHERE key = ?1 AND seq >= ?2 ORDER BY seq\
        """;

    static final String ACTIVE = """
        SELECT e.key, e.id, e.partition, e.definition, e.input_hash, e.attention
        FROM live l CROSS JOIN executions e ON e.key = l.key
        WHERE l.partition = ?1 AND l.active = 1 AND l.key > ?2 ORDER BY l.key LIMIT ?3\
        """;

    static final String DUE_TIMERS = """
        SELECT e.key, e.id, e.partition, e.definition, e.input_hash, e.attention, t.timer, t.due
        FROM timers t CROSS JOIN executions e ON e.key = t.key
        WHERE t.partition = ?1 AND (t.due, t.key, t.timer) > (?2, ?3, ?4) AND t.due < ?5
        ORDER BY t.due, t.key, t.timer LIMIT ?6\
        """;

    // Removal: a walk up the keys, past what still runs, waits for a person, or belongs to a parent that is kept.

    static final String OLD = """
        SELECT key, id, partition, definition, input_hash, attention FROM executions e
        WHERE key > ?1 AND key <= ?2 AND coalesce(ended, 0) < ?3
            AND NOT EXISTS (SELECT 1 FROM live l WHERE l.key = e.key)
            AND NOT EXISTS (SELECT 1 FROM incidents i WHERE i.key = e.key AND i.resolved IS NULL)
            AND NOT EXISTS (SELECT 1 FROM executions p WHERE p.key = e.parent)
        ORDER BY key LIMIT ?4\
        """;

    static final String IS_OLD = """
        SELECT 1 FROM executions e
        WHERE key = ?1 AND coalesce(ended, 0) < ?2
            AND NOT EXISTS (SELECT 1 FROM live l WHERE l.key = e.key)
            AND NOT EXISTS (SELECT 1 FROM incidents i WHERE i.key = e.key AND i.resolved IS NULL)\
        """;

    static final String HAVE_ENDED = """
        SELECT key, NOT EXISTS (SELECT 1 FROM live l WHERE l.key = e.key) FROM executions e
        WHERE key > ?1 AND key <= ?2 ORDER BY key LIMIT ?3\
        """;

    static final List<String> PURGE = List.of(
            "DELETE FROM history WHERE key = ?1",
            "DELETE FROM snapshots WHERE key = ?1",
            "DELETE FROM timers WHERE key = ?1",
            "DELETE FROM tasks WHERE key = ?1",
            "DELETE FROM incidents WHERE key = ?1",
            "DELETE FROM tags WHERE key = ?1",
            "DELETE FROM executions WHERE key = ?1");

    /** Everything that runs while sagas run: none of it may read a whole table. */
    static final List<String> HOT_PATH = List.of(
            CLAIM,
            CLAIMED,
            EPOCH,
            MARK,
            SETTLE,
            CommonSql.DEATHS,
            CommonSql.ACQUIT,
            IS_HELD,
            RENEW,
            RELEASE,
            START,
            ADD_TAG,
            ADD_LIVE,
            SET_LIVE,
            END_LIVE,
            FIRST_CHUNK,
            NEXT_CHUNK,
            SET_SNAPSHOT,
            SET_STANDING,
            SET_TIMER,
            CLEAR_TIMER,
            OPEN_INCIDENT,
            ASSIGN_INCIDENT,
            RESOLVE_INCIDENT,
            LOCATE,
            ENDED,
            LOCATE_KEY,
            SNAPSHOT,
            CHUNKS,
            ACTIVE,
            DUE_TIMERS,
            OLD,
            IS_OLD,
            HAVE_ENDED);
}

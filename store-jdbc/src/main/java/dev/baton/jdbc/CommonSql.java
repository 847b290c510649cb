package dev.baton.jdbc;

/** The statements that are the same for every database; pages are built in ExecutionQuery and IncidentQuery. */
final class CommonSql {
    private CommonSql() {}

    static final String ACQUIT = """
        UPDATE partitions SET suspect = NULL, strikes = 0 WHERE partition = ? AND suspect = ?\
        """;

    static final String DEATHS = """
        SELECT deaths FROM partitions WHERE partition = ?\
        """;

    static final String DEFINITIONS = """
        SELECT definition, content FROM definitions ORDER BY definition\
        """;

    static final String FIND_DEFINITION = """
        SELECT definition, content FROM definitions WHERE name = ? AND version = ?\
        """;

    static final String ADD_DEFINITION = """
        INSERT INTO definitions (name, version, hash, content, registered) VALUES (?, ?, ?, ?, ?)
        RETURNING definition\
        """;

    static final String VERSIONS = """
        SELECT definition FROM definitions WHERE name = ?\
        """;

    /** As many executions as a page may have. */
    static final int PAGE_MAX = 200;

    /** Given: as many keys as a page may have; what there is less is a key again. */
    static final String TAGS = "SELECT key, name, value FROM tags WHERE key IN (?" + ", ?".repeat(PAGE_MAX - 1) + ")";

    /** Given: key, event number, key, event number, limit. */
    static final String HISTORY = """
        SELECT seq, events FROM history
        WHERE key = ? AND next > ?
            AND seq >= coalesce((SELECT max(seq) FROM history WHERE key = ? AND seq <= ?), 0)
        ORDER BY seq LIMIT ?\
        """;

    static final String COUNT_LIVE = """
        SELECT count(*) FROM live\
        """;

    /** Begins with the live ones, which are few, whatever the database thinks: each is looked up by itself. */
    static final String COUNT_VERSIONS = """
        SELECT d.version, n.live
        FROM (
            SELECT one.definition, count(*) AS live
            FROM (SELECT (SELECT e.definition FROM executions e WHERE e.key = l.key) AS definition FROM live l) one
            GROUP BY one.definition) n
        JOIN definitions d ON d.definition = n.definition
        WHERE d.name = ?\
        """;
}

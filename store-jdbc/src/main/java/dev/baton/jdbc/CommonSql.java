package dev.baton.jdbc;

/** The statements that are the same for every database; pages are built in ExecutionQuery and IncidentQuery. */
final class CommonSql {
    private CommonSql() {}

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

    static final String TAGS = """
        SELECT name, value FROM tags WHERE key = ?\
        """;

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

    static final String COUNT_VERSIONS = """
        SELECT d.version, count(*)
        FROM definitions d <join> executions e ON e.definition = d.definition <join> live l ON l.key = e.key
        WHERE d.name = ? GROUP BY d.version\
        """;
}

package dev.baton.jdbc;

import dev.baton.StoreRefusedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the schema, or brings it to this release, in one transaction; one that a newer release made is refused. Engines
 * that start at the same moment do it one after the other. Also looks at what the server promises.
 */
final class PostgresMigrations {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresMigrations.class);
    private static final int SERVER_MIN = 14;

    /** Not by to_regclass, which may remember that there was none before another made it. */
    private static final String FIND_TABLE = """
        SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ? AND c.relname = 'migrations'\
        """;

    private static final String FIND_SCHEMA = "SELECT 1 FROM pg_namespace WHERE nspname = ?";
    private static final String ANY_TABLE = """
        SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? LIMIT 1\
        """;
    private static final String ADD_PARTITIONS = """
        INSERT INTO partitions (partition) SELECT generate_series(0, ? - 1)\
        """;
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('dev.baton/' || ?, 0))::text";
    private static final String MISSING = """
        SELECT string_agg(p || ' on ' || quote_ident(?) || '.' || c.relname, ', ' ORDER BY c.relname, p)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) p
        WHERE n.nspname = ? AND c.relkind IN ('r', 'p') AND c.relname <> 'migrations'
            AND NOT (c.relname = 'store' AND p <> 'SELECT')
            AND NOT has_table_privilege(c.oid, p)\
        """;

    private final Session session;
    private final PostgresOptions options;
    private final List<String> scripts;
    private final String schema;
    private final String quoted;

    PostgresMigrations(Connection connection, PostgresOptions options, List<String> scripts) throws SQLException {
        connection.setAutoCommit(false);
        this.session = new Session(connection);
        this.options = options;
        this.scripts = scripts;
        this.schema = options.schema();
        this.quoted = '"' + schema + '"';
    }

    /**
     * What is in the tables for good.
     *
     * @param id says which store it is
     */
    record Made(UUID id, int partitions) {}

    /** Runs what is missing. */
    Made run() throws SQLException {
        checkServer();
        int found = version();
        if (found < scripts.size()) {
            migrate();
        }
        session.commit();
        checkPrivileges();
        Made made = made();
        session.commit();
        return made;
    }

    private Made made() throws SQLException {
        return session.one(
                        "SELECT id, (SELECT count(*) FROM " + quoted + ".partitions) FROM " + quoted + ".store",
                        row -> new Made(row.getObject(1, UUID.class), row.getInt(2)))
                .orElseThrow(() -> StoreRefusedException.unusable(
                        schema, "its table 'store' is empty, so it is not whole. Bring back a copy of the schema."));
    }

    private void checkServer() throws SQLException {
        int version = session.connection().getMetaData().getDatabaseMajorVersion();
        if (version < SERVER_MIN) {
            throw StoreRefusedException.unusable(
                    schema,
                    "the server is PostgreSQL " + version + ", and " + SERVER_MIN + " is the oldest that works.");
        }
        for (String setting : List.of("fsync", "full_page_writes")) {
            if (text("SELECT current_setting(?)", setting).equals(Optional.of("off"))) {
                LOG.warn(
                        "PostgreSQL runs with {} off: if its machine crashes, what Baton acknowledged may be gone, and"
                                + " the whole database may be damaged. Turn it on unless this is a test.",
                        setting);
            }
        }
        String encoding = text("SELECT current_setting(?)", "server_encoding").orElse("none");
        if (!encoding.equals("UTF8")) {
            throw StoreRefusedException.unusable(
                    schema,
                    "the database keeps text in the encoding " + encoding + ", which has not all characters. Give a"
                            + " database with the encoding UTF8.");
        }
    }

    /** How many scripts were run; 0 if there is no schema yet. */
    private int version() throws SQLException {
        if (session.one(FIND_TABLE, row -> true, schema).isEmpty()) {
            if (session.one(ANY_TABLE, row -> true, schema).isPresent() && mayLook()) {
                throw StoreRefusedException.unusable(
                        schema, "the schema has tables of another program. Give another schema.");
            }
            return 0;
        }
        int found = session.one("SELECT coalesce(max(number), 0) FROM " + quoted + ".migrations", row -> row.getInt(1))
                .orElse(0);
        if (found > scripts.size()) {
            throw StoreRefusedException.newer(schema, found, scripts.size());
        }
        return found;
    }

    private boolean mayLook() throws SQLException {
        return session.one("SELECT has_schema_privilege(?, 'USAGE')", row -> row.getBoolean(1), schema)
                .orElse(false);
    }

    private void migrate() throws SQLException {
        text(LOCK, schema);
        int found = version(); // another may have done it while this one waited
        if (found == scripts.size()) {
            return;
        }
        if (session.one(FIND_SCHEMA, row -> true, schema).isEmpty()) {
            execute("CREATE SCHEMA " + quoted);
        }
        execute("SET LOCAL search_path TO " + PostgresSettings.searchPath(schema));
        execute("CREATE TABLE IF NOT EXISTS migrations (number integer PRIMARY KEY, script text NOT NULL,"
                + " at timestamptz NOT NULL DEFAULT now())");
        for (int number = found + 1; number <= scripts.size(); number++) {
            String script = scripts.get(number - 1);
            execute(Script.text("postgres/" + script));
            session.update("INSERT INTO migrations (number, script) VALUES (?, ?)", number, script);
        }
        if (found == 0) {
            session.update(ADD_PARTITIONS, options.partitions());
        }
    }

    private void checkPrivileges() throws SQLException {
        text(MISSING, schema, schema).ifPresent(missing -> {
            throw StoreRefusedException.unusable(
                    schema, "the user of the database has not all the privileges that are needed: " + missing + ".");
        });
    }

    /** A privilege that is missing for the schema itself. */
    static StoreRefusedException notAllowed(String schema, String user, SQLException e) {
        return StoreRefusedException.unusable(
                schema,
                "the user '" + user + "' of the database may not do what is needed (" + e.getMessage()
                        + "). Grant CREATE on the database, or let its owner make the schema for this user: CREATE"
                        + " SCHEMA " + schema + " AUTHORIZATION \"" + user + "\".");
    }

    private Optional<String> text(String question, Object... values) throws SQLException {
        return session.list(question, row -> Optional.ofNullable(row.getString(1)), values)
                .getFirst();
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = session.connection().createStatement()) {
            statement.execute(sql);
        }
    }
}

package dev.baton.jdbc;

import dev.baton.StoreRefusedException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Brings a file to the schema of this release, in one transaction; one that a newer release made is refused. The number
 * of the schema is kept by SQLite itself ({@code user_version}), and so is a mark that the file is ours.
 */
final class Migrations {
    /** "Bato" in ASCII. */
    private static final int APPLICATION = 0x4261746F;

    private final String store;
    private final List<String> scripts;

    Migrations(String store, List<String> scripts) {
        this.store = store;
        this.scripts = scripts;
    }

    /** Runs what is missing; answers how many scripts that were. */
    int run(Session session) throws SQLException {
        int application = number(session, "PRAGMA application_id");
        int version = number(session, "PRAGMA user_version");
        boolean empty = number(session, "SELECT count(*) FROM sqlite_schema") == 0;
        if (application != APPLICATION && !empty) {
            throw StoreRefusedException.unusable(store, "it is a SQLite file of another program.");
        }
        if (version > scripts.size()) {
            throw StoreRefusedException.newer(store, version, scripts.size());
        }
        try (Statement statement = session.connection().createStatement()) {
            for (String script : scripts.subList(version, scripts.size())) {
                statement.executeUpdate(Script.text("sqlite/" + script));
            }
            if (version < scripts.size()) {
                statement.executeUpdate("PRAGMA application_id = " + APPLICATION);
                statement.executeUpdate("PRAGMA user_version = " + scripts.size());
            }
        }
        return scripts.size() - version;
    }

    private static int number(Session session, String question) throws SQLException {
        return session.one(question, row -> row.getInt(1)).orElse(0);
    }
}

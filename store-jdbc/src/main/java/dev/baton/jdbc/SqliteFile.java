package dev.baton.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Opens connections to one file, with the settings that the store needs. */
record SqliteFile(Path path, SqliteOptions.Durability durability) {
    private static final List<String> BOTH = List.of("PRAGMA busy_timeout = 5000", "PRAGMA temp_store = MEMORY");

    /** The connection that changes the file. */
    Session writer() throws SQLException {
        return open(List.of(
                "PRAGMA journal_mode = WAL",
                "PRAGMA cache_size = -65536",
                "PRAGMA synchronous = " + durability.synchronous(),
                "PRAGMA wal_autocheckpoint = 4000",
                "PRAGMA journal_size_limit = 67108864"));
    }

    /** A connection that only reads. */
    Session reader() throws SQLException {
        return open(List.of("PRAGMA query_only = 1", "PRAGMA cache_size = -8192"));
    }

    private Session open(List<String> pragmas) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
        try (Statement statement = connection.createStatement()) {
            for (String pragma : BOTH) {
                statement.execute(pragma);
            }
            for (String pragma : pragmas) {
                statement.execute(pragma);
            }
            connection.setAutoCommit(false); // else the driver tries to begin and commit around every statement
            return new Session(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }
}

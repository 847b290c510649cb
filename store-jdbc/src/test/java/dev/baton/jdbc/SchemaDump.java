package dev.baton.jdbc;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * What pg_dump does, for a server that comes without it: the rows of all tables of a schema, as one transaction sees them, and
 * the numbers that come next.
 */
final class SchemaDump {
    private final String schema;
    private final Map<String, byte[]> tables = new LinkedHashMap<>();

    private SchemaDump(String schema) {
        this.schema = schema;
    }

    /** Something that happens while it is taken. */
    @FunctionalInterface
    interface Meanwhile {
        void happens() throws Exception;
    }

    /** Takes one; {@code meanwhile} happens when its moment has passed and its first table is read. */
    static SchemaDump of(String url, String schema, Meanwhile meanwhile) throws Exception {
        var dump = new SchemaDump(schema);
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            for (String table : tables(connection, schema)) {
                var rows = new ByteArrayOutputStream();
                copying(connection).copyOut("COPY " + schema + "." + table + " TO STDOUT", rows);
                dump.tables.put(table, rows.toByteArray());
                if (dump.tables.size() == 1) {
                    meanwhile.happens();
                }
            }
            connection.rollback();
        }
        return dump;
    }

    /** Fills a schema that a store has just made. */
    void restore(String url) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            for (var table : tables.entrySet()) {
                String name = schema + "." + table.getKey();
                try (var statement = connection.createStatement()) {
                    statement.execute("TRUNCATE " + name);
                }
                copying(connection).copyIn("COPY " + name + " FROM STDIN", new ByteArrayInputStream(table.getValue()));
            }
            for (String column : List.of("definitions.definition", "inbox.message")) {
                String table = schema + "." + column.substring(0, column.indexOf('.'));
                String name = column.substring(column.indexOf('.') + 1);
                new Session(connection)
                        .one(
                                "SELECT setval(pg_get_serial_sequence(?, ?), (SELECT coalesce(max(" + name
                                        + "), 0) + 1 FROM " + table + "))",
                                row -> row.getLong(1),
                                table,
                                name);
            }
            connection.commit();
        }
    }

    private static List<String> tables(Connection connection, String schema) throws SQLException {
        return new Session(connection)
                .list(
                        "SELECT tablename FROM pg_tables WHERE schemaname = ? ORDER BY tablename",
                        row -> row.getString(1),
                        schema);
    }

    private static CopyManager copying(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }
}

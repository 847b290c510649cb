package dev.baton.shop.service;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** One SQL statement, bound and run. */
final class Rows {
    private Rows() {}

    static void create(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Runs a change and returns the number of rows that it changed. */
    static int change(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }

    /** Runs a change that must change exactly one row. */
    static void changeOne(Connection connection, String sql, Object... values) throws SQLException {
        int changed = change(connection, sql, values);
        if (changed != 1) {
            throw new SQLException("Expected to change one row, but changed " + changed + ": " + sql);
        }
    }

    /** Runs an insertion of one row and returns its number. */
    static long insert(Connection connection, String sql, Object... values) throws SQLException {
        changeOne(connection, sql, values);
        try (Statement statement = connection.createStatement();
                var row = statement.executeQuery("select last_insert_rowid()")) {
            row.next();
            return row.getLong(1);
        }
    }
}

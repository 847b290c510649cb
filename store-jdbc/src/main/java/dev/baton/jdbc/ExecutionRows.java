package dev.baton.jdbc;

import dev.baton.ExecutionId;
import dev.baton.store.Store;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Makes of rows what says where executions are; both dialects name the columns in one order. */
final class ExecutionRows {
    private static final int TIMER_COLUMN = 7;
    private static final int DUE_COLUMN = 8;

    private ExecutionRows() {}

    static Store.Located located(ResultSet row) throws SQLException {
        return new Store.Located(
                new ExecutionId(row.getString(2)),
                row.getLong(1),
                row.getInt(3),
                row.getInt(4),
                row.getLong(5),
                row.getInt(6)); // NULL reads as 0
    }

    static Store.DueTimer dueTimer(ResultSet row) throws SQLException {
        return new Store.DueTimer(located(row), row.getInt(TIMER_COLUMN), row.getLong(DUE_COLUMN));
    }
}

package dev.baton.jdbc;

import dev.baton.StoreUnavailableException;
import dev.baton.Transaction;
import dev.baton.TransactionRefusedException;
import dev.baton.store.Mail;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.UUID;

/**
 * Puts letters into the inbox on a caller's own connection. A savepoint is set first, so that a failure here leaves the
 * caller's transaction as it was.
 */
final class PostgresJoining {
    private final String schema;
    private final UUID store;

    PostgresJoining(String schema, UUID store) {
        this.schema = schema;
        this.store = store;
    }

    void send(Transaction transaction, List<Mail.Letter> letters) {
        if (!(transaction instanceof JdbcTransaction jdbc)) {
            throw TransactionRefusedException.of("this store takes part in transactions of JDBC. Give it"
                    + " JdbcTransaction.of(connection), with a connection to its own database.");
        }
        try {
            Connection connection = jdbc.connection();
            check(connection);
            send(connection, letters);
        } catch (SQLException e) {
            if (PostgresFailure.isLostConnection(e)) {
                throw new StoreUnavailableException(
                        "The caller's connection is lost, and with it its transaction (" + e.getMessage() + ").", e);
            }
            throw refused(e);
        }
    }

    private static void check(Connection connection) throws SQLException {
        if (connection.isClosed()) {
            throw TransactionRefusedException.of("its connection is closed. Begin another one.");
        }
        String product = connection.getMetaData().getDatabaseProductName();
        if (!product.equals("PostgreSQL")) {
            throw TransactionRefusedException.of("it is one of " + product
                    + ", and this store is in PostgreSQL. Give a connection to the store's own database.");
        }
        if (connection.getAutoCommit()) {
            throw TransactionRefusedException.of("the connection commits each statement by itself, so there is no"
                    + " transaction. Call setAutoCommit(false), or begin one by your framework.");
        }
    }

    private void send(Connection connection, List<Mail.Letter> letters) throws SQLException {
        Savepoint before = connection.setSavepoint();
        boolean sent = false;
        try {
            sent = new Session(connection).update(PostgresSql.join(schema), values(connection, letters))
                    == letters.size();
        } finally {
            if (!sent) {
                connection.rollback(before);
            }
            connection.releaseSavepoint(before);
        }
        if (!sent) {
            throw otherDatabase();
        }
    }

    private Object[] values(Connection connection, List<Mail.Letter> letters) throws SQLException {
        Object[] columns = PostgresMail.columns(new Session(connection), letters);
        Object[] values = new Object[columns.length + 1];
        System.arraycopy(columns, 0, values, 0, columns.length);
        values[columns.length] = store;
        return values;
    }

    private TransactionRefusedException otherDatabase() {
        return TransactionRefusedException.of("its database has another store of Baton in the schema '" + schema
                + "'. Give a connection to the database of this store.");
    }

    private TransactionRefusedException refused(SQLException e) {
        return TransactionRefusedException.of(
                switch (PostgresFailure.code(e)) {
                    case "25P02" -> "a statement in it has failed before, so it can only be rolled back.";
                    case "25006" -> "it only reads. Begin one that may write.";
                    case "42P01", "3F000" ->
                        "its database has no store of Baton in the schema '" + schema
                                + "'. Give a connection to the database of this store.";
                    case PostgresFailure.NO_PRIVILEGE ->
                        "its user may not write there (" + e.getMessage() + "). Grant USAGE on the schema '" + schema
                                + "', INSERT on its table inbox and SELECT on its table store.";
                    default -> "the database answered: " + e.getMessage() + ".";
                });
    }
}

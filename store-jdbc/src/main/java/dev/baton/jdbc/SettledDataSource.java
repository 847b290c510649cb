package dev.baton.jdbc;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * A data source whose connections have certain settings while they are ours; those that they had before come back when
 * they are closed, since a pool of the user's may hand them to others.
 */
final class SettledDataSource implements DataSource {
    /** Where the user's data source sets none: a server that is gone without a word would hold its caller for ever. */
    private static final int NETWORK_TIMEOUT_MILLIS = 10_000;

    private final DataSource database;
    private final PostgresSettings settings;

    SettledDataSource(DataSource database, PostgresSettings settings) {
        this.database = database;
        this.settings = settings;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = database.getConnection();
        try {
            boolean autoCommit = connection.getAutoCommit();
            PGConnection postgres = connection.unwrap(PGConnection.class);
            int prepareThreshold = postgres.getPrepareThreshold();
            connection.setAutoCommit(true);
            int networkTimeout = connection.getNetworkTimeout();
            if (networkTimeout == 0) {
                connection.setNetworkTimeout(Runnable::run, NETWORK_TIMEOUT_MILLIS);
            }
            refuseStandby(connection);
            PostgresSettings before = settings.apply(connection);
            postgres.setPrepareThreshold(1);
            return borrowed(connection, () -> {
                connection.setAutoCommit(true); // undoes or stores nothing: the pool has ended its transaction
                before.apply(connection);
                postgres.setPrepareThreshold(prepareThreshold);
                connection.setNetworkTimeout(Runnable::run, networkTimeout);
                connection.setAutoCommit(autoCommit);
            });
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** After a failover a name may still lead to the old primary; who asks again may find the new one. */
    private void refuseStandby(Connection connection) throws SQLException {
        if (!settings.areForWriting()) {
            return;
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
            if (row.next() && row.getBoolean(1)) {
                throw new SQLException("it is in recovery", PostgresFailure.READS_ONLY);
            }
        }
    }

    /** What is done before a connection is given back. */
    @FunctionalInterface
    private interface Restoring {
        void restore() throws SQLException;
    }

    private static Connection borrowed(Connection connection, Restoring restoring) {
        return (Connection) Proxy.newProxyInstance(
                SettledDataSource.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("close") && !connection.isClosed()) {
                        restore(connection, restoring);
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void restore(Connection connection, Restoring restoring) throws SQLException {
        try {
            restoring.restore();
        } catch (SQLException e) {
            connection.abort(Runnable::run); // it must not go on with our settings
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLException("The data source has its own user.");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return database.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        database.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        database.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return database.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("dev.baton.jdbc");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return database.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return database.isWrapperFor(type);
    }
}

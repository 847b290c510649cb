package dev.baton.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.baton.StoreUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * A few connections with the same settings. Thread-safe. When one of them is lost, the others are made anew before their
 * next use, too, so that one call fails and not one per connection.
 */
final class PostgresPool implements AutoCloseable {
    private static final Duration WAIT_MAX = Duration.ofSeconds(3);
    private static final Duration IDLE_MAX = Duration.ofMinutes(1);
    private static final Duration LIFE_MAX = Duration.ofMinutes(30);

    private final HikariDataSource pool;

    PostgresPool(String name, DataSource database, PostgresSettings settings, int connections) {
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(new SettledDataSource(database, settings));
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(0);
        config.setIdleTimeout(IDLE_MAX.toMillis());
        config.setMaxLifetime(LIFE_MAX.toMillis());
        config.setConnectionTimeout(WAIT_MAX.toMillis());
        config.setInitializationFailTimeout(-1); // whether the server answers was seen before
        this.pool = new HikariDataSource(config);
    }

    /** Does something of which each statement is a transaction of its own. */
    <T> T single(Work<T> work) {
        return with(work, false);
    }

    /** Does it all, or nothing of it if it throws. */
    <T> T transaction(Work<T> work) {
        return with(work, true);
    }

    private <T> T with(Work<T> work, boolean together) {
        if (pool.isClosed()) {
            throw new StoreUnavailableException("The store is closed.");
        }
        try (Connection connection = connection()) {
            connection.setAutoCommit(!together);
            return together ? transaction(connection, work) : work.in(new Session(connection));
        } catch (SQLException e) {
            if (PostgresFailure.isLostConnection(e) || PostgresFailure.isReadOnly(e)) {
                pool.getHikariPoolMXBean().softEvictConnections();
            }
            throw PostgresFailure.of(e);
        }
    }

    /** None to be had says nothing of what it is wanted for, whatever the server's reason. */
    private Connection connection() {
        try {
            return pool.getConnection();
        } catch (SQLException e) {
            throw PostgresFailure.of(e);
        }
    }

    /** What was not committed is undone when the connection goes back. */
    private static <T> T transaction(Connection connection, Work<T> work) throws SQLException {
        T result = work.in(new Session(connection));
        connection.commit();
        return result;
    }

    @Override
    public void close() {
        pool.close();
    }
}

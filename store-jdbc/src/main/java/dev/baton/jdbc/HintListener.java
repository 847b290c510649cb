package dev.baton.jdbc;

import dev.baton.store.Wakeups;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for hints on a connection of its own, which is made when somebody listens, and again when it is lost: then
 * everybody is hinted, since hints may have been lost with it. Thread-safe.
 */
final class HintListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HintListener.class);
    /** How long a new listener waits at most to be heard, and how soon a lost connection is tried again. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    /** A connection that says nothing for so long is asked whether it is still there. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(10);

    private static final int ANSWER_SECONDS_MAX = 3;

    private final String schema;
    private final DataSource connections;
    private final Map<String, List<Runnable>> hinted = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Thread thread;

    HintListener(String schema, DataSource database) {
        this.schema = schema;
        this.connections = new SettledDataSource(database, PostgresSettings.hints(PostgresSettings.searchPath(schema)));
    }

    synchronized Wakeups.Listening listen(String channel, Runnable listener) {
        hinted.computeIfAbsent(channel, none -> new CopyOnWriteArrayList<>()).add(listener);
        if (thread == null) {
            thread = Thread.ofPlatform()
                    .daemon()
                    .name("baton-listener-" + schema)
                    .start(this::run);
        }
        return () -> hinted.computeIfPresent(channel, (name, listeners) -> {
            listeners.remove(listener);
            return listeners.isEmpty() ? null : listeners;
        });
    }

    private void run() {
        try {
            do {
                try (Connection connection = connections.getConnection()) {
                    try {
                        receive(connection);
                    } finally {
                        listenNoMore(connection);
                    }
                } catch (SQLException | RuntimeException e) {
                    LOG.debug("The connection for hints is lost; another one is made.", e);
                }
            } while (!closed.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Before it goes back to a pool of the user's, whose next borrower wants no hints. */
    private static void listenNoMore(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("UNLISTEN *");
            connection.unwrap(PGConnection.class).getNotifications();
        } catch (SQLException e) {
            connection.abort(Runnable::run); // it is lost, or must not be used again
        }
    }

    private void receive(Connection connection) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        Set<String> heard = new HashSet<>();
        long asked = System.nanoTime();
        while (closed.getCount() > 0) {
            if (follow(connection, heard)) {
                asked = System.nanoTime();
            }
            PGNotification[] notifications = postgres.getNotifications((int) LOOK.toMillis());
            for (PGNotification notification : notifications == null ? new PGNotification[0] : notifications) {
                hint(notification.getName());
            }
            if (System.nanoTime() - asked > SILENCE_MAX.toNanos()) {
                if (!connection.isValid(ANSWER_SECONDS_MAX)) {
                    throw new SQLException("The connection for hints does not answer.", "08006");
                }
                asked = System.nanoTime();
            }
        }
    }

    /** Listens to new channels, and no more to those that nobody wants; who is heard from now on is hinted once. */
    private boolean follow(Connection connection, Set<String> heard) throws SQLException {
        Set<String> wanted = Set.copyOf(hinted.keySet());
        if (wanted.equals(heard)) {
            return false;
        }
        try (Statement statement = connection.createStatement()) {
            for (String channel : wanted) {
                if (heard.add(channel)) {
                    statement.execute("LISTEN " + statement.enquoteIdentifier(channel, true));
                    hint(channel);
                }
            }
            for (String channel : List.copyOf(heard)) {
                if (!wanted.contains(channel)) {
                    statement.execute("UNLISTEN " + statement.enquoteIdentifier(channel, true));
                    heard.remove(channel);
                }
            }
        }
        return true;
    }

    private void hint(String channel) {
        for (Runnable listener : hinted.getOrDefault(channel, List.of())) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.warn("What a hint was for has failed; the next hint is given nevertheless.", e);
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}

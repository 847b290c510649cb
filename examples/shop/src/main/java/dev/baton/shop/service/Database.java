package dev.baton.shop.service;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/** One service's SQLite file with one connection, lent to one transaction at a time. Thread-safe. */
final class Database implements AutoCloseable {
    private static final int BUSY_MILLIS_MAX = 5_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Connection connection;

    private Database(Connection connection) {
        this.connection = connection;
    }

    /** What is done with the connection, as a whole or not at all. */
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /** Opens the file, which survives the death of its process; only a power loss may cost the last transactions. */
    static Database open(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.NORMAL);
        config.setBusyTimeout(BUSY_MILLIS_MAX);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        connection.setAutoCommit(false);
        return new Database(connection);
    }

    <T> T transaction(Work<T> work) throws SQLException {
        lock.lock();
        boolean committed = false;
        try {
            T result = work.with(connection);
            connection.commit();
            committed = true;
            return result;
        } finally {
            try {
                if (!committed) {
                    connection.rollback();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void close() throws SQLException {
        lock.lock();
        try {
            connection.close();
        } finally {
            lock.unlock();
        }
    }
}

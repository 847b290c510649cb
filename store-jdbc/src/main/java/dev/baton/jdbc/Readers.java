package dev.baton.jdbc;

import dev.baton.StoreUnavailableException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;

/** A few connections that only read, each use a transaction that sees one state of the file. Thread-safe. */
final class Readers implements AutoCloseable {
    private static final int WAIT_SECONDS_MAX = 10;
    private static final int STEPS_BETWEEN_LOOKS = 100_000;

    private final SqliteFile file;
    private final int connections;
    private final Duration questionMax;
    private final Semaphore free;
    private final ConcurrentLinkedDeque<Session> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    /** So many connections at most, each made when it is first needed; a question that takes longer is given up. */
    Readers(SqliteFile file, int connections, Duration questionMax) {
        this.file = file;
        this.connections = connections;
        this.questionMax = questionMax;
        this.free = new Semaphore(connections);
    }

    <T> T read(Work<T> work) {
        take();
        try {
            return use(work);
        } catch (SQLException e) {
            throw SqlFailure.of(e);
        } finally {
            free.release();
        }
    }

    private <T> T use(Work<T> work) throws SQLException {
        @Nullable Session session = idle.poll();
        if (session == null) {
            session = file.reader();
        }
        boolean good = false;
        try {
            limit(session);
            T result = work.in(session);
            session.commit();
            good = true;
            return result;
        } finally {
            if (good) {
                idle.push(session);
            } else {
                session.close();
            }
        }
    }

    private void limit(Session session) throws SQLException {
        long end = System.nanoTime() + questionMax.toNanos();
        ProgressHandler.setHandler(session.connection(), STEPS_BETWEEN_LOOKS, new ProgressHandler() {
            @Override
            protected int progress() {
                return System.nanoTime() - end > 0 ? 1 : 0;
            }
        });
    }

    private void take() {
        try {
            if (closed || !free.tryAcquire(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new StoreUnavailableException(
                        closed
                                ? "The store is closed."
                                : "All readers of the store were busy for " + WAIT_SECONDS_MAX + " s.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException("The wait for a reader of the store was interrupted.", e);
        }
    }

    /** Waits for what is being read. */
    @Override
    public void close() {
        closed = true;
        free.acquireUninterruptibly(connections);
        try {
            for (Session session = idle.poll(); session != null; session = idle.poll()) {
                session.close();
            }
        } catch (SQLException e) {
            throw SqlFailure.of(e);
        }
    }
}

package dev.baton.jdbc;

import dev.baton.StoreUnavailableException;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one connection that changes the file. Thread-safe: one transaction after the other. After a failure of the
 * database the connection is made anew, so that it goes on by itself once the cause is mended.
 */
final class Writer implements AutoCloseable {
    private final SqliteFile file;
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable Session session;
    private boolean closed;

    Writer(SqliteFile file) {
        this.file = file;
    }

    /** Does it all, or nothing of it if it throws. */
    <T> T transaction(Work<T> work) {
        turn.lock();
        try {
            Session open = open();
            T result = work.in(open);
            open.commit();
            return result;
        } catch (SQLException e) {
            drop(e);
            throw SqlFailure.of(e);
        } catch (RuntimeException | Error e) {
            undo(e);
            throw e;
        } finally {
            turn.unlock();
        }
    }

    private Session open() throws SQLException {
        if (closed) {
            throw new StoreUnavailableException("The store is closed.");
        }
        Session open = session;
        if (open == null) {
            open = file.writer();
            session = open;
        }
        return open;
    }

    private void undo(Throwable cause) {
        Session open = session;
        if (open != null) {
            try {
                open.rollback();
            } catch (SQLException e) {
                cause.addSuppressed(e);
                drop(e);
            }
        }
    }

    /** Closing undoes what was not committed. */
    private void drop(SQLException cause) {
        Session open = session;
        session = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                cause.addSuppressed(e);
            }
        }
    }

    @Override
    public void close() {
        turn.lock();
        try {
            closed = true;
            if (session != null) {
                session.close();
                session = null;
            }
        } catch (SQLException e) {
            throw SqlFailure.of(e);
        } finally {
            turn.unlock();
        }
    }
}

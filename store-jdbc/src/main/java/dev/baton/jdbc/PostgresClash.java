package dev.baton.jdbc;

import dev.baton.store.Batch;
import dev.baton.store.BatchRefusedException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;

/** Finds out why a batch clashed: because it is stored already, which is fine, or because it does not fit. */
final class PostgresClash {
    private final Session session;
    private final Batch batch;

    private PostgresClash(Session session, Batch batch) {
        this.session = session;
        this.batch = batch;
    }

    /** @throws BatchRefusedException unless the batch is stored already */
    static void explain(Session session, Batch batch, ClashException clash) throws SQLException {
        var met = new PostgresClash(session, batch);
        if (!met.isStored()) {
            met.refuseStarts();
            met.refuseChunks();
            met.refuseLetters();
            throw new BatchRefusedException("The batch was not stored: " + clash.getCause()
                    + ". Leave out what the database refuses. [BATON-509]");
        }
    }

    private boolean isStored() throws SQLException {
        for (Batch.Started started : batch.started()) {
            if (!isThere(PostgresSql.STARTED, started.id().value(), started.key())) {
                return false;
            }
        }
        for (Batch.Chunk chunk : batch.chunks()) {
            if (session.one(PostgresSql.CHUNK, row -> row.getBytes(1), chunk.key(), chunk.seq())
                    .filter(events -> Arrays.equals(events, chunk.events()))
                    .isEmpty()) {
                return false;
            }
        }
        return !batch.chunks().isEmpty() || (!batch.taken().isEmpty() && areGone());
    }

    private boolean areGone() throws SQLException {
        for (Long letter : batch.taken()) {
            if (isWaiting(letter)) {
                return false;
            }
        }
        return true;
    }

    private boolean isWaiting(long letter) throws SQLException {
        return isThere(PostgresSql.IS_WAITING, batch.lease().partition(), letter);
    }

    private boolean isThere(String question, Object... values) throws SQLException {
        return session.one(question, row -> true, values).isPresent();
    }

    private void refuseStarts() throws SQLException {
        var keys = new HashSet<Long>();
        var ids = new HashSet<String>();
        for (Batch.Started started : batch.started()) {
            if (!keys.add(started.key())
                    || !ids.add(started.id().value())
                    || isThere(PostgresSql.TAKEN_ID, started.id().value())
                    || isThere(PostgresSql.TAKEN_KEY, started.key())) {
                throw BatchRefusedException.alreadyStarted(started);
            }
        }
    }

    private void refuseChunks() throws SQLException {
        var next = new HashMap<Long, Integer>();
        var started = new HashSet<Long>();
        batch.started().forEach(one -> started.add(one.key()));
        for (Batch.Chunk chunk : batch.chunks()) {
            Integer expected = next.get(chunk.key());
            if (expected == null) {
                expected = session.one(PostgresSql.NEXT_SEQ, row -> row.getInt(1), chunk.key())
                        .orElse(0);
            }
            if (expected != chunk.seq() || (expected == 0 && !started.contains(chunk.key()))) {
                throw BatchRefusedException.notNext(chunk, expected);
            }
            next.put(chunk.key(), chunk.next());
        }
    }

    private void refuseLetters() throws SQLException {
        for (Long letter : batch.taken()) {
            if (!isWaiting(letter)) {
                throw BatchRefusedException.alreadyTaken(letter);
            }
        }
    }
}

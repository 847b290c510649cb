package dev.baton.jdbc;

import dev.baton.store.Batch;
import dev.baton.store.BatchRefusedException;
import java.sql.SQLException;
import java.util.Arrays;

/** Finds out why a batch clashed: because it is stored already, which is fine, or because it does not fit. */
final class Clash {
    private Clash() {}

    /** @throws BatchRefusedException unless the batch is stored already */
    static void explain(Session session, Batch batch, ClashException clash) throws SQLException {
        boolean stored = !batch.chunks().isEmpty() || !batch.taken().isEmpty();
        for (Batch.Started started : batch.started()) {
            stored &= session.one(
                            SqliteSql.LOCATE,
                            row -> row.getLong(1),
                            started.id().value())
                    .filter(key -> key == started.key())
                    .isPresent();
        }
        for (Batch.Chunk chunk : batch.chunks()) {
            stored &= isStored(session, chunk);
        }
        for (Long letter : batch.taken()) {
            stored &= !SqliteMail.isWaiting(session, letter);
        }
        if (!stored) {
            throw refusal(session, batch, clash);
        }
    }

    private static boolean isStored(Session session, Batch.Chunk chunk) throws SQLException {
        return session.one(SqliteSql.CHUNK, row -> row.getBytes(1), chunk.key(), chunk.seq())
                .filter(events -> Arrays.equals(events, chunk.events()))
                .isPresent();
    }

    private static BatchRefusedException refusal(Session session, Batch batch, ClashException clash)
            throws SQLException {
        for (Batch.Started started : batch.started()) {
            if (session.one(SqliteSql.TAKEN, row -> true, started.id().value(), started.key())
                    .isPresent()) {
                return BatchRefusedException.alreadyStarted(started);
            }
        }
        for (Batch.Chunk chunk : batch.chunks()) {
            boolean startsHere = batch.started().stream().anyMatch(started -> started.key() == chunk.key());
            int next = session.one(SqliteSql.NEXT_SEQ, row -> row.getInt(1), chunk.key())
                    .orElse(0);
            if (next != chunk.seq() || (next == 0 && !startsHere)) {
                return BatchRefusedException.notNext(chunk, next);
            }
        }
        for (Long letter : batch.taken()) {
            if (!SqliteMail.isWaiting(session, letter)) {
                return BatchRefusedException.alreadyTaken(letter);
            }
        }
        return new BatchRefusedException(
                "The batch was not stored: " + clash.getCause() + ". Leave out what the database refuses. [BATON-509]");
    }
}

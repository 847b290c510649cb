package dev.baton.jdbc;

import dev.baton.store.Batch;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the rows of a batch, statement by statement, each for all its rows at once. */
final class BatchWriter {
    private BatchWriter() {}

    /** Sets the values of one row. */
    @FunctionalInterface
    private interface Binding<T> {
        void bind(PreparedStatement statement, T item) throws SQLException;
    }

    /** @throws ClashException if something of it is there already, or does not follow what is there */
    static void write(Session session, Batch batch) throws SQLException {
        try {
            writeRows(session, batch);
        } catch (SQLException e) {
            if (SqlFailure.isRefusal(e)) {
                throw new ClashException(e);
            }
            throw e;
        }
    }

    private static void writeRows(Session session, Batch batch) throws SQLException {
        var started = new HashMap<Long, Batch.Live>();
        for (Batch.Started one : batch.started()) {
            started.put(one.key(), new Batch.Live(one.key(), false, true, Optional.empty()));
        }
        int partition = batch.lease().partition();
        writeStarted(session, batch.started(), partition);
        writeLive(session, batch.live(), started, partition);
        writeChunks(session, batch.chunks(), started);
        each(session, SqliteSql.SET_SNAPSHOT, batch.snapshots(), (row, snapshot) -> {
            row.setLong(1, snapshot.key());
            row.setInt(2, snapshot.seq());
            row.setBytes(3, snapshot.state());
        });
        each(session, SqliteSql.SET_STANDING, batch.standings(), (row, standing) -> {
            row.setLong(1, standing.key());
            row.setObject(2, standing.attention().orElse(null));
            row.setObject(3, standing.ended().orElse(null));
        });
        writeTimers(session, batch, partition);
        IncidentWriter.write(session, batch);
        SqliteMail.write(session, batch);
        SqliteTasks.write(session, batch);
    }

    private static void writeStarted(Session session, List<Batch.Started> started, int partition) throws SQLException {
        each(session, SqliteSql.START, started, (row, one) -> {
            row.setLong(1, one.key());
            row.setString(2, one.id().value());
            row.setInt(3, partition);
            row.setInt(4, one.definition());
            row.setLong(5, one.inputHash());
            row.setObject(6, one.parent().orElse(null));
            row.setString(7, one.businessKey().orElse(null));
        });
        for (Batch.Started one : started) {
            each(session, SqliteSql.ADD_TAG, List.copyOf(one.tags().entrySet()), (row, tag) -> {
                row.setLong(1, one.key());
                row.setString(2, tag.getKey());
                row.setString(3, tag.getValue());
            });
        }
    }

    /** An execution that starts and ends in one batch never gets a row here. */
    private static void writeLive(
            Session session, List<Batch.Live> changes, Map<Long, Batch.Live> started, int partition)
            throws SQLException {
        var ended = new ArrayList<Batch.Live>();
        var changed = new ArrayList<Batch.Live>();
        for (Batch.Live live : changes) {
            if (started.replace(live.key(), live) == null) {
                (live.ended() ? ended : changed).add(live);
            }
        }
        List<Batch.Live> added =
                started.values().stream().filter(live -> !live.ended()).toList();
        Binding<Batch.Live> binding = (row, live) -> {
            row.setLong(1, live.key());
            row.setInt(2, partition);
            row.setInt(3, live.active() ? 1 : 0);
            row.setString(4, live.step().orElse(null));
        };
        each(session, SqliteSql.ADD_LIVE, added, binding);
        each(session, SqliteSql.SET_LIVE, changed, binding);
        each(session, SqliteSql.END_LIVE, ended, (row, live) -> row.setLong(1, live.key()));
    }

    private static void writeChunks(Session session, List<Batch.Chunk> chunks, Map<Long, Batch.Live> started)
            throws SQLException {
        var first = new ArrayList<Batch.Chunk>();
        var next = new ArrayList<Batch.Chunk>();
        for (Batch.Chunk chunk : chunks) {
            if (chunk.seq() == 0 && !started.containsKey(chunk.key())) {
                throw new ClashException(null);
            }
            (chunk.seq() == 0 ? first : next).add(chunk);
        }
        Binding<Batch.Chunk> binding = (row, chunk) -> {
            row.setLong(1, chunk.key());
            row.setInt(2, chunk.seq());
            row.setInt(3, chunk.next());
            row.setBytes(4, chunk.events());
        };
        each(session, SqliteSql.FIRST_CHUNK, first, binding);
        for (int rows : each(session, SqliteSql.NEXT_CHUNK, next, binding)) {
            if (rows == 0) {
                throw new ClashException(null);
            }
        }
    }

    private static void writeTimers(Session session, Batch batch, int partition) throws SQLException {
        each(session, SqliteSql.CLEAR_TIMER, batch.timersCleared(), (row, timer) -> {
            row.setLong(1, timer.key());
            row.setInt(2, timer.timer());
        });
        each(session, SqliteSql.SET_TIMER, batch.timersSet(), (row, timer) -> {
            row.setLong(1, timer.key());
            row.setInt(2, timer.timer());
            row.setInt(3, partition);
            row.setLong(4, timer.due());
        });
    }

    /** Runs a statement for each item; answers how many rows each changed. */
    private static <T> int[] each(Session session, String sql, List<T> items, Binding<T> binding) throws SQLException {
        if (items.isEmpty()) {
            return new int[0];
        }
        PreparedStatement statement = session.statement(sql);
        try {
            for (T item : items) {
                binding.bind(statement, item);
                statement.addBatch();
            }
            return statement.executeBatch();
        } finally {
            statement.clearBatch();
        }
    }
}

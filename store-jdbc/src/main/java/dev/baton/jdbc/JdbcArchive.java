package dev.baton.jdbc;

import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.core.Event;
import dev.baton.core.IncidentKind;
import dev.baton.store.Archive;
import dev.baton.store.Attention;
import dev.baton.store.Batch;
import dev.baton.store.EventCodec;
import dev.baton.store.Keys;
import dev.baton.store.UnreadableRecordException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists and histories, on connections of their own and with a time limit. */
final class JdbcArchive implements Archive {
    private static final int COUNT_MAX = 1_000;

    private final Access readers;
    private final Dialect dialect;

    JdbcArchive(Access readers, Dialect dialect) {
        this.readers = readers;
        this.dialect = dialect;
    }

    @Override
    public List<Listed> executions(Filter filter, Optional<Long> beforeKey, int limit) {
        return readers.with(session -> {
            List<Integer> definitions = filter.definition().isEmpty()
                    ? List.of()
                    : session.list(
                            CommonSql.VERSIONS,
                            row -> row.getInt(1),
                            filter.definition().get());
            var query =
                    new ExecutionQuery(dialect, filter, definitions, beforeKey, Math.min(limit, CommonSql.PAGE_MAX));
            var tags = new HashMap<Long, Map<String, String>>();
            List<Listed> page = session.list(
                    query.sql(),
                    row -> listed(row, tags.computeIfAbsent(row.getLong(1), key -> new HashMap<>())),
                    query.values());
            fill(session, tags);
            return page;
        });
    }

    private static Listed listed(ResultSet row, Map<String, String> tags) throws SQLException {
        long key = row.getLong(1);
        Attention marks = Attention.of(row.getInt(5));
        boolean live = row.getBoolean(9);
        Optional<Long> ended = number(row, 6);
        if (!live && ended.isEmpty()) {
            ended = lastEvent(row.getBytes(11));
        }
        return new Listed(
                new ExecutionId(row.getString(2)),
                key,
                row.getString(3),
                row.getInt(4),
                marks.statusWhen(live),
                marks.gaps(),
                marks.incident(),
                marks.stopped(),
                Keys.started(key),
                live ? Optional.empty() : ended,
                Optional.ofNullable(row.getString(7)),
                tags,
                Optional.ofNullable(row.getString(10)),
                number(row, 8));
    }

    /** The tags of a page, in one question. */
    private static void fill(Session session, Map<Long, Map<String, String>> tags) throws SQLException {
        if (tags.isEmpty()) {
            return;
        }
        List<Long> keys = new ArrayList<>(tags.keySet());
        while (keys.size() < CommonSql.PAGE_MAX) {
            keys.add(keys.getFirst());
        }
        session.list(
                CommonSql.TAGS,
                row -> tags.computeIfAbsent(row.getLong(1), key -> new HashMap<>())
                        .put(row.getString(2), row.getString(3)),
                keys.toArray());
    }

    /** When the last stored event happened; empty if this release cannot read it. */
    private static Optional<Long> lastEvent(byte @Nullable [] chunk) {
        if (chunk == null) {
            return Optional.empty();
        }
        try {
            List<Event> events = EventCodec.decode(chunk);
            return events.isEmpty()
                    ? Optional.empty()
                    : Optional.of(events.getLast().at().toEpochMilli());
        } catch (UnreadableRecordException e) {
            return Optional
                    .empty(); // a list shows what it can; the execution itself says what is wrong when it is opened
        }
    }

    @Override
    public List<Batch.Chunk> history(long key, int fromSeq, int limit) {
        return readers.with(session -> session.list(
                CommonSql.HISTORY,
                row -> new Batch.Chunk(key, row.getInt(1), row.getBytes(2)),
                key,
                fromSeq,
                key,
                fromSeq,
                limit));
    }

    @Override
    public List<Incident> incidents(IncidentFilter filter, Optional<Long> beforeKey, int limit) {
        int max = Math.min(limit, CommonSql.PAGE_MAX);
        return readers.with(session -> {
            var query = new IncidentQuery(dialect, filter, beforeKey, max + 1);
            List<Incident> page = session.list(query.sql(), JdbcArchive::incident, query.values());
            if (page.size() <= max) {
                return page;
            }
            long last = page.getLast().key();
            if (page.getFirst().key() != last) { // it comes on the next page, in one piece
                return page.stream().filter(incident -> incident.key() != last).toList();
            }
            var whole = new IncidentQuery(dialect, of(filter, last), Optional.empty(), Integer.MAX_VALUE);
            return session.list(whole.sql(), JdbcArchive::incident, whole.values());
        });
    }

    private static IncidentFilter of(IncidentFilter filter, long key) {
        return new IncidentFilter(
                filter.openOnly(), filter.definition(), filter.step(), filter.error(), Optional.of(key));
    }

    private static Incident incident(ResultSet row) throws SQLException {
        return new Incident(
                new ExecutionId(row.getString(1)),
                row.getLong(2),
                row.getInt(3),
                row.getString(4),
                row.getInt(5),
                IncidentKind.valueOf(row.getString(6)),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getInt(10),
                Optional.ofNullable(row.getString(11)),
                Optional.ofNullable(row.getString(12)),
                row.getInt(13),
                row.getLong(14),
                number(row, 15),
                Optional.ofNullable(row.getString(16)),
                Optional.ofNullable(row.getString(17)),
                Optional.ofNullable(row.getString(18)));
    }

    @Override
    public Map<ExecutionStatus, Integer> counts() {
        return readers.with(session -> {
            var counts = new EnumMap<ExecutionStatus, Integer>(ExecutionStatus.class);
            for (ExecutionStatus status : ExecutionStatus.values()) {
                int count = switch (status) {
                    case RUNNING -> count(session, CommonSql.COUNT_LIVE);
                    case COMPENSATING -> count(session, status, Integer.MAX_VALUE);
                    case COMPLETED, FAILED, COMPENSATED, TERMINATED -> count(session, status, COUNT_MAX);
                };
                counts.put(status, count);
            }
            counts.computeIfPresent( // what is being compensated is live, too
                    ExecutionStatus.RUNNING,
                    (running, live) -> live - counts.getOrDefault(ExecutionStatus.COMPENSATING, 0));
            counts.values().removeIf(count -> count == 0);
            return counts;
        });
    }

    @Override
    public Map<Integer, Integer> versions(String definition) {
        return readers.with(session -> {
            var versions = new HashMap<Integer, Integer>();
            session.list(
                    dialect.of(CommonSql.COUNT_VERSIONS),
                    row -> versions.put(row.getInt(1), row.getInt(2)),
                    definition);
            return versions;
        });
    }

    private int count(Session session, ExecutionStatus status, int max) throws SQLException {
        Filter all = Filter.all();
        var filter = new Filter(
                all.definition(),
                Optional.of(status),
                all.incident(),
                all.idPrefix(),
                all.businessKey(),
                all.tags(),
                all.startedFrom(),
                all.startedBefore());
        var query = new ExecutionQuery(dialect, filter, List.of(), Optional.empty(), max);
        return count(session, query.countSql(), query.values());
    }

    private static int count(Session session, String sql, Object... values) throws SQLException {
        return session.one(sql, row -> row.getInt(1), values).orElse(0);
    }

    private static Optional<Long> number(ResultSet row, int column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(number);
    }
}

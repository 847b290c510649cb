package dev.baton.jdbc;

import dev.baton.store.Batch;
import dev.baton.store.Lease;
import dev.baton.store.TaskQueue;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sends rows in the one statement of a commit. For one use. */
final class PostgresCommit {
    private static final char REPLACEMENT = '\uFFFD';

    private final Session session;
    private final CommitRows rows;
    private final Set<PostgresCommitSql.Part> parts;
    private final PreparedStatement statement;
    private int at = 1;

    private PostgresCommit(Session session, CommitRows rows) throws SQLException {
        this.session = session;
        this.rows = rows;
        this.parts = rows.parts();
        this.statement = session.statement(PostgresCommitSql.of(parts));
    }

    /**
     * Stores them all, or nothing.
     *
     * @return false if one of the leases is lost
     * @throws ClashException if something of it is there already, does not follow what is there, or is refused
     */
    static boolean store(Session session, CommitRows rows) throws SQLException {
        try {
            var commit = new PostgresCommit(session, rows);
            commit.bind();
            try (ResultSet stored = commit.statement.executeQuery()) {
                return stored.next() && stored.getInt(1) == 1;
            }
        } catch (SQLException e) {
            if (PostgresFailure.isRefusal(e)) {
                throw new ClashException(e);
            }
            throw e;
        }
    }

    private void bind() throws SQLException {
        shorts(rows.leases, Lease::partition);
        longs(rows.leases, Lease::epoch);
        texts(rows.leases, Lease::owner);
        number(rows.leases.size());
        bindStarted();
        longs(rows.gone, key -> key);
        if (parts.contains(PostgresCommitSql.Part.WAITS)) {
            bindWaits();
        }
        if (parts.contains(PostgresCommitSql.Part.MAIL)) {
            bindMail();
        }
        if (parts.contains(PostgresCommitSql.Part.TASKS)) {
            bindTasks();
        }
        if (parts.contains(PostgresCommitSql.Part.MARKS)) {
            bindMarks();
        }
        bindChunks();
        if (parts.contains(PostgresCommitSql.Part.MAIL)) {
            number(rows.taken.size());
        }
        if (parts.contains(PostgresCommitSql.Part.MARKS)) {
            number(rows.standings.size());
        }
    }

    private void bindStarted() throws SQLException {
        longs(rows.started, one -> one.started().key());
        texts(rows.started, one -> one.started().id().value());
        shorts(rows.started, CommitRows.Start::partition);
        ints(rows.started, one -> one.started().definition());
        longs(rows.started, one -> one.started().inputHash());
        longs(rows.started, one -> orNull(one.started().parent()));
        texts(rows.started, one -> orNull(one.started().businessKey()));
        if (parts.contains(PostgresCommitSql.Part.MARKS)) {
            shorts(
                    rows.started,
                    one -> one.standing() == null ? null : orNull(one.standing().attention()));
            longs(
                    rows.started,
                    one -> one.standing() == null ? null : orNull(one.standing().ended()));
        }
        longs(rows.lively, one -> one.live().key());
        shorts(rows.lively, CommitRows.Lively::partition);
        set(PostgresArrays.booleans(
                session, rows.lively.stream().map(one -> one.live().active())));
        shown(rows.lively, one -> orNull(one.live().step()));
    }

    private void bindWaits() throws SQLException {
        longs(rows.snapshots, Batch.Snapshot::key);
        ints(rows.snapshots, Batch.Snapshot::seq);
        set(PostgresArrays.bytes(session, rows.snapshots.stream().map(Batch.Snapshot::state)));
        longs(rows.timersSet, timer -> timer.set().key());
        ints(rows.timersSet, timer -> timer.set().timer());
        shorts(rows.timersSet, CommitRows.Timer::partition);
        longs(rows.timersSet, timer -> timer.set().due());
        longs(rows.timersCleared, Batch.TimerKey::key);
        ints(rows.timersCleared, Batch.TimerKey::timer);
    }

    private void bindMail() throws SQLException {
        shorts(rows.taken, CommitRows.Letter::partition);
        longs(rows.taken, CommitRows.Letter::number);
        set(PostgresArrays.uuids(
                session, rows.answers.stream().map(answer -> answer.asker().question())));
        set(PostgresArrays.bytes(session, rows.answers.stream().map(Batch.Answer::content)));
    }

    private void bindTasks() throws SQLException {
        longs(rows.queued, task -> task.task().key());
        ints(rows.queued, task -> task.task().entry());
        ints(rows.queued, task -> task.task().attempt());
        texts(rows.queued, TaskQueue.Queued::queue);
        texts(rows.queued, task -> task.execution().value());
        ints(rows.queued, TaskQueue.Queued::definition);
        set(PostgresArrays.bytes(session, rows.queued.stream().map(TaskQueue.Queued::content)));
        longs(rows.queuedAgain, TaskQueue.Task::key);
        ints(rows.queuedAgain, TaskQueue.Task::entry);
        longs(rows.dequeued, TaskQueue.Task::key);
        ints(rows.dequeued, TaskQueue.Task::entry);
        ints(rows.dequeued, TaskQueue.Task::attempt);
    }

    private void bindMarks() throws SQLException {
        longs(rows.standings, Batch.Standing::key);
        shorts(rows.standings, standing -> orNull(standing.attention()));
        longs(rows.standings, standing -> orNull(standing.ended()));
        longs(rows.tags, CommitRows.Tag::key);
        texts(rows.tags, CommitRows.Tag::name);
        texts(rows.tags, CommitRows.Tag::value);
        bindOpened();
        bindChanged();
    }

    private void bindOpened() throws SQLException {
        longs(rows.opened, one -> one.opened().key());
        ints(rows.opened, one -> one.opened().incident());
        ints(rows.opened, one -> one.opened().definition());
        texts(rows.opened, one -> one.opened().kind().name());
        shown(rows.opened, one -> one.opened().step());
        shown(rows.opened, one -> one.opened().error());
        shown(rows.opened, one -> one.opened().message());
        ints(rows.opened, one -> one.opened().attempts());
        texts(rows.opened, one -> orNull(one.opened().businessKey()));
        longs(rows.opened, one -> one.opened().opened());
        ints(rows.opened, one -> one.changed() == null ? 0 : one.changed().version());
        bindChange(rows.opened.stream().map(CommitRows.Opened::changed).toList());
    }

    private void bindChanged() throws SQLException {
        longs(rows.changed, Batch.IncidentChanged::key);
        ints(rows.changed, Batch.IncidentChanged::incident);
        ints(rows.changed, Batch.IncidentChanged::version);
        bindChange(rows.changed);
    }

    /** Who has it, and how it was resolved, if it was. */
    private void bindChange(List<? extends Batch.@Nullable IncidentChanged> changes) throws SQLException {
        shown(changes, one -> one == null ? null : orNull(one.assignee()));
        longs(changes, one -> resolved(one, one == null ? 0L : one.at()));
        texts(changes, one -> one == null ? null : orNull(one.resolution()));
        shown(changes, one -> resolved(one, one == null ? "" : one.by()));
        shown(changes, one -> resolved(one, one == null ? "" : one.why()));
    }

    private static <V> @Nullable V resolved(Batch.@Nullable IncidentChanged change, V value) {
        return change == null || change.resolution().isEmpty() ? null : value;
    }

    private void bindChunks() throws SQLException {
        longs(rows.chunks, Batch.Chunk::key);
        ints(rows.chunks, Batch.Chunk::seq);
        ints(rows.chunks, Batch.Chunk::next);
        set(PostgresArrays.bytes(session, rows.chunks.stream().map(Batch.Chunk::events)));
        longs(rows.followers, Batch.Chunk::key);
        ints(rows.followers, Batch.Chunk::seq);
        number(rows.followers.size());
    }

    private static <V> @Nullable V orNull(Optional<V> value) {
        return value.orElse(null);
    }

    private <T extends @Nullable Object> void longs(List<T> items, Function<T, @Nullable Long> column)
            throws SQLException {
        set(PostgresArrays.longs(session, items.stream().map(column)));
    }

    private <T extends @Nullable Object> void ints(List<T> items, Function<T, @Nullable Integer> column)
            throws SQLException {
        set(PostgresArrays.ints(session, items.stream().map(column)));
    }

    private <T extends @Nullable Object> void shorts(List<T> items, Function<T, @Nullable Integer> column)
            throws SQLException {
        set(PostgresArrays.shorts(session, items.stream().map(column)));
    }

    private <T extends @Nullable Object> void texts(List<T> items, Function<T, @Nullable String> column)
            throws SQLException {
        set(PostgresArrays.texts(session, items.stream().map(column)));
    }

    /** Texts that only people read: without the one character that PostgreSQL does not keep, so that they are stored. */
    private <T extends @Nullable Object> void shown(List<T> items, Function<T, @Nullable String> column)
            throws SQLException {
        texts(items, item -> {
            String text = column.apply(item);
            return text == null ? null : text.replace('\0', REPLACEMENT);
        });
    }

    private void set(Array column) throws SQLException {
        statement.setArray(at++, column);
    }

    private void number(long number) throws SQLException {
        statement.setLong(at++, number);
    }
}

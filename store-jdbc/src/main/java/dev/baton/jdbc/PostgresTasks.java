package dev.baton.jdbc;

import dev.baton.ExecutionId;
import dev.baton.store.TaskQueue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Attempts that wait for workers. */
final class PostgresTasks implements TaskQueue {
    private static final Comparator<Claimed> OLDEST_FIRST = Comparator.<Claimed>comparingLong(
                    claimed -> claimed.queued().task().key())
            .thenComparingInt(claimed -> claimed.queued().task().entry());

    private final PostgresPool pool;

    PostgresTasks(PostgresPool pool) {
        this.pool = pool;
    }

    @Override
    public List<Claimed> claim(Collection<String> queues, String worker, Duration hold, int limit) {
        return pool.single(session -> session
                .list(
                        PostgresSql.CLAIM_TASKS,
                        PostgresTasks::claimed,
                        PostgresArrays.texts(session, queues.stream().distinct()),
                        limit,
                        limit,
                        hold.toMillis(),
                        worker)
                .stream()
                .sorted(OLDEST_FIRST)
                .toList());
    }

    private static Claimed claimed(ResultSet row) throws SQLException {
        return new Claimed(
                new Queued(
                        task(row), row.getString(4), new ExecutionId(row.getString(5)), row.getInt(6), row.getBytes(7)),
                Optional.ofNullable(row.getString(8)));
    }

    private static Task task(ResultSet row) throws SQLException {
        return new Task(row.getLong(1), row.getInt(2), row.getInt(3));
    }

    @Override
    public List<Task> hold(String worker, Collection<Task> tasks, Duration hold) {
        return pool.single(session -> session.list(
                PostgresSql.HOLD_TASKS, PostgresTasks::task, values(session, worker, tasks, hold.toMillis())));
    }

    @Override
    public void giveBack(String worker, Collection<Task> tasks) {
        pool.single(session -> session.update(PostgresSql.GIVE_BACK_TASKS, values(session, worker, tasks)));
    }

    @Override
    public List<Task> withdraw(Collection<Task> tasks) {
        var untouched = new ArrayList<Task>();
        pool.single(session -> session.list(
                PostgresSql.WITHDRAW_TASKS,
                row -> row.getBoolean(4) && untouched.add(task(row)),
                places(session, tasks).toArray()));
        return untouched;
    }

    private static List<Object> places(Session session, Collection<Task> tasks) throws SQLException {
        return List.of(
                PostgresArrays.longs(session, tasks.stream().map(Task::key)),
                PostgresArrays.ints(session, tasks.stream().map(Task::entry)),
                PostgresArrays.ints(session, tasks.stream().map(Task::attempt)));
    }

    private static Object[] values(Session session, String worker, Collection<Task> tasks, Object... after)
            throws SQLException {
        var values = new ArrayList<Object>(places(session, tasks));
        values.add(worker);
        values.addAll(List.of(after));
        return values.toArray();
    }
}

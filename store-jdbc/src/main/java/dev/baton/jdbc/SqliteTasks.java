package dev.baton.jdbc;

import dev.baton.ExecutionId;
import dev.baton.store.Batch;
import dev.baton.store.TaskQueue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Attempts for workers in a SQLite file: engines of the process that has it. */
final class SqliteTasks implements TaskQueue {
    private static final Comparator<Claimed> OLDEST_FIRST = Comparator.<Claimed>comparingLong(
                    claimed -> claimed.queued().task().key())
            .thenComparingInt(claimed -> claimed.queued().task().entry());

    private final Writer writer;
    private final InstantSource clock;

    SqliteTasks(Writer writer, InstantSource clock) {
        this.writer = writer;
        this.clock = clock;
    }

    static void write(Session session, Batch batch) throws SQLException {
        for (Task over : batch.dequeued()) {
            session.update(SqliteMailSql.DEQUEUE, over.key(), over.entry(), over.attempt());
        }
        for (Queued queued : batch.queued()) {
            session.update(
                    SqliteMailSql.QUEUE,
                    queued.task().key(),
                    queued.task().entry(),
                    queued.task().attempt(),
                    queued.queue(),
                    queued.execution().value(),
                    queued.definition(),
                    queued.content());
        }
    }

    @Override
    public List<Claimed> claim(Collection<String> queues, String worker, Duration hold, int limit) {
        if (queues.isEmpty() || limit <= 0) {
            return List.of();
        }
        return writer.transaction(session -> {
            long now = clock.millis();
            var free = new ArrayList<Claimed>();
            for (String queue : new HashSet<>(queues)) {
                free.addAll(session.list(SqliteMailSql.FREE_TASKS, SqliteTasks::claimed, queue, now, limit));
            }
            List<Claimed> taken =
                    free.stream().sorted(OLDEST_FIRST).limit(limit).toList();
            for (Claimed one : taken) {
                Task task = one.queued().task();
                session.update(SqliteMailSql.CLAIM_TASK, task.key(), task.entry(), worker, now + hold.toMillis());
            }
            return taken;
        });
    }

    private static Claimed claimed(ResultSet row) throws SQLException {
        int column = 0;
        var task = new Task(row.getLong(++column), row.getInt(++column), row.getInt(++column));
        var queued = new Queued(
                task,
                row.getString(++column),
                new ExecutionId(row.getString(++column)),
                row.getInt(++column),
                row.getBytes(++column));
        return new Claimed(queued, Optional.ofNullable(row.getString(++column)));
    }

    @Override
    public List<Task> hold(String worker, Collection<Task> tasks, Duration hold) {
        if (tasks.isEmpty()) {
            return List.of();
        }
        return writer.transaction(session -> {
            long until = clock.millis() + hold.toMillis();
            var held = new ArrayList<Task>();
            for (Task task : tasks) {
                if (session.update(SqliteMailSql.HOLD_TASK, task.key(), task.entry(), task.attempt(), worker, until)
                        > 0) {
                    held.add(task);
                }
            }
            return held;
        });
    }

    @Override
    public List<Task> withdraw(Collection<Task> tasks) {
        return writer.transaction(session -> {
            var untouched = new ArrayList<Task>();
            for (Task task : tasks) {
                boolean free = session.one(
                                SqliteMailSql.WITHDRAW_TASK,
                                row -> row.getBoolean(1),
                                task.key(),
                                task.entry(),
                                task.attempt())
                        .orElse(false);
                if (free) {
                    untouched.add(task);
                }
            }
            return untouched;
        });
    }

    @Override
    public void giveBack(String worker, Collection<Task> tasks) {
        writer.transaction(session -> {
            for (Task task : tasks) {
                session.update(SqliteMailSql.GIVE_TASK_BACK, task.key(), task.entry(), task.attempt(), worker);
            }
            return true;
        });
    }
}

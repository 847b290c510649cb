package dev.baton.jdbc;

import java.util.List;

/** The statements of {@link SqliteMail}, {@link SqliteTasks} and {@link SqliteMembers}. */
final class SqliteMailSql {
    private SqliteMailSql() {}

    static final String SEND = """
        INSERT INTO inbox (execution, content, question, asker) VALUES (?1, ?2, ?3, ?4)\
        """;

    static final String WAITING = """
        SELECT letter, execution, content, question, asker FROM inbox WHERE letter > 0 ORDER BY letter LIMIT ?1\
        """;

    static final String IS_WAITING = """
        SELECT 1 FROM inbox WHERE letter = ?1\
        """;

    static final String TAKE = """
        DELETE FROM inbox WHERE letter = ?1\
        """;

    static final String ANSWER = """
        INSERT INTO answers (question, content, given) VALUES (?1, ?2, ?3)
        ON CONFLICT (question) DO NOTHING\
        """;

    static final String FIND_ANSWER = """
        SELECT content FROM answers WHERE question = ?1\
        """;

    static final String SWEEP = """
        DELETE FROM answers WHERE given < ?1\
        """;

    /** One that is queued already stays with whom has it. */
    static final String QUEUE = """
        INSERT INTO tasks (key, entry, attempt, queue, execution, definition, content)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (key, entry) DO UPDATE SET attempt = excluded.attempt, queue = excluded.queue,
            execution = excluded.execution, definition = excluded.definition, content = excluded.content,
            worker = NULL, worker_until = 0
        WHERE attempt <> excluded.attempt\
        """;

    static final String DEQUEUE = """
        DELETE FROM tasks WHERE key = ?1 AND entry = ?2 AND attempt <= ?3\
        """;

    static final String FREE_TASKS = """
        SELECT key, entry, attempt, queue, execution, definition, content, worker FROM tasks
        WHERE queue = ?1 AND worker_until < ?2 ORDER BY key, entry LIMIT ?3\
        """;

    static final String CLAIM_TASK = """
        UPDATE tasks SET worker = ?3, worker_until = ?4 WHERE key = ?1 AND entry = ?2\
        """;

    static final String HOLD_TASK = """
        UPDATE tasks SET worker_until = ?5 WHERE key = ?1 AND entry = ?2 AND attempt = ?3 AND worker = ?4\
        """;

    static final String GIVE_TASK_BACK = """
        UPDATE tasks SET worker = NULL, worker_until = 0
        WHERE key = ?1 AND entry = ?2 AND attempt = ?3 AND worker = ?4\
        """;

    static final String WITHDRAW_TASK = """
        DELETE FROM tasks WHERE key = ?1 AND entry = ?2 AND attempt = ?3 RETURNING worker IS NULL\
        """;

    static final String OWNERS = """
        SELECT partition, owner FROM partitions WHERE owner IS NOT NULL AND expires > ?1\
        """;

    /** What runs while sagas run. */
    static final List<String> HOT_PATH = List.of(
            SEND,
            WAITING,
            IS_WAITING,
            TAKE,
            ANSWER,
            FIND_ANSWER,
            SWEEP,
            QUEUE,
            DEQUEUE,
            FREE_TASKS,
            CLAIM_TASK,
            HOLD_TASK,
            GIVE_TASK_BACK,
            WITHDRAW_TASK);
}

package dev.baton.jdbc;

import dev.baton.ExecutionId;
import dev.baton.store.Batch;
import dev.baton.store.Mail;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Letters and answers in a SQLite file, which has one partition. */
final class SqliteMail implements Mail {
    private final Writer writer;
    private final Readers readers;
    private final InstantSource clock;

    SqliteMail(Writer writer, Readers readers, InstantSource clock) {
        this.writer = writer;
        this.readers = readers;
        this.clock = clock;
    }

    /** @throws ClashException if a letter is not there */
    static void write(Session session, Batch batch) throws SQLException {
        for (Long letter : batch.taken()) {
            if (session.update(SqliteMailSql.TAKE, letter) == 0) {
                throw new ClashException(null);
            }
        }
        for (Batch.Answer answer : batch.answers()) {
            session.update(SqliteMailSql.ANSWER, answer.asker().question().toString(), answer.content(), batch.now());
        }
    }

    static boolean isWaiting(Session session, long letter) throws SQLException {
        return session.one(SqliteMailSql.IS_WAITING, row -> true, letter).isPresent();
    }

    @Override
    public void send(List<Letter> letters) {
        writer.transaction(session -> {
            for (Letter letter : letters) {
                session.update(
                        SqliteMailSql.SEND,
                        letter.execution().value(),
                        letter.content(),
                        letter.asker().map(asker -> asker.question().toString()).orElse(null),
                        letter.asker().map(Asker::member).orElse(null));
            }
            return true;
        });
    }

    @Override
    public List<Received> waiting(Collection<Integer> partitions, Collection<Long> held, int limit) {
        if (!partitions.contains(0)) {
            return List.of();
        }
        var known = new HashSet<>(held);
        long read = (long) limit + known.size(); // among so many are as many new ones as are wanted
        return readers.read(session -> session.list(SqliteMailSql.WAITING, SqliteMail::received, read)).stream()
                .filter(received -> !known.contains(received.number()))
                .limit(limit)
                .toList();
    }

    private static Received received(ResultSet row) throws SQLException {
        int column = 0;
        long number = row.getLong(++column);
        var execution = new ExecutionId(row.getString(++column));
        byte[] content = row.getBytes(++column);
        @Nullable String question = row.getString(++column);
        String member = row.getString(++column);
        Optional<Asker> asker =
                question == null ? Optional.empty() : Optional.of(new Asker(UUID.fromString(question), member));
        return new Received(number, new Letter(0, execution, content, asker));
    }

    @Override
    public boolean isWaiting(int partition, long number) {
        return readers.read(session -> isWaiting(session, number));
    }

    @Override
    public Map<UUID, byte[]> answers(Collection<UUID> asked) {
        if (asked.isEmpty()) {
            return Map.of();
        }
        return readers.read(session -> {
            var found = new HashMap<UUID, byte[]>();
            for (UUID question : asked) {
                session.one(SqliteMailSql.FIND_ANSWER, row -> row.getBytes(1), question.toString())
                        .ifPresent(content -> found.put(question, content));
            }
            return found;
        });
    }

    @Override
    public void sweep() {
        long before = clock.millis() - Duration.ofSeconds(ANSWERS_KEPT_SECONDS).toMillis();
        writer.transaction(session -> session.update(SqliteMailSql.SWEEP, before));
    }
}

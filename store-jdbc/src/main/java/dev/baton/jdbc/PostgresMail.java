package dev.baton.jdbc;

import dev.baton.ExecutionId;
import dev.baton.store.Mail;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Letters and answers. */
final class PostgresMail implements Mail {
    private static final int ANSWERS_PER_SWEEP = 5_000;
    private static final int SWEEPS_MAX = 20;

    private final PostgresPool pool;

    PostgresMail(PostgresPool pool) {
        this.pool = pool;
    }

    @Override
    public void send(List<Letter> letters) {
        if (!letters.isEmpty()) {
            pool.single(PostgresFailure.refusing(
                    session -> session.update(PostgresSql.SEND, (Object[]) columns(session, letters))));
        }
    }

    static Array[] columns(Session session, List<Letter> letters) throws SQLException {
        return new Array[] {
            PostgresArrays.shorts(session, letters.stream().map(Letter::partition)),
            PostgresArrays.texts(
                    session, letters.stream().map(letter -> letter.execution().value())),
            PostgresArrays.bytes(session, letters.stream().map(Letter::content)),
            PostgresArrays.uuids(
                    session,
                    letters.stream()
                            .map(letter -> letter.asker().map(Asker::question).orElse(null))),
            PostgresArrays.texts(
                    session,
                    letters.stream()
                            .map(letter -> letter.asker().map(Asker::member).orElse(null)))
        };
    }

    @Override
    public List<Received> waiting(Collection<Integer> partitions, Collection<Long> held, int limit) {
        return pool.single(session -> session.list(
                PostgresSql.WAITING,
                PostgresMail::received,
                PostgresArrays.shorts(session, partitions.stream()),
                PostgresArrays.longs(session, held.stream()),
                limit,
                limit));
    }

    private static Received received(ResultSet row) throws SQLException {
        Optional<Asker> asker = Optional.empty();
        UUID question = row.getObject(5, UUID.class);
        if (question != null) {
            asker = Optional.of(new Asker(question, row.getString(6)));
        }
        return new Received(
                row.getLong(1), new Letter(row.getInt(2), new ExecutionId(row.getString(3)), row.getBytes(4), asker));
    }

    @Override
    public boolean isWaiting(int partition, long number) {
        return pool.single(session -> session.one(PostgresSql.IS_WAITING, row -> true, partition, number)
                .isPresent());
    }

    @Override
    public Map<UUID, byte[]> answers(Collection<UUID> asked) {
        if (asked.isEmpty()) {
            return Map.of();
        }
        return pool.single(session -> {
            var found = new HashMap<UUID, byte[]>();
            session.list(
                    PostgresSql.ANSWERS,
                    row -> found.put(row.getObject(1, UUID.class), row.getBytes(2)),
                    PostgresArrays.uuids(session, asked.stream()));
            return found;
        });
    }

    @Override
    public void sweep() {
        boolean more = true;
        for (int i = 0; i < SWEEPS_MAX && more; i++) {
            more = pool.single(session ->
                            session.update(PostgresSql.SWEEP_ANSWERS, ANSWERS_KEPT_SECONDS, ANSWERS_PER_SWEEP))
                    == ANSWERS_PER_SWEEP;
        }
        pool.single(session -> session.update(PostgresSql.SWEEP_NODES));
    }
}

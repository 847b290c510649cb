package dev.baton.jdbc;

import dev.baton.ExecutionId;
import dev.baton.StoreUnavailableException;
import dev.baton.store.HandedOver;
import dev.baton.store.Lease;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The rows that say who has a partition, by the server's clock. */
final class PostgresLeases {
    private final PostgresPool pool;

    PostgresLeases(PostgresPool pool) {
        this.pool = pool;
    }

    Optional<Lease> claim(int partition, String owner, Duration ttl) {
        try {
            return pool.single(session -> {
                Optional<Lease> claimed = session.one(
                        PostgresSql.CLAIM,
                        row -> Leases.claimed(row, partition, owner, 0),
                        owner,
                        ttl.toMillis(),
                        owner,
                        owner,
                        owner,
                        owner,
                        owner,
                        owner,
                        partition,
                        owner);
                if (claimed.isEmpty()) {
                    return claimed;
                }
                // Only now can the owner before store nothing any more.
                long keyLast =
                        session.one(PostgresSql.LAST_KEY, row -> row.getLong(1)).orElse(0L);
                return claimed.map(lease -> new Lease(
                        partition, lease.epoch(), lease.tenure(), owner, keyLast, lease.deaths(), lease.suspect()));
            });
        } catch (StoreUnavailableException e) {
            if (e.getCause() instanceof SQLException sql
                    && PostgresFailure.code(sql).equals(PostgresFailure.LOCK_NOT_AVAILABLE)) {
                return Optional.empty(); // a commit of the other is under way for long: it is still somebody's
            }
            throw e;
        }
    }

    boolean mark(Lease lease, Optional<Long> key) {
        return pool.single(session ->
                session.update(PostgresSql.MARK, key.orElse(null), lease.partition(), lease.epoch(), lease.owner())
                        > 0);
    }

    void acquit(int partition, long key) {
        pool.single(session -> session.update(CommonSql.ACQUIT, partition, key));
    }

    boolean settle(Lease lease) {
        return pool.single(
                session -> session.update(PostgresSql.SETTLE, lease.partition(), lease.epoch(), lease.owner()) > 0);
    }

    int deaths(int partition) {
        return pool.single(session ->
                session.one(CommonSql.DEATHS, row -> row.getInt(1), partition).orElse(0));
    }

    List<Lease> renew(List<Lease> leases, Duration ttl) {
        if (leases.isEmpty()) {
            return List.of();
        }
        return pool.single(session -> {
            List<Held> held = session.list(
                    PostgresSql.RENEW,
                    row -> new Held(row.getInt(1), row.getLong(2), row.getString(3)),
                    PostgresArrays.shorts(session, leases.stream().map(Lease::partition)),
                    PostgresArrays.longs(session, leases.stream().map(Lease::epoch)),
                    PostgresArrays.texts(session, leases.stream().map(Lease::owner)),
                    ttl.toMillis());
            return leases.stream()
                    .filter(lease -> held.contains(new Held(lease.partition(), lease.epoch(), lease.owner())))
                    .toList();
        });
    }

    private record Held(int partition, long epoch, String owner) {}

    boolean release(Lease lease, List<HandedOver> running) {
        return pool.single(session -> {
            Array[] attempts = attempts(session, running);
            return session.one(
                                    PostgresSql.RELEASE,
                                    row -> row.getInt(1),
                                    lease.partition(),
                                    lease.epoch(),
                                    lease.owner(),
                                    attempts[0],
                                    attempts[1],
                                    attempts[2],
                                    attempts[3],
                                    attempts[4])
                            .orElse(0)
                    == 1;
        });
    }

    List<HandedOver> handedOver(int partition) {
        return pool.single(session -> session.list(
                PostgresSql.HANDED_OVER,
                row -> new HandedOver(
                        new ExecutionId(row.getString(1)),
                        row.getInt(2),
                        HandedOver.Kind.valueOf(row.getString(3)),
                        row.getInt(4),
                        row.getString(5)),
                partition));
    }

    void forget(int partition, List<HandedOver> over) {
        pool.single(session -> {
            Array[] attempts = attempts(session, over);
            return session.update(
                    PostgresSql.FORGET, attempts[0], attempts[1], attempts[2], attempts[3], attempts[4], partition);
        });
    }

    private static Array[] attempts(Session session, List<HandedOver> attempts) throws SQLException {
        return new Array[] {
            PostgresArrays.texts(
                    session, attempts.stream().map(one -> one.execution().value())),
            PostgresArrays.ints(session, attempts.stream().map(HandedOver::entry)),
            PostgresArrays.texts(
                    session, attempts.stream().map(one -> one.kind().name())),
            PostgresArrays.ints(session, attempts.stream().map(HandedOver::attempt)),
            PostgresArrays.texts(session, attempts.stream().map(HandedOver::member))
        };
    }
}

package dev.baton.jdbc;

import dev.baton.store.Lease;
import dev.baton.store.LeaseLostException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows that say who has a partition. */
final class Leases {
    private final Writer writer;
    private final InstantSource clock;

    Leases(Writer writer, InstantSource clock) {
        this.writer = writer;
        this.clock = clock;
    }

    Optional<Lease> claim(int partition, String owner, Duration ttl) {
        return writer.transaction(session -> {
            long now = clock.millis();
            if (session.update(SqliteSql.CLAIM, partition, owner, now, now + ttl.toMillis()) == 0) {
                return Optional.empty();
            }
            long keyLast =
                    session.one(SqliteSql.LAST_KEY, row -> row.getLong(1)).orElse(0L);
            return session.one(SqliteSql.CLAIMED, row -> claimed(row, partition, owner, keyLast), partition);
        });
    }

    /** From a row of epoch, tenure, deaths, suspect and strikes. */
    static Lease claimed(ResultSet row, int partition, String owner, long keyLast) throws SQLException {
        long key = row.getLong(4);
        Optional<Lease.Suspect> suspect =
                row.wasNull() ? Optional.empty() : Optional.of(new Lease.Suspect(key, row.getInt(5)));
        return new Lease(partition, row.getLong(1), row.getLong(2), owner, keyLast, row.getInt(3), suspect);
    }

    boolean mark(Lease lease, Optional<Long> key) {
        return writer.transaction(session ->
                session.update(SqliteSql.MARK, lease.partition(), lease.epoch(), lease.owner(), key.orElse(null)) > 0);
    }

    void acquit(int partition, long key) {
        writer.transaction(session -> session.update(CommonSql.ACQUIT, partition, key));
    }

    boolean settle(Lease lease) {
        return writer.transaction(
                session -> session.update(SqliteSql.SETTLE, lease.partition(), lease.epoch(), lease.owner()) > 0);
    }

    int deaths(int partition) {
        return writer.transaction(session ->
                session.one(CommonSql.DEATHS, row -> row.getInt(1), partition).orElse(0));
    }

    List<Lease> renew(List<Lease> leases, Duration ttl) {
        return writer.transaction(session -> {
            var held = new ArrayList<Lease>();
            for (Lease lease : leases) {
                long expires = clock.millis() + ttl.toMillis();
                if (session.update(SqliteSql.RENEW, lease.partition(), lease.epoch(), lease.owner(), expires) > 0) {
                    held.add(lease);
                }
            }
            return held;
        });
    }

    /** Within the transaction of a commit: nobody can claim the partition until it ends. */
    static void check(Session session, Lease lease) throws SQLException {
        if (session.one(SqliteSql.IS_HELD, row -> true, lease.partition(), lease.epoch(), lease.owner())
                .isEmpty()) {
            throw LeaseLostException.of(lease, epoch(session, lease.partition()));
        }
    }

    private static long epoch(Session session, int partition) throws SQLException {
        return session.one(SqliteSql.EPOCH, row -> row.getLong(1), partition).orElse(-1L);
    }
}

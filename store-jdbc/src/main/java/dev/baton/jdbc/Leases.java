package dev.baton.jdbc;

import dev.baton.store.Lease;
import dev.baton.store.LeaseLostException;
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
            return Optional.of(new Lease(partition, epoch(session, partition), owner, keyLast));
        });
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

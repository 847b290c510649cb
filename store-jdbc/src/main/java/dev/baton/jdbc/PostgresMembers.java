package dev.baton.jdbc;

import dev.baton.store.Members;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The engines that share the store, by the server's clock. */
final class PostgresMembers implements Members {
    private final PostgresPool pool;

    PostgresMembers(PostgresPool pool) {
        this.pool = pool;
    }

    @Override
    public Roll announce(Member member, Duration ttl) {
        return pool.single(session -> {
            session.update(
                    PostgresSql.ANNOUNCE,
                    member.name(),
                    ttl.toMillis(),
                    member.eventFormat(),
                    PostgresArrays.texts(session, member.queues().stream()));
            List<Member> alive = session.list(PostgresSql.ALIVE, PostgresMembers::member);
            Map<Integer, String> owners = new HashMap<>();
            session.list(PostgresSql.OWNERS, row -> owners.put(row.getInt(1), row.getString(2)));
            long now = session.one(PostgresSql.TIME, row -> row.getLong(1)).orElseThrow();
            return new Roll(now, alive, owners);
        });
    }

    private static Member member(ResultSet row) throws SQLException {
        return new Member(row.getString(1), row.getInt(2), Set.of((String[])
                row.getArray(3).getArray()));
    }

    @Override
    public void leave(String name) {
        pool.single(session -> session.update(PostgresSql.LEAVE, name));
    }
}

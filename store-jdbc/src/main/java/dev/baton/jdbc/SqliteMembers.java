package dev.baton.jdbc;

import dev.baton.store.Members;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The engines that share a SQLite file: all of them are in the process that has it, so nothing is stored. Thread-safe. */
final class SqliteMembers implements Members {
    private final Readers readers;
    private final InstantSource clock;
    private final TreeMap<String, Alive> alive = new TreeMap<>();

    SqliteMembers(Readers readers, InstantSource clock) {
        this.readers = readers;
        this.clock = clock;
    }

    private record Alive(Member member, long until) {}

    @Override
    public Roll announce(Member member, Duration ttl) {
        long now = clock.millis();
        Map<Integer, String> owners = owners(now);
        return new Roll(now, add(member, now, ttl), owners);
    }

    private synchronized List<Member> add(Member member, long now, Duration ttl) {
        alive.put(member.name(), new Alive(member, now + ttl.toMillis()));
        alive.values().removeIf(other -> other.until < now);
        return alive.values().stream().map(Alive::member).toList();
    }

    private Map<Integer, String> owners(long now) {
        return readers.read(session -> {
            var owners = new HashMap<Integer, String>();
            session.list(SqliteMailSql.OWNERS, row -> owners.put(row.getInt(1), row.getString(2)), now);
            return owners;
        });
    }

    @Override
    public synchronized void leave(String name) {
        alive.remove(name);
    }
}

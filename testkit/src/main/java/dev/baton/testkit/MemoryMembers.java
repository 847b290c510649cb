package dev.baton.testkit;

import dev.baton.store.Members;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.TreeMap;

/** The engines that share a store in memory. */
final class MemoryMembers implements Members {
    private final MemoryLeases leases;
    private final InstantSource clock;
    private final InMemoryStore.Lock lock;
    private final TreeMap<String, Alive> alive = new TreeMap<>();

    MemoryMembers(MemoryLeases leases, InstantSource clock, InMemoryStore.Lock lock) {
        this.leases = leases;
        this.clock = clock;
        this.lock = lock;
    }

    private record Alive(Member member, Instant until) {}

    @Override
    public Roll announce(Member member, Duration ttl) {
        return lock.under(() -> {
            Instant now = clock.instant();
            alive.put(member.name(), new Alive(member, now.plus(ttl)));
            alive.values().removeIf(other -> other.until.isBefore(now));
            return new Roll(
                    now.toEpochMilli(),
                    alive.values().stream().map(Alive::member).toList(),
                    leases.owners());
        });
    }

    @Override
    public void leave(String name) {
        lock.under(() -> {
            alive.remove(name);
            return true;
        });
    }
}

package dev.baton.testkit;

import dev.baton.store.Lease;
import dev.baton.store.LeaseLostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Who has which partition. Not thread-safe: the store has the lock. */
final class MemoryLeases {
    private final InstantSource clock;
    private final Held[] partitions;

    MemoryLeases(int partitions, InstantSource clock) {
        this.clock = clock;
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(i -> new Held(0, Optional.empty(), Instant.MIN))
                .toArray(Held[]::new);
    }

    private record Held(long epoch, Optional<String> owner, Instant expires) {}

    int partitions() {
        return partitions.length;
    }

    Optional<Lease> claim(int partition, String owner, Duration ttl, long keyLast) {
        Held held = partitions[partition];
        Instant now = clock.instant();
        if (held.expires.isAfter(now) && !held.owner.equals(Optional.of(owner))) {
            return Optional.empty();
        }
        partitions[partition] = new Held(held.epoch + 1, Optional.of(owner), now.plus(ttl));
        return Optional.of(new Lease(partition, held.epoch + 1, owner, keyLast));
    }

    List<Lease> renew(List<Lease> leases, Duration ttl) {
        List<Lease> held = leases.stream().filter(this::holds).toList();
        held.forEach(lease -> partitions[lease.partition()] = new Held(
                lease.epoch(), Optional.of(lease.owner()), clock.instant().plus(ttl)));
        return held;
    }

    /** Ends a lease, or any lease of its partition if {@code whatever}; what was decided under it is refused from now on. */
    void end(Lease lease, boolean whatever) {
        if (whatever || holds(lease)) {
            long epoch = partitions[lease.partition()].epoch + 1;
            partitions[lease.partition()] = new Held(epoch, Optional.empty(), Instant.MIN);
        }
    }

    void check(Lease lease) {
        if (!holds(lease)) {
            throw LeaseLostException.of(lease, partitions[lease.partition()].epoch);
        }
    }

    private boolean holds(Lease lease) {
        return partitions[lease.partition()].epoch == lease.epoch();
    }
}

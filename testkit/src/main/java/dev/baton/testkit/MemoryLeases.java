package dev.baton.testkit;

import dev.baton.store.HandedOver;
import dev.baton.store.Lease;
import dev.baton.store.LeaseLostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Who has which partition. Not thread-safe: the store has the lock. */
final class MemoryLeases {
    private final InstantSource clock;
    private final Held[] partitions;
    private final Map<Integer, Set<HandedOver>> handedOver = new HashMap<>();

    MemoryLeases(int partitions, InstantSource clock) {
        this.clock = clock;
        this.partitions = IntStream.range(0, partitions)
                .mapToObj(i -> new Held(0, 0, Optional.empty(), Instant.MIN, Deaths.NONE))
                .toArray(Held[]::new);
    }

    /** What is left of it after a crash. */
    MemoryLeases withoutOwners() {
        var left = new MemoryLeases(partitions.length, clock);
        for (int i = 0; i < partitions.length; i++) {
            Held held = partitions[i];
            left.partitions[i] = new Held(0, held.tenure, Optional.empty(), Instant.MIN, held.deathsBefore("nobody"));
        }
        handedOver.forEach((partition, running) -> left.handedOver.put(partition, new LinkedHashSet<>(running)));
        return left;
    }

    private record Held(long epoch, long tenure, Optional<String> owner, Instant expires, Deaths deaths) {
        Held until(Instant end) {
            return new Held(epoch, tenure, owner, end, deaths);
        }

        Held with(Deaths changed) {
            return new Held(epoch, tenure, owner, expires, changed);
        }

        /** With the owner's, if that is another one than who comes next. */
        Deaths deathsBefore(String next) {
            return owner.filter(last -> !last.equals(next)).isPresent() ? deaths.andOne() : deaths;
        }
    }

    /** Which owners died, and perhaps of what. */
    private record Deaths(int count, Optional<Long> marked, Optional<Lease.Suspect> suspect) {
        private static final Deaths NONE = new Deaths(0, Optional.empty(), Optional.empty());

        Deaths mark(Optional<Long> key) {
            return new Deaths(count, key, suspect);
        }

        Deaths andOne() {
            Optional<Lease.Suspect> next = marked.map(key -> new Lease.Suspect(
                    key,
                    1
                            + suspect.filter(last -> last.key() == key)
                                    .map(Lease.Suspect::strikes)
                                    .orElse(0)));
            return new Deaths(count + 1, Optional.empty(), next.or(() -> suspect));
        }

        Deaths acquit(long key) {
            return new Deaths(count, marked, suspect.filter(one -> one.key() != key));
        }
    }

    int partitions() {
        return partitions.length;
    }

    Optional<Lease> claim(int partition, String owner, Duration ttl, long keyLast) {
        Held held = partitions[partition];
        Instant now = clock.instant();
        if (held.expires.isAfter(now) && !held.owner.equals(Optional.of(owner))) {
            return Optional.empty();
        }
        Deaths deaths = held.deathsBefore(owner);
        long tenure = held.tenure + (held.owner.equals(Optional.of(owner)) ? 0 : 1);
        partitions[partition] = new Held(held.epoch + 1, tenure, Optional.of(owner), now.plus(ttl), deaths);
        return Optional.of(new Lease(partition, held.epoch + 1, tenure, owner, keyLast, deaths.count, deaths.suspect));
    }

    List<Lease> renew(List<Lease> leases, Duration ttl) {
        List<Lease> held = leases.stream().filter(this::holds).toList();
        held.forEach(lease -> partitions[lease.partition()] =
                partitions[lease.partition()].until(clock.instant().plus(ttl)));
        return held;
    }

    boolean mark(Lease lease, Optional<Long> key) {
        return change(lease, held -> held.with(held.deaths.mark(key)));
    }

    boolean settle(Lease lease) {
        return change(lease, held -> held.with(Deaths.NONE));
    }

    void acquit(int partition, long key) {
        partitions[partition] = partitions[partition].with(partitions[partition].deaths.acquit(key));
    }

    private boolean change(Lease lease, UnaryOperator<Held> change) {
        boolean holds = holds(lease);
        if (holds) {
            partitions[lease.partition()] = change.apply(partitions[lease.partition()]);
        }
        return holds;
    }

    int deaths(int partition) {
        return partitions[partition].deaths.count;
    }

    /** Ends a lease, or any lease of its partition if {@code whatever}; what was decided under it is refused from now on. */
    void end(Lease lease, boolean whatever) {
        if (whatever || holds(lease)) {
            Held held = partitions[lease.partition()];
            partitions[lease.partition()] = new Held(
                    held.epoch + 1, held.tenure, Optional.empty(), Instant.MIN, held.deaths.mark(Optional.empty()));
        }
    }

    /** Ends a lease in good order. */
    boolean release(Lease lease, List<HandedOver> running) {
        if (!holds(lease)) {
            return false;
        }
        end(lease, false);
        handedOver
                .computeIfAbsent(lease.partition(), partition -> new LinkedHashSet<>())
                .addAll(running);
        return true;
    }

    List<HandedOver> handedOver(int partition) {
        return List.copyOf(handedOver.getOrDefault(partition, Set.of()));
    }

    void forget(int partition, List<HandedOver> over) {
        handedOver.computeIfPresent(partition, (number, running) -> {
            over.forEach(running::remove);
            return running;
        });
    }

    /** Who has a partition now. */
    Map<Integer, String> owners() {
        var owners = new HashMap<Integer, String>();
        for (int i = 0; i < partitions.length; i++) {
            int partition = i;
            partitions[i]
                    .owner
                    .filter(owner -> partitions[partition].expires.isAfter(clock.instant()))
                    .ifPresent(owner -> owners.put(partition, owner));
        }
        return owners;
    }

    void check(Lease lease) {
        if (!holds(lease)) {
            throw LeaseLostException.of(lease, partitions[lease.partition()].epoch);
        }
    }

    private boolean holds(Lease lease) {
        Held held = partitions[lease.partition()];
        return held.epoch == lease.epoch() && held.owner.equals(Optional.of(lease.owner()));
    }
}

package dev.baton.engine;

import dev.baton.store.HandedOver;
import dev.baton.store.Lease;
import dev.baton.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The right to advance one partition, as this engine sees it. The partition's thread claims it and gives it up; the
 * {@link Keeper} says which partitions are wanted, and prolongs the leases. Thread-safe.
 */
final class Ownership {
    /** An owner stops acting this long before its lease ends, counted from when it asked for it. */
    private static final Duration MARGIN = Duration.ofMillis(500);

    private final Store store;
    private final int partition;
    private final String owner;
    private final Duration ttl;
    /** A monotonic one: the store's time may jump. */
    private final EngineClock clock;

    private final AtomicReference<@Nullable Held> held = new AtomicReference<>();
    private volatile boolean wanted;
    private volatile int tenure;

    /** @param clock a monotonic one */
    Ownership(Store store, int partition, String owner, Duration ttl, EngineClock clock) {
        this.store = store;
        this.partition = partition;
        this.owner = owner;
        this.ttl = ttl;
        this.clock = clock;
    }

    /** @param ended somebody else has the partition, or may have it any moment */
    private record Held(Lease lease, Instant safeUntil, boolean ended) {}

    /** Who this engine is, in its leases. */
    String owner() {
        return owner;
    }

    /** Says whether this engine is to own the partition. */
    void want(boolean own) {
        wanted = own;
    }

    boolean isWanted() {
        return wanted;
    }

    /** Claims the partition, also one that this owner has already: the epoch rises. Empty if another owner has it. */
    Optional<Lease> claim() {
        Instant asked = clock.instant();
        Optional<Lease> claimed = store.claim(partition, owner, ttl);
        held.set(claimed.map(lease -> new Held(lease, safe(asked), false)).orElse(null));
        return claimed;
    }

    private Instant safe(Instant asked) {
        return asked.plus(ttl).minus(MARGIN);
    }

    boolean isHeld() {
        return held.get() != null;
    }

    Lease lease() {
        Held now = held.get();
        if (now == null) {
            throw new IllegalStateException("Bug: partition " + partition + " is not owned. [BATON-901]");
        }
        return now.lease;
    }

    /** The lease to be prolonged, if there is one. */
    Optional<Lease> renewable() {
        Held now = held.get();
        return now == null || now.ended ? Optional.empty() : Optional.of(now.lease);
    }

    /** Whether it is certain that nobody else owns the partition; the last check before a call. */
    boolean isSafe() {
        Held now = held.get();
        return now != null && !now.ended && wanted && clock.instant().isBefore(now.safeUntil);
    }

    /** The lease was prolonged; {@code asked} is when that was asked for. */
    void renewed(Lease lease, Instant asked) {
        Held now = held.get();
        if (now != null && now.lease.equals(lease)) {
            held.compareAndSet(now, new Held(lease, safe(asked), now.ended));
        }
    }

    /** The lease was not prolonged, since somebody else has the partition. */
    void ended(Lease lease) {
        Held now = held.get();
        if (now != null && now.lease.equals(lease)) {
            held.compareAndSet(now, new Held(lease, Instant.MIN, true));
        }
    }

    boolean hasEnded() {
        Held now = held.get();
        return now != null && now.ended;
    }

    /** Counts how often the partition was lost. */
    int tenure() {
        return tenure;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the partition's thread writes it
    void lost() {
        tenure++;
        held.set(null);
    }

    /** It was lost and is had again: what was begun before is of an earlier tenure. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // only the partition's thread writes it
    void newTenure() {
        tenure++;
    }

    /** Gives the partition up; the next owner finds the attempts that this engine still makes. */
    void release(List<HandedOver> running) {
        Held now = held.get();
        if (now != null) {
            store.release(now.lease, running);
            lost();
        }
    }
}

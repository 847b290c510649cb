package dev.baton.engine;

import dev.baton.store.Lease;
import dev.baton.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The right to advance one partition, as this engine sees it. Changed by the partition's thread; {@link #isSafe} may be
 * asked by any.
 */
final class Ownership {
    /** An owner stops acting this long before its lease ends, counted from when it asked for it. */
    private static final Duration MARGIN = Duration.ofMillis(500);

    private final Store store;
    private final int partition;
    private final String owner;
    private final Duration ttl;
    private final EngineClock clock;
    private @Nullable Lease lease;
    private Instant renewAt = Instant.MIN;
    private volatile Instant safeUntil = Instant.MIN;
    private volatile int tenure;

    Ownership(Store store, int partition, String owner, Duration ttl, EngineClock clock) {
        this.store = store;
        this.partition = partition;
        this.owner = owner;
        this.ttl = ttl;
        this.clock = clock;
    }

    /** Claims the partition, also one that this owner has already: the epoch rises. Empty if another owner has it. */
    Optional<Lease> claim() {
        Instant asked = clock.instant();
        Optional<Lease> claimed = store.claim(partition, owner, ttl);
        lease = claimed.orElse(null);
        safeUntil = claimed.isPresent() ? asked.plus(ttl).minus(MARGIN) : Instant.MIN;
        renewAt = asked.plus(ttl.dividedBy(3));
        return claimed;
    }

    boolean isHeld() {
        return lease != null;
    }

    Lease lease() {
        if (lease == null) {
            throw new IllegalStateException("Bug: partition " + partition + " is not owned. [BATON-901]");
        }
        return lease;
    }

    /** Whether it is certain that nobody else owns the partition; the last check before a call. Thread-safe. */
    boolean isSafe() {
        return clock.instant().isBefore(safeUntil);
    }

    Instant renewAt() {
        return renewAt;
    }

    /** Prolongs the lease if it is time; false if it is lost. */
    boolean renewIfDue(Instant now) {
        Lease held = lease;
        if (held == null || now.isBefore(renewAt)) {
            return held != null;
        }
        List<Lease> renewed = store.renew(List.of(held), ttl);
        if (renewed.isEmpty()) {
            lost();
            return false;
        }
        safeUntil = now.plus(ttl).minus(MARGIN);
        renewAt = now.plus(ttl.dividedBy(3));
        return true;
    }

    /** Counts how often the partition was lost. Thread-safe. */
    int tenure() {
        return tenure;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the partition's thread writes it
    void lost() {
        tenure++;
        lease = null;
        safeUntil = Instant.MIN;
    }

    void release() {
        Lease held = lease;
        lost();
        if (held != null) {
            store.release(held, List.of());
        }
    }
}

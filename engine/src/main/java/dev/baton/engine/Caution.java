package dev.baton.engine;

import dev.baton.store.Store;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the careful recoveries of one engine know of each other. While one of its partitions had three deaths running, all
 * that had any are careful, and only one of them at a time takes up an execution: whatever the process then dies of, what
 * is marked is what was taken up. Thread-safe.
 */
final class Caution {
    /** Owners that died running, from which on a partition is recovered one execution at a time. */
    static final int DEATHS = 3;

    private final Set<CarefulRecovery> alarmed = new HashSet<>(); // guarded by this
    private final Queue<CarefulRecovery> next = new ArrayDeque<>(); // guarded by this
    private @Nullable CarefulRecovery turn; // guarded by this
    private volatile boolean on;

    /** Of one partition. It is settled when its owner has recovered it and lived two leases longer. */
    CarefulRecovery recovery(Store store, Ownership ownership, Limits limits, EngineClock clock, Runnable wake) {
        return new CarefulRecovery(store, ownership, this, limits.leaseTtl().multipliedBy(2), clock, wake);
    }

    /** Whether any partition of this engine had so many deaths. */
    boolean isOn() {
        return on;
    }

    synchronized void alarm(CarefulRecovery one) {
        alarmed.add(one);
        on = true;
    }

    /** Takes the turn to take up executions; if another has it, that one passes it on. */
    synchronized boolean take(CarefulRecovery one) {
        if (turn == null) {
            turn = one;
        } else if (turn != one && !next.contains(one)) {
            next.add(one);
        }
        return turn == one;
    }

    /** Whether it is another's turn. */
    synchronized boolean isOfAnother(CarefulRecovery one) {
        return turn != null && turn != one;
    }

    synchronized boolean has(CarefulRecovery one) {
        return turn == one;
    }

    /** Whether this one has the turn, and others wait for it. */
    synchronized boolean isAwaited(CarefulRecovery one) {
        return turn == one && !next.isEmpty();
    }

    /** Passes the turn on, if this one has it. */
    void pass(CarefulRecovery one) {
        CarefulRecovery follows = handOver(one);
        if (follows != null) {
            follows.wake();
        }
    }

    private synchronized @Nullable CarefulRecovery handOver(CarefulRecovery one) {
        next.remove(one);
        if (turn == one) {
            turn = next.poll();
            return turn;
        }
        return null;
    }

    /** It is settled, or another engine's. */
    void forget(CarefulRecovery one) {
        synchronized (this) {
            alarmed.remove(one);
            on = !alarmed.isEmpty();
        }
        pass(one);
    }
}

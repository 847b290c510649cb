package dev.baton.bench;

import dev.baton.ExecutionId;
import dev.baton.store.Batch;
import dev.baton.store.HandedOver;
import dev.baton.store.Lease;
import dev.baton.store.Members;
import dev.baton.store.Store;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A counting store that knows which partitions its engine has, and can keep an engine from having any: a guest, whom the
 * others do not count when they share. Thread-safe.
 */
final class Roles extends CountingStore {
    /** By this queue, which nobody serves, the others know a guest. */
    private static final String GUEST = "bench-guest";

    private final Set<Integer> owned = ConcurrentHashMap.newKeySet();
    private final boolean guest;

    Roles(Store store, boolean guest) {
        super(store);
        this.guest = guest;
    }

    /** Whether this engine has the partition of an execution without a parent now. */
    boolean owns(ExecutionId id) {
        return owned.contains(partition(id));
    }

    /** As the engine has it; every start that this engine stores is held against it. */
    private int partition(ExecutionId root) {
        return ((root.value().hashCode() * 0x9E3779B9) >>> Short.SIZE) % partitions();
    }

    @Override
    public void commit(Batch batch) {
        check(batch);
        super.commit(batch);
    }

    @Override
    public List<Optional<RuntimeException>> commit(List<Batch> batches) {
        batches.forEach(this::check);
        return super.commit(batches);
    }

    private void check(Batch batch) {
        for (Batch.Started started : batch.started()) {
            if (partition(started.id()) != batch.lease().partition()) {
                throw new IllegalStateException("Bug: the bench takes " + started.id()
                        + " for one of another partition than the engine does, and so starts it at the wrong node.");
            }
        }
    }

    @Override
    public Optional<Lease> claim(int partition, String owner, Duration ttl) {
        if (guest) {
            return Optional.empty();
        }
        Optional<Lease> claimed = super.claim(partition, owner, ttl);
        claimed.ifPresent(lease -> owned.add(partition));
        return claimed;
    }

    @Override
    public boolean release(Lease lease, List<HandedOver> running) {
        owned.remove(lease.partition());
        return super.release(lease, running);
    }

    @Override
    public Members members() {
        Members members = super.members();
        return new Members() {
            @Override
            public Roll announce(Member member, Duration ttl) {
                var queues = new HashSet<>(member.queues());
                if (guest) {
                    queues.add(GUEST);
                }
                Roll roll = members.announce(new Member(member.name(), member.eventFormat(), queues), ttl);
                return new Roll(
                        roll.now(),
                        roll.members().stream()
                                .filter(other -> guest || !other.queues().contains(GUEST))
                                .toList(),
                        roll.owners());
            }

            @Override
            public void leave(String name) {
                members.leave(name);
            }
        };
    }
}

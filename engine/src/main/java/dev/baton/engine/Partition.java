package dev.baton.engine;

import dev.baton.store.Batch;
import dev.baton.store.Lease;
import dev.baton.store.Store;
import java.time.Duration;
import java.util.ArrayList;

/** What belongs to one partition, all of it used by its thread alone but for the {@link Inbox}. */
final class Partition {
    final int number;
    final Inbox inbox;
    final Ownership ownership;
    final HotStates hots;
    final DueTimers timers;
    final Halting halting;
    final Waiting waiting = new Waiting();
    final TurnDecider decider;
    final Effects effects;
    final Committer committer;
    private final Store store;
    private final Registry registry;
    /** Whether the last turn left nothing open; written by the partition's thread. */
    volatile boolean settled = true;

    private Recovery recovery;

    Partition(
            int number,
            Inbox inbox,
            Ownership ownership,
            Store store,
            Registry registry,
            TurnDecider.Deciding deciding,
            long cacheBytes,
            Duration timersAhead,
            TaskRunner runner,
            Committer committer,
            EngineClock clock) {
        this.number = number;
        this.inbox = inbox;
        this.ownership = ownership;
        this.store = store;
        this.registry = registry;
        this.hots = new HotStates(store, cacheBytes);
        this.timers = new DueTimers(store, number, timersAhead);
        this.halting = new Halting(store);
        this.committer = committer;
        this.effects = new Effects(this, runner, registry, clock);
        this.recovery = new Recovery(store, registry, number, 0);
        this.decider = new TurnDecider(
                deciding, registry, store, hots, halting, waiting, new ExecutionKeys(number, 0), recovery);
    }

    Recovery recovery() {
        return recovery;
    }

    /** Begins to own the partition: what the last owner left active is recovered. */
    void begin(Lease lease) {
        recovery = new Recovery(store, registry, number, lease.keyLast());
        decider.renew(new ExecutionKeys(number, lease.keyLast()), recovery);
    }

    /** Whether a batch of which nobody knows is stored; it is so as a whole or not at all. */
    boolean hasStored(Batch batch) {
        return batch.chunks().stream().findFirst().filter(this::hasStored).isPresent();
    }

    private boolean hasStored(Batch.Chunk chunk) {
        return store.load(chunk.key())
                .filter(stored -> stored.snapshot()
                                .filter(snapshot -> snapshot.seq() > chunk.seq())
                                .isPresent()
                        || stored.chunks().stream().anyMatch(there -> there.seq() == chunk.seq()))
                .isPresent();
    }

    /** Forgets everything: another owner has the partition. */
    void forget(RuntimeException why) {
        hots.clear();
        timers.reset();
        halting.clear();
        waiting.failAll(why);
    }

    /** Whether nothing waits and nothing is on its way. Thread-safe, and only a guess while work goes on. */
    boolean isSettled() {
        return inbox.size() == 0 && settled;
    }

    /** Ends: nobody gets an answer any more, and the partition is free. */
    void close(RuntimeException why) {
        var left = new ArrayList<Message>();
        while (inbox.take(Integer.MAX_VALUE, left) > 0) {
            // Everything that is left is told below.
        }
        left.forEach(message -> message.fail(why));
        waiting.failAll(why);
        committer.close();
        ownership.release();
    }
}

package dev.baton.store;

import dev.baton.Definition;
import dev.baton.ExecutionId;
import dev.baton.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps what a partition decided, durably, and gives it back. Thread-safe; a partition's owner calls {@link #commit}
 * from one thread at a time.
 *
 * <p>Every method throws {@link dev.baton.StoreUnavailableException} if the store did not answer. After a commit that ended so,
 * its outcome is unknown: claim again, which refuses the batch if it has not arrived yet, then {@link #load}.
 */
public interface Store extends AutoCloseable {

    /** How many partitions there are; fixed when the store is created. */
    int partitions();

    /** Whether several engines may use it at once. */
    boolean isShared();

    /**
     * Takes a partition whose lease has ended, or that {@code owner} has already; raises its epoch. If the lease of
     * another ended and was not given up, that owner died: the partition counts it. What was marked is suspected then, and
     * no longer marked.
     *
     * @param owner one start of one process
     * @return empty if another owner holds it
     */
    Optional<Lease> claim(int partition, String owner, Duration ttl);

    /** Prolongs leases; returns those that still hold. */
    List<Lease> renew(List<Lease> leases, Duration ttl);

    /**
     * Says which execution is being taken up, so that the next owner knows if this one dies of it; empty if none is.
     *
     * @return false if the lease is no longer the partition's: nothing was changed
     */
    boolean mark(Lease lease, Optional<Long> key);

    /**
     * Takes back a suspicion: who had this execution marked lives, or the execution is stopped. Whoever may say so; if
     * another one is suspected, nothing happens.
     */
    void acquit(int partition, long key);

    /**
     * Forgets which owners of a partition died, the mark and the suspicion: this one lives well.
     *
     * @return false if the lease is no longer the partition's: nothing was changed
     */
    boolean settle(Lease lease);

    /** How many owners of a partition died since it was last settled. */
    int deaths(int partition);

    /**
     * Gives a partition up, so that the next owner need not wait for the end of the lease. Nothing is marked any more; who
     * died before still counts, and what is suspected stays so, since this owner may have gone before it came to that.
     *
     * @param running attempts that this owner still makes; the next owner finds them by {@link #handedOver}
     * @return false if the lease is no longer the partition's: nothing was changed
     */
    boolean release(Lease lease, List<HandedOver> running);

    /** Attempts that former owners of a partition may still be making. */
    List<HandedOver> handedOver(int partition);

    /** Forgets attempts that were handed over: they are over, or their engines are gone. */
    void forget(int partition, List<HandedOver> over);

    /**
     * Stores a batch: all or nothing.
     *
     * @throws LeaseLostException if the lease's epoch and owner are no longer the partition's; nothing was stored
     * @throws BatchRefusedException if the store refuses its data; nothing was stored
     */
    void commit(Batch batch);

    /**
     * Stores batches of different partitions, which share nothing but the way: each is stored or not, as by
     * {@link #commit(Batch)}.
     *
     * @return for each batch, what {@link #commit(Batch)} would have thrown
     */
    default List<Optional<RuntimeException>> commit(List<Batch> batches) {
        var results = new ArrayList<Optional<RuntimeException>>();
        for (Batch batch : batches) {
            try {
                commit(batch);
                results.add(Optional.empty());
            } catch (RuntimeException e) {
                results.add(Optional.of(e));
            }
        }
        return results;
    }

    /**
     * Whether a batch was stored, as a whole. To be asked under a later lease of its partition, so that it cannot arrive
     * any more.
     */
    default boolean has(Batch batch) {
        for (Batch.Chunk chunk : batch.chunks()) {
            return load(chunk.key())
                    .filter(stored -> stored.snapshot()
                                    .filter(snapshot -> snapshot.seq() > chunk.seq())
                                    .isPresent()
                            || stored.chunks().stream()
                                    .anyMatch(there -> there.seq() == chunk.seq()
                                            && Arrays.equals(there.events(), chunk.events())))
                    .isPresent();
        }
        return !batch.taken().isEmpty()
                && !mail().isWaiting(batch.lease().partition(), batch.taken().getFirst());
    }

    /** The executions that have these ids; those that do not exist are left out. */
    Map<ExecutionId, Located> locate(Collection<ExecutionId> ids);

    /** Of each that there is: the snapshot, if it has one, and the chunks after it, in order. */
    Map<Long, Stored> load(Collection<Long> keys);

    /** One of them. */
    default Optional<Stored> load(long key) {
        return Optional.ofNullable(load(List.of(key)).get(key));
    }

    /** Those of these executions that have ended. */
    List<Located> ended(Collection<ExecutionId> ids);

    /** Live executions of a partition that are active, by key, after {@code afterKey}. */
    List<Located> active(int partition, long afterKey, int limit);

    /**
     * Timers that are due before an instant (epoch milliseconds), in the order of their {@link TimerPlace}: the earliest
     * first, and only those after the place where an earlier page ended.
     */
    List<DueTimer> dueTimers(int partition, TimerPlace after, long before, int limit);

    /** Every registered definition, with its number. */
    List<Registered> definitions();

    /**
     * Registers definitions, each with the version that it has; one that is there already with the same content is
     * returned as it is.
     *
     * @throws BatchRefusedException if a name and version are there with another content
     */
    List<Registered> register(List<Definition> definitions);

    /** Who shares this store. */
    Members members();

    /** Commands for executions, from one engine to another. */
    Mail mail();

    /**
     * The same within the caller's own transaction: letters that are sent there exist if and only if it commits.
     *
     * @throws dev.baton.TransactionRefusedException if this store cannot take part in it; the message says why
     */
    void send(Transaction transaction, List<Mail.Letter> letters);

    /** Attempts for workers in other processes. */
    TaskQueue tasks();

    /** Hints between engines; empty if this store has none. */
    Optional<Wakeups> wakeups();

    /** The reading side: lists and histories, for clients. */
    Archive archive();

    /** What removes executions that ended, for retention. */
    Removal removal();

    @Override
    void close();

    /**
     * An execution and where it is kept.
     *
     * @param attention its marks, see {@link Attention}; 0 if there are none
     */
    record Located(ExecutionId id, long key, int partition, int definition, long inputHash, int attention) {}

    /** What is stored of an execution. */
    record Stored(Located execution, Optional<Batch.Snapshot> snapshot, List<Batch.Chunk> chunks) {
        public Stored {
            chunks = List.copyOf(chunks);
        }
    }

    /** A timer that will be due. */
    record DueTimer(Located execution, int timer, long due) {
        /** Where the next page begins, if this is the last of its page. */
        public TimerPlace place() {
            return new TimerPlace(due, execution.key(), timer);
        }
    }

    /** Where a timer stands among the others of its partition: by due time, then key, then number. */
    record TimerPlace(long due, long key, int timer) {
        /** Before every timer. */
        public static final TimerPlace FIRST = new TimerPlace(Long.MIN_VALUE, Long.MIN_VALUE, Integer.MIN_VALUE);

        /** After every timer that is due before an instant (epoch milliseconds). */
        public static TimerPlace at(long due) {
            return new TimerPlace(due - 1, Long.MAX_VALUE, Integer.MAX_VALUE);
        }
    }

    /** A definition and the number that executions refer to it by. */
    record Registered(int number, Definition definition) {}
}

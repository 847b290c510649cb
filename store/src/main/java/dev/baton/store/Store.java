package dev.baton.store;

import dev.baton.Definition;
import dev.baton.ExecutionId;
import java.time.Duration;
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

    /**
     * Takes a partition whose lease has ended, or that {@code owner} has already; raises its epoch.
     *
     * @param owner one start of one process
     * @return empty if another owner holds it
     */
    Optional<Lease> claim(int partition, String owner, Duration ttl);

    /** Prolongs leases; returns those that still hold. */
    List<Lease> renew(List<Lease> leases, Duration ttl);

    /** Gives a partition up, so that the next owner need not wait for the end of the lease. */
    void release(Lease lease);

    /**
     * Stores a batch: all or nothing.
     *
     * @throws LeaseLostException if the lease's epoch is no longer the partition's; nothing was stored
     * @throws BatchRefusedException if the store refuses its data; nothing was stored
     */
    void commit(Batch batch);

    /** The executions that have these ids; those that do not exist are left out. */
    Map<ExecutionId, Located> locate(Collection<ExecutionId> ids);

    /** The snapshot, if there is one, and the chunks after it, in order; empty if there is no such execution. */
    Optional<Stored> load(long key);

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

    /** The reading side: lists and histories, for clients. */
    Archive archive();

    /** Removes ended executions that ended before an instant, at most {@code limit}; returns how many were removed. */
    int purge(int partition, long endedBefore, int limit);

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

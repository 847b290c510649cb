package dev.baton.store;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What retention asks of a store: which ended executions may go, and that they go. Each question looks at a bounded number of
 * rows, so that commits go on in between. Thread-safe.
 *
 * <p>A store may not know exactly when an execution ended that completed within an hour of its start: it may take it for ended
 * an hour after its start.
 */
public interface Removal {
    /**
     * A page of executions that may be removed, in the order of their start, after a key: they have ended, no incident of
     * theirs is open, and their parent, if they had one, is removed.
     *
     * @param limit how many are answered at most; there may be fewer, or none, on a page that has a next
     */
    Page find(Old which, long afterKey, int limit);

    /**
     * Removes executions with all their rows, a few in each transaction, and answers how many it removed. Those stay that
     * have been taken up again since they were found, have an open incident now, or are held by another transaction.
     *
     * @param endedBefore what they were found by
     */
    int remove(List<Long> keys, long endedBefore);

    /**
     * Looks at the executions that started after {@code afterKey}, up to {@code uptoKey}, and counts those that have ended.
     *
     * @param limit at how many it looks at most, the first ones; up to 5,000
     */
    Counted count(long afterKey, long uptoKey, int limit);

    /**
     * Which ones.
     *
     * @param uptoKey the last key that is looked at
     * @param endedBefore in epoch milliseconds
     */
    record Old(Set<Integer> partitions, long uptoKey, long endedBefore) {
        public Old {
            partitions = Set.copyOf(partitions);
        }
    }

    /**
     * What was found.
     *
     * @param next the key after which the next page begins; empty: there is none
     */
    record Page(List<Store.Located> executions, Optional<Long> next) {
        public Page {
            executions = List.copyOf(executions);
        }
    }

    /**
     * What was counted.
     *
     * @param looked how many executions were looked at; fewer than the limit: there were no more
     * @param ended how many of them have ended
     * @param last the key of the last one; {@code afterKey} if there was none
     */
    record Counted(int looked, int ended, long last) {}
}

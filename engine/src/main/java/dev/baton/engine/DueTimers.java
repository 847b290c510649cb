package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.store.Batch.TimerKey;
import dev.baton.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The timers of a partition that are due soon. Long ones are rows of the store, read ahead page by page; short ones are
 * only here. Belongs to its partition's thread.
 */
final class DueTimers {
    private static final int PAGE = 1_000;

    private final Store store;
    private final int partition;
    private final long horizonMillis;
    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private final Map<TimerKey, Due> known = new HashMap<>();
    /** Everything that is due until then is here. */
    private long horizon = Long.MIN_VALUE;
    /** Where the last page ended; what was read before stays here until it is cleared. */
    private Store.TimerPlace read = Store.TimerPlace.FIRST;

    private long readAt = Long.MIN_VALUE;

    /** @param ahead how far timers are read ahead */
    DueTimers(Store store, int partition, Duration ahead) {
        this.store = store;
        this.partition = partition;
        this.horizonMillis = ahead.toMillis();
    }

    /** Keeps a timer in mind, unless it is stored and lies beyond what was read. */
    void set(ExecutionId id, long key, int timer, Instant due, boolean stored) {
        long at = ceilMillis(due);
        if (!stored || at <= horizon) {
            add(new Due(id, key, timer, at, stored));
        }
    }

    private void add(Due due) {
        if (known.putIfAbsent(new TimerKey(due.key, due.timer), due) == null) {
            queue.add(due);
        }
    }

    /** The timer is no longer needed, and its row is gone if it had one. */
    void clear(long key, int timer) {
        Due due = known.remove(new TimerKey(key, timer));
        if (due != null) {
            due.over = true;
        }
    }

    /**
     * Takes timers that are due, of those executions that may be taken. A stored one stays known until {@link #clear}, so that its row is not read
     * again.
     */
    void take(Instant now, int max, Predicate<ExecutionId> mayBeTaken, Collection<Message> into) {
        long at = now.toEpochMilli();
        readAhead(at);
        List<Due> left = new ArrayList<>();
        int taken = 0;
        for (Due due = head(); taken < max && due != null && due.due <= at; due = head()) {
            queue.remove();
            if (!mayBeTaken.test(due.id)) {
                left.add(due);
                continue;
            }
            if (!due.stored) {
                known.remove(new TimerKey(due.key, due.timer));
            }
            into.add(new Message.Fired(due.id, due.key, due.timer, due.stored));
            taken++;
        }
        queue.addAll(left);
    }

    private @Nullable Due head() {
        Due due = queue.peek();
        while (due != null && due.over) {
            queue.remove();
            due = queue.peek();
        }
        return due;
    }

    /** Reads the next page in time, but no page while what is overdue waits here. */
    private void readAhead(long now) {
        Due first = head();
        boolean behind = first != null && horizon <= now && first.due <= horizon;
        if (now < readAt || behind) {
            return;
        }
        long until = now + horizonMillis;
        List<Store.DueTimer> page = store.dueTimers(partition, read, until, PAGE);
        for (Store.DueTimer row : page) {
            add(new Due(row.execution().id(), row.execution().key(), row.timer(), row.due(), true));
        }
        boolean full = page.size() == PAGE;
        read = full ? page.getLast().place() : Store.TimerPlace.at(until);
        horizon = full ? page.getLast().due() : until;
        readAt = Math.min(horizon, now + horizonMillis / 2);
    }

    /** When there is something to do here next. */
    Instant next() {
        Due due = head();
        return Instant.ofEpochMilli(due == null ? readAt : Math.min(due.due, readAt));
    }

    /** Forgets everything; stored timers are read again. */
    void reset() {
        queue.clear();
        known.clear();
        horizon = Long.MIN_VALUE;
        read = Store.TimerPlace.FIRST;
        readAt = Long.MIN_VALUE;
    }

    static long ceilMillis(Instant instant) {
        long millis = instant.toEpochMilli();
        return Instant.ofEpochMilli(millis).equals(instant) ? millis : millis + 1;
    }

    private static final class Due implements Comparable<Due> {
        private final ExecutionId id;
        private final long key;
        private final int timer;
        private final long due;
        private final boolean stored;
        private boolean over;

        private Due(ExecutionId id, long key, int timer, long due, boolean stored) {
            this.id = id;
            this.key = key;
            this.timer = timer;
            this.due = due;
            this.stored = stored;
        }

        @Override
        public int compareTo(Due other) {
            return Long.compare(due, other.due);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}

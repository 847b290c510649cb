package dev.baton.engine;

import dev.baton.ExecutionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What waits for a partition, in two lanes. Thread-safe; one thread takes.
 *
 * <p>What ends work (results, signals, operators' commands) is served first and never refused: refusing it would stop
 * the drain. Starts are refused when their lane is full.
 */
final class Inbox {
    /** 2^32 divided by the golden ratio. */
    private static final int GOLDEN_RATIO = 0x9E3779B9;

    private final ConcurrentLinkedQueue<Message> first = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Message> starts = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger startsWaiting = new AtomicInteger();
    private final int startsWaitingMax;
    private final Waker waker;
    private final BooleanSupplier here;
    private final Consumer<Message> away;
    private final BooleanSupplier awayHasRoom;

    /** Of a partition that is always owned here. */
    Inbox(int startsWaitingMax, Waker waker) {
        this(
                startsWaitingMax,
                waker,
                () -> true,
                message -> {
                    throw new IllegalStateException("Bug: the partition is here. [BATON-901]");
                },
                () -> true);
    }

    /**
     * @param here whether the partition is owned here, or about to be
     * @param away takes what comes while it is not
     * @param awayHasRoom whether that takes starts
     */
    Inbox(
            int startsWaitingMax,
            Waker waker,
            BooleanSupplier here,
            Consumer<Message> away,
            BooleanSupplier awayHasRoom) {
        this.startsWaitingMax = startsWaitingMax;
        this.waker = waker;
        this.here = here;
        this.away = away;
        this.awayHasRoom = awayHasRoom;
    }

    /**
     * The partition of an execution: a tree lives in one, that of its root. What is stored depends on it, so it never
     * changes. Its upper bits are taken (Knuth's multiplicative hashing, TAOCP 6.4), since the lower ones choose the
     * buckets of hash tables: a partition's executions would all be in a few of them.
     */
    static int partition(ExecutionId id, int partitions) {
        int end = id.value().indexOf('/');
        String root = end < 0 ? id.value() : id.value().substring(0, end);
        return ((root.hashCode() * GOLDEN_RATIO) >>> Short.SIZE) % partitions;
    }

    /** Puts something into the lane that is never refused. */
    void add(Message message) {
        if (!here.getAsBoolean()) {
            away.accept(message);
            return;
        }
        first.add(message);
        waiting.incrementAndGet();
        waker.arrived();
    }

    /** Puts a start into its lane; false if that is full, and nothing happened. */
    boolean offer(Message.Start start) {
        if (!here.getAsBoolean()) {
            boolean room = awayHasRoom.getAsBoolean();
            if (room) {
                away.accept(start);
            }
            return room;
        }
        if (startsWaiting.incrementAndGet() > startsWaitingMax) {
            startsWaiting.decrementAndGet();
            return false;
        }
        starts.add(start);
        waiting.incrementAndGet();
        waker.arrived();
        return true;
    }

    /** Takes a message back; false if the loop has it already. */
    boolean withdraw(Message message) {
        boolean withdrawn = first.remove(message);
        if (!withdrawn && starts.remove(message)) {
            startsWaiting.decrementAndGet();
            withdrawn = true;
        }
        if (withdrawn) {
            waiting.decrementAndGet();
        }
        return withdrawn;
    }

    /** Moves up to {@code max} messages from the lane of what ends work. */
    int takeFirst(int max, Collection<Message> into) {
        return take(first, max, into);
    }

    /** Moves up to {@code max} starts. */
    int takeStarts(int max, Collection<Message> into) {
        int taken = take(starts, max, into);
        if (taken > 0) {
            startsWaiting.addAndGet(-taken);
        }
        return taken;
    }

    private int take(Queue<Message> lane, int max, Collection<Message> into) {
        int taken = 0;
        Message next;
        while (taken < max && (next = lane.poll()) != null) {
            into.add(next);
            taken++;
        }
        if (taken > 0) {
            waiting.addAndGet(-taken);
        }
        return taken;
    }

    /** Whether what comes is kept here. */
    boolean isHere() {
        return here.getAsBoolean();
    }

    /** Puts something that was admitted before into the lane that is never refused, in order, also a start. */
    void put(Message message) {
        first.add(message);
        waiting.incrementAndGet();
        waker.arrived();
    }

    /** The partition is not owned here: what waits goes where it belongs. */
    void forward() {
        var left = new ArrayList<Message>();
        takeFirst(Integer.MAX_VALUE, left);
        takeStarts(Integer.MAX_VALUE, left);
        left.forEach(away);
    }

    /** Whether only starts are left, so that timers may have their turn. */
    boolean firstIsEmpty() {
        return first.isEmpty();
    }

    int size() {
        return waiting.get();
    }

    int startsWaitingMax() {
        return startsWaitingMax;
    }

    /** Told when something came; thread-safe and cheap. */
    @FunctionalInterface
    interface Waker {
        void arrived();
    }
}

package dev.baton.engine;

import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What waits for a partition, in two lanes. Thread-safe; one thread takes.
 *
 * <p>What ends work (results, signals, operators' commands) is served first and never refused: refusing it would stop
 * the drain. Starts are refused when their lane is full.
 */
final class Inbox {
    /** While a commit is under way, the loop is woken for this many messages, not for each. */
    private static final int HEAP = 64;

    private final ConcurrentLinkedQueue<Message> first = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Message> starts = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger startsWaiting = new AtomicInteger();
    private final int startsWaitingMax;
    private final Waker waker;

    Inbox(int startsWaitingMax, Waker waker) {
        this.startsWaitingMax = startsWaitingMax;
        this.waker = waker;
    }

    /** Puts something into the lane that is never refused. */
    void add(Message message) {
        first.add(message);
        tell(waiting.incrementAndGet());
    }

    /** Puts a start into its lane; false if that is full, and nothing happened. */
    boolean offer(Message.Start start) {
        if (startsWaiting.incrementAndGet() > startsWaitingMax) {
            startsWaiting.decrementAndGet();
            return false;
        }
        starts.add(start);
        tell(waiting.incrementAndGet());
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

    private void tell(int size) {
        if (size == 1 || size % HEAP == 0) {
            waker.wake(size);
        }
    }

    /** Told when something came; thread-safe and cheap. */
    @FunctionalInterface
    interface Waker {
        void wake(int size);
    }
}

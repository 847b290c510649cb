package dev.baton.engine;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Lets so many calls of one task through at a time; the others wait in order. Thread-safe, without a lock. */
final class TaskGate {
    private final int atOnceMax;
    private final AtomicInteger inside = new AtomicInteger();
    private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    TaskGate(int atOnceMax) {
        this.atOnceMax = atOnceMax;
    }

    /** Runs the call now, or when another one has left. */
    void enter(Runnable call) {
        if (inside.incrementAndGet() <= atOnceMax) {
            call.run();
        } else {
            waiting.add(call);
        }
    }

    /** A call is over; the next may begin. */
    void leave() {
        if (inside.getAndDecrement() > atOnceMax) {
            @Nullable Runnable next = waiting.poll();
            while (next == null) {
                // Somebody who was counted has not queued yet; that takes an instant.
                Thread.onSpinWait();
                next = waiting.poll();
            }
            next.run();
        }
    }

    int waiting() {
        return Math.max(0, inside.get() - atOnceMax);
    }
}

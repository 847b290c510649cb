package dev.baton.engine;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Lets so many calls of one task through at a time; the others wait in order. Thread-safe, without a lock. */
final class TaskGate {
    private final int atOnceMax;
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger queued = new AtomicInteger();
    private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    TaskGate(int atOnceMax) {
        this.atOnceMax = atOnceMax;
    }

    /** Runs the call now, or when another one has left. */
    void enter(Runnable call) {
        queued.incrementAndGet();
        waiting.add(call);
        admit();
    }

    /** A call is over; the next may begin. */
    void leave() {
        inside.decrementAndGet();
        admit();
    }

    /** Whoever finds a place and a call brings them together; who gives a place back looks again, so none is forgotten. */
    private void admit() {
        while (!waiting.isEmpty() && takePlace()) {
            Runnable next = waiting.poll();
            if (next == null) {
                inside.decrementAndGet();
            } else {
                queued.decrementAndGet();
                next.run();
            }
        }
    }

    private boolean takePlace() {
        int before = inside.get();
        while (before < atOnceMax) {
            if (inside.compareAndSet(before, before + 1)) {
                return true;
            }
            before = inside.get();
        }
        return false;
    }

    int waiting() {
        return queued.get();
    }
}

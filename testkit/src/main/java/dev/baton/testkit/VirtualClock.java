package dev.baton.testkit;

import dev.baton.engine.SteppedClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Time that moves only by {@link #advance}, and one thread for all work: the caller's. Not thread-safe. Two runs with
 * the same calls do the same things in the same order.
 */
public final class VirtualClock implements SteppedClock {
    private static final Instant BEGIN = Instant.parse("2030-01-01T00:00:00Z");

    private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
    private final PriorityQueue<Entry> later =
            new PriorityQueue<>(Comparator.comparing(Entry::due).thenComparingLong(Entry::number));
    private Instant now;
    private long number;

    /** A clock that stands at the beginning of the year 2030 (UTC). */
    public VirtualClock() {
        this(BEGIN);
    }

    /** A clock that stands at an instant. */
    public VirtualClock(Instant now) {
        this.now = now;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public Alarm schedule(Instant due, Runnable action) {
        var entry = new Entry(due, number++, action);
        later.add(entry);
        return () -> later.remove(entry);
    }

    /** Queues a piece of work that is done before time moves on. */
    @Override
    public void execute(Runnable work) {
        ready.add(work);
    }

    @Override
    public boolean step() {
        Runnable work = ready.poll();
        if (work == null && !later.isEmpty() && !later.element().due().isAfter(now)) {
            work = later.remove().action();
        }
        if (work == null) {
            return false;
        }
        work.run();
        return true;
    }

    /** Moves time on, doing everything on the way at the time that it is due. */
    public void advance(Duration duration) {
        Instant target = now.plus(duration);
        finish();
        while (!later.isEmpty() && !later.element().due().isAfter(target)) {
            Instant due = later.element().due();
            now = due.isAfter(now) ? due : now;
            finish();
        }
        now = target;
        finish();
    }

    /** Does all work that is due now. */
    public void finish() {
        boolean more = true;
        while (more) {
            more = step();
        }
    }

    private record Entry(Instant due, long number, Runnable action) {}
}

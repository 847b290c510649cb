package dev.baton.core;

import dev.baton.Role;
import dev.baton.core.Entry.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The entries of one execution, in order of their start, and which of them have something going on. */
final class CompensationLog {
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, Integer> visits = new HashMap<>();
    private final Set<Integer> busy = new TreeSet<>();
    private final Set<Integer> open = new TreeSet<>();
    private final List<Effect> dequeued = new ArrayList<>();
    private int pivotOpen = -1;
    private boolean pivotReached;

    int size() {
        return entries.size();
    }

    boolean has(int number) {
        return number >= 0 && number < entries.size();
    }

    Entry get(int number) {
        return entries.get(number);
    }

    List<Entry> all() {
        return entries;
    }

    Map<String, Integer> visits() {
        return visits;
    }

    /** Entries whose phase is not idle. */
    Set<Integer> busy() {
        return busy;
    }

    /** Entries whose visit is not over. */
    Set<Integer> open() {
        return open;
    }

    /** The pivot's visit while it is scheduled and its outcome open; -1: there is none. */
    int pivotOpen() {
        return pivotOpen;
    }

    /** Whether a pivot was ever scheduled. */
    boolean pivotReached() {
        return pivotReached;
    }

    void add(Entry entry) {
        visits.merge(entry.node(), 1, Integer::sum);
        restore(entry);
    }

    void restore(Entry entry) {
        entries.add(entry);
        note(entry);
    }

    /** Gives away which calls on queues were over since somebody asked. */
    void drainTo(List<Effect> effects) {
        if (!dequeued.isEmpty()) {
            effects.addAll(dequeued);
            dequeued.clear();
        }
    }

    /** Forgets what changed: it was replayed. */
    void forgetChanges() {
        dequeued.clear();
    }

    void change(int number, Consumer<Entry.Change> change) {
        Entry was = entries.get(number);
        Entry.Change changing = was.change();
        change.accept(changing);
        Entry changed = changing.build();
        if (was.queue().isPresent() && changed.queue().isEmpty()) {
            dequeued.add(new Effect.Dequeue(number, Effect.ticket(was.phase(), was.callNumber())));
        }
        entries.set(number, changed);
        note(changed);
    }

    private void note(Entry entry) {
        if (entry.phase() == Phase.IDLE) {
            busy.remove(entry.number());
        } else {
            busy.add(entry.number());
        }
        if (entry.over()) {
            open.remove(entry.number());
        } else {
            open.add(entry.number());
        }
        if (entry.role() == Role.PIVOT) {
            pivotReached = true;
            if (!entry.over()) {
                pivotOpen = entry.number();
            } else if (pivotOpen == entry.number()) {
                pivotOpen = -1;
            }
        }
    }
}

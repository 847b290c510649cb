package dev.baton.core;

import dev.baton.core.Timer.Purpose;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The timers of one execution, and which were set and cleared since somebody asked. */
final class Timers {
    private final Map<Integer, Timer> pending = new LinkedHashMap<>();
    private final List<Timer> set = new ArrayList<>();
    private final List<Timer> cleared = new ArrayList<>();
    private int count;

    void restore(List<Timer> timers, int count) {
        timers.forEach(timer -> pending.put(timer.number(), timer));
        this.count = count;
    }

    void set(Instant now, Instant due, Purpose purpose, int subject) {
        var timer = new Timer(count++, now, due, purpose, subject);
        pending.put(timer.number(), timer);
        set.add(timer);
    }

    void clear(Purpose purpose, int subject) {
        clear(timer -> timer.purpose() == purpose && timer.subject() == subject);
    }

    void clear(Predicate<Timer> which) {
        if (pending.isEmpty()) {
            return;
        }
        pending.values().removeIf(timer -> {
            if (!which.test(timer)) {
                return false;
            }
            cleared.add(timer);
            return true;
        });
    }

    /** A frame waits for nothing any more. */
    void clearWaits(int frame) {
        clear(Purpose.WAIT, frame);
        clear(Purpose.RECEIVE, frame);
    }

    /** No forward attempt of an entry follows. */
    void clearForward(int entry) {
        clear(timer -> timer.subject() == entry
                && switch (timer.purpose()) {
                    case RETRY, PROBE_RETRY, TASK_TIMEOUT -> true;
                    case DEADLINE, SETTLE, UNDO_RETRY, WAIT, RECEIVE, TURN -> false;
                });
    }

    /** Nothing is left to do for the undo of an entry. */
    void clearUndo(int entry) {
        clear(timer -> timer.subject() == entry
                && switch (timer.purpose()) {
                    case SETTLE, UNDO_RETRY, PROBE_RETRY -> true;
                    case DEADLINE, RETRY, TASK_TIMEOUT, WAIT, RECEIVE, TURN -> false;
                });
    }

    /** The execution ended: only the undo of a late effect goes on. */
    void clearAtEnd() {
        clear(timer -> switch (timer.purpose()) {
            case SETTLE, UNDO_RETRY -> false;
            case DEADLINE, RETRY, PROBE_RETRY, TASK_TIMEOUT, WAIT, RECEIVE, TURN -> true;
        });
    }

    Optional<Timer> find(int number) {
        return Optional.ofNullable(pending.get(number));
    }

    List<Timer> pending() {
        return List.copyOf(pending.values());
    }

    boolean hasShort() {
        return pending.values().stream().anyMatch(timer -> !timer.isStored());
    }

    int count() {
        return count;
    }

    /** What changed since the last call, as effects. */
    void drainTo(List<Effect> effects) {
        for (Timer timer : cleared) {
            if (!set.remove(timer)) {
                effects.add(new Effect.ClearTimer(timer.number(), timer.isStored()));
            }
        }
        for (Timer timer : set) {
            effects.add(new Effect.SetTimer(timer.number(), timer.due(), timer.isStored()));
        }
        set.clear();
        cleared.clear();
    }

    /** Forgets what changed: it was replayed. */
    void forgetChanges() {
        set.clear();
        cleared.clear();
    }
}

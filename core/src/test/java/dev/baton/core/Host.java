package dev.baton.core;

import dev.baton.Bindings;
import dev.baton.ExecutionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One execution in a {@link World}: its state in memory, and what is stored of it. */
final class Host {
    final ExecutionId id;
    final Bindings bindings;
    final Evaluator evaluator;
    /** Stored: the history, and the timers that are rows. */
    final List<Event> log = new ArrayList<>();

    final Map<Integer, Instant> rows = new TreeMap<>();
    /** In memory only. */
    ExecutionState state;

    final Map<Integer, Instant> shortTimers = new TreeMap<>();
    final List<Effect.Evaluate> evaluations = new ArrayList<>();

    Host(ExecutionId id, Bindings bindings) {
        this.id = id;
        this.bindings = bindings;
        this.evaluator = new Evaluator(bindings);
        this.state = new ExecutionState(id);
    }

    ExecutionState replayed() {
        var replayed = new ExecutionState(id);
        replayed.replay(log);
        return replayed;
    }

    Entry entry(int number) {
        return state.entries().get(number);
    }

    /** Everything in memory is gone; the state is built anew from what is stored. */
    void restart(boolean fromSnapshot) {
        shortTimers.clear();
        evaluations.clear();
        ExecutionState replayed = replayed();
        state = fromSnapshot && replayed.exists() ? ExecutionState.of(id, replayed.snapshot()) : replayed;
    }
}

package dev.baton.core;

import dev.baton.ExecutionId;

/** What is known about one execution. Changed by {@link #apply} alone, live and on replay alike. Not thread-safe. */
public final class ExecutionState {
    private final ExecutionId id;

    /** An execution that nobody has started yet. */
    public ExecutionState(ExecutionId id) {
        this.id = id;
    }

    public ExecutionId id() {
        return id;
    }

    /** Changes the state by what the event says. */
    public void apply(Event event) {
        event.at();
    }
}

package dev.baton.store;

import dev.baton.ExecutionId;

/**
 * An attempt that an engine still makes for an execution, though it gave the partition up in good order. Its answer will
 * come as a letter; until then, or until that engine is gone, the next owner does not repeat it.
 *
 * @param kind what is called for the entry
 * @param member the engine that makes it
 */
public record HandedOver(ExecutionId execution, int entry, Kind kind, int attempt, String member) {
    /** What is called. */
    public enum Kind {
        TASK,
        UNDO,
        PROBE
    }
}

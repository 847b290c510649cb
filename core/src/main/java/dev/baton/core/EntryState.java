package dev.baton.core;

/** What is known about the effect of one visit to a step (saga-semantics §2). */
public enum EntryState {
    /** Scheduled, or its outcome is unknown. */
    MAYBE,
    /** The effect is certain. */
    DONE,
    /** Certainly no effect. */
    NONE,
    /** Undone, by a run or by hand. */
    COMPENSATED,
    /** Left undone by an operator, with a reason. */
    SKIPPED
}

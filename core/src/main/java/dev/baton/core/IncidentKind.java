package dev.baton.core;

/** What a person has to decide (the table of saga-semantics §6). */
public enum IncidentKind {
    COMPENSATION_FAILED,
    LATE_EFFECT,
    FAILED_PAST_PIVOT,
    PIVOT_UNKNOWN,
    ASKED,
    STOPPED
}

package dev.baton.core;

/** A part of an execution, with all that is below. */
sealed interface Part {
    Part WHOLE = new OfFrame(0);

    /** One run of a scope. */
    record OfFrame(int frame) implements Part {}

    /** All runs of the scopes of one visit to a node. */
    record OfGroup(int group) implements Part {}
}

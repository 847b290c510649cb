package dev.baton.core;

/** What a service said became of a key (saga-semantics 3.3). */
public enum ProbeVerdict {
    /** The effect took place. */
    HAPPENED,
    /** It did not, and never will: refused, or fenced by the probe. */
    NEVER,
    /** Not seen so far; the call may still be under way. */
    NOT_SEEN
}

package dev.baton.core;

/** How an attempt that did not succeed ended (saga-semantics §3). */
public enum Outcome {
    /** The service said no: certainly no effect; not repeated. */
    REFUSED,
    /** It could not be reached: certainly no effect; repeated by the retry rules. */
    UNAVAILABLE,
    /** Nobody knows: perhaps an effect; repeated under the same key. */
    UNKNOWN,
    /** It answered, and what it said breaks the contract or the limit: certainly an effect, without output. */
    UNREADABLE;

    /** Whether the attempt certainly had no effect. */
    public boolean isClean() {
        return this == REFUSED || this == UNAVAILABLE;
    }
}

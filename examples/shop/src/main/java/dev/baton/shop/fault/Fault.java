package dev.baton.shop.fault;

/** What can go wrong with one call. */
public enum Fault {
    /** Nothing goes wrong. */
    NONE,
    /** The service says no, for good (422): a forward call under a new key, or the undo of an effect that stands. */
    REFUSE,
    /** 500, without an effect; the caller cannot know that. */
    ERROR,
    /** 503, without an effect; the caller cannot know that. */
    UNAVAILABLE,
    /** 401, before the call is looked at. */
    UNAUTHORIZED,
    /** 429 with Retry-After, before the call is looked at. */
    TOO_MANY,
    /** The connection breaks before the call is looked at. */
    DROP,
    /** The effect happens, then the connection breaks. */
    LOSE,
    /** The answer is slow, but within the caller's timeout; meanwhile the call is in progress (409 to a second one). */
    LATE,
    /** The effect happens, and the answer comes after the caller's timeout. */
    HOLD,
    /** The call is held up on its way and arrives after the caller's timeout; only then it may take effect. */
    STALL;

    /** Whether the call can have an effect although the caller gets no answer. */
    public boolean hidesAnEffect() {
        return switch (this) {
            case LOSE, HOLD, STALL -> true;
            case NONE, REFUSE, ERROR, UNAVAILABLE, UNAUTHORIZED, TOO_MANY, DROP, LATE -> false;
        };
    }
}

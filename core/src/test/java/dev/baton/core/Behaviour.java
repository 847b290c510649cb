package dev.baton.core;

import java.time.Duration;

/**
 * What a scripted service does with one call.
 *
 * @param after when a late answer comes, counted from the call
 * @param output JSON of the answer; empty: made from the input
 */
record Behaviour(Kind kind, Duration after, String output) {
    enum Kind {
        OK,
        REFUSE,
        UNAVAILABLE,
        /** The circuit breaker is open: no attempt is spent. */
        HELD_BACK,
        /** The connection broke before the service did anything. */
        LOST_BEFORE,
        /** The service did it, and its answer was lost. */
        LOST_AFTER,
        /** Nothing was done in time; it was done, or refused, long after. */
        LATE,
        LATE_REFUSAL,
        /** Done, and the answer breaks its contract. */
        UNREADABLE,
        /** Nothing happens, and no answer ever comes. */
        SILENT
    }

    static Behaviour ok() {
        return of(Kind.OK);
    }

    static Behaviour ok(Object output) {
        return new Behaviour(Kind.OK, Duration.ZERO, Json.of(output).json());
    }

    static Behaviour refuse() {
        return of(Kind.REFUSE);
    }

    static Behaviour unavailable() {
        return of(Kind.UNAVAILABLE);
    }

    static Behaviour heldBack() {
        return of(Kind.HELD_BACK);
    }

    static Behaviour lostBefore() {
        return of(Kind.LOST_BEFORE);
    }

    static Behaviour lostAfter() {
        return of(Kind.LOST_AFTER);
    }

    static Behaviour late(Duration after) {
        return new Behaviour(Kind.LATE, after, "");
    }

    static Behaviour lateRefusal(Duration after) {
        return new Behaviour(Kind.LATE_REFUSAL, after, "");
    }

    static Behaviour unreadable() {
        return of(Kind.UNREADABLE);
    }

    static Behaviour silent() {
        return of(Kind.SILENT);
    }

    private static Behaviour of(Kind kind) {
        return new Behaviour(kind, Duration.ZERO, "");
    }

    boolean isLate() {
        return kind == Kind.LATE || kind == Kind.LATE_REFUSAL;
    }

    /** Whether the service itself gets the call at all. */
    boolean arrives() {
        return switch (kind) {
            case OK, REFUSE, LOST_AFTER, LATE, LATE_REFUSAL, UNREADABLE -> true;
            case UNAVAILABLE, HELD_BACK, LOST_BEFORE, SILENT -> false;
        };
    }

    boolean refuses() {
        return kind == Kind.REFUSE || kind == Kind.LATE_REFUSAL;
    }
}

package dev.baton;

import java.util.ArrayList;
import java.util.List;

/**
 * Why something failed.
 *
 * @param error the name of the error: an exception's class, or one of the constants here
 * @param kinds {@code error} and everything it is a kind of (an exception's superclasses), for catch rules
 * @param message for people; at most 2,000 characters are kept
 */
public record Failure(String error, List<String> kinds, String message) {
    /** An attempt took longer than its timeout, or its heartbeat stayed away. */
    public static final String TIMEOUT = "baton.timeout";
    /** The service said no, and certainly did nothing. */
    public static final String REFUSED = "baton.refused";
    /** The service could not be reached; certainly nothing happened. */
    public static final String UNAVAILABLE = "baton.unavailable";
    /** Calls to this service are held back for a while; costs no attempt. */
    public static final String BREAKER_OPEN = "baton.breaker-open";
    /** The outcome of an attempt is not known. */
    public static final String UNKNOWN = "baton.unknown";
    /** The node that ran the attempt died. */
    public static final String NODE_LOST = "baton.node-lost";
    /** Data did not fit the contract that was declared for it. */
    public static final String CONTRACT = "baton.contract";
    /** A mapping or condition threw. */
    public static final String MAPPING = "baton.mapping";
    /** More data than the limit. */
    public static final String TOO_LARGE = "baton.too-large";
    /** No signal came in time. */
    public static final String NO_SIGNAL = "baton.no-signal";
    /** A loop did not reach its end in the turns that it has. */
    public static final String LOOP_LIMIT = "baton.loop-limit";
    /** More items failed than the for-each tolerates. */
    public static final String ITEMS_FAILED = "baton.items-failed";
    /** The saga failed on purpose. */
    public static final String FAILED = "baton.failed";
    /** A child saga did not complete. */
    public static final String CHILD = "baton.child";
    /** Somebody asked for the end. */
    public static final String CANCELLED = "baton.cancelled";
    /** The saga's deadline passed. */
    public static final String DEADLINE = "baton.deadline";

    private static final int MESSAGE_CHARACTERS_MAX = 2_000;

    public Failure {
        kinds = List.copyOf(kinds);
        message = message.length() <= MESSAGE_CHARACTERS_MAX ? message : message.substring(0, MESSAGE_CHARACTERS_MAX);
    }

    /**
     * What a handler threw. It is a kind of its superclasses; a {@link StepRefusedException} is {@link #REFUSED} too, and
     * a {@link StepUnavailableException} is {@link #UNAVAILABLE}. Never fails itself, also if its message cannot be read.
     */
    public static Failure of(Throwable thrown) {
        var kinds = new ArrayList<String>();
        for (Class<?> type = thrown.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            kinds.add(type.getName());
        }
        if (thrown instanceof StepRefusedException) {
            kinds.add(REFUSED);
        }
        if (thrown instanceof StepUnavailableException) {
            kinds.add(UNAVAILABLE);
        }
        return new Failure(thrown.getClass().getName(), kinds, message(thrown));
    }

    /** What it says itself; that is the user's code, which may fail too. */
    private static String message(Throwable thrown) {
        String name = thrown.getClass().getSimpleName();
        try {
            String message = thrown.getMessage();
            return message == null ? name : message;
        } catch (Throwable e) {
            return name + " (its message cannot be read: that threw "
                    + e.getClass().getName() + ")";
        }
    }

    /** A failure that is a kind of nothing else. */
    public static Failure of(String error, String message) {
        return new Failure(error, List.of(error), message);
    }
}

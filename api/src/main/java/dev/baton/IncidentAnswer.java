package dev.baton;

/**
 * A way out of an incident. Who gives it and why goes with it, as a {@link Reason}.
 *
 * <p>Which kinds of incident take which answers is in {@link Incident.Kind}.
 */
public sealed interface IncidentAnswer {

    /** Again, with a fresh budget of attempts and the same input. */
    static IncidentAnswer retry() {
        return new Retry();
    }

    /**
     * Again, with another input, which is checked against the step's contract. Makes a new visit, so it is refused while
     * the old one may have taken effect and cannot be undone. Of a compensation: keeps its key.
     */
    static IncidentAnswer retryWith(Object input) {
        return new RetryWith(new Given.Value(input));
    }

    /** It was undone by hand; the reason's {@code why} is the evidence. */
    static IncidentAnswer resolve() {
        return new Resolve();
    }

    /** It is left as it is; a completed or compensated execution is marked "with gaps". */
    static IncidentAnswer skip() {
        return new Skip();
    }

    /** Goes on with this result, made or found by hand; it is checked against the step's contract. */
    static IncidentAnswer forward(Object result) {
        return new Forward(new Given.Value(result));
    }

    /** Goes back. Of a pivot whose outcome is unknown: it did not happen, and {@code why} is the evidence. */
    static IncidentAnswer compensate() {
        return new Compensate();
    }

    /** As {@link #retry}. */
    record Retry() implements IncidentAnswer {}

    /** As {@link #retryWith}. */
    record RetryWith(Given input) implements IncidentAnswer {}

    /** As {@link #resolve}. */
    record Resolve() implements IncidentAnswer {}

    /** As {@link #skip}. */
    record Skip() implements IncidentAnswer {}

    /** As {@link #forward}. */
    record Forward(Given result) implements IncidentAnswer {}

    /** As {@link #compensate}. */
    record Compensate() implements IncidentAnswer {}

    /** Data that was typed in by hand. */
    sealed interface Given {
        /** A value, which is serialised like any other. */
        record Value(Object value) implements Given {}

        /** JSON text, for callers that do not have the class; at most 1 MiB. */
        record Json(String text) implements Given {}
    }
}

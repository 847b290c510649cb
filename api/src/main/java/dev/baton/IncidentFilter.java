package dev.baton;

import java.util.Optional;

/** Which incidents; what is empty does not matter. */
public record IncidentFilter(
        boolean openOnly,
        Optional<String> saga,
        Optional<String> step,
        Optional<String> error,
        Optional<ExecutionId> execution) {

    /** All that are open. */
    public static IncidentFilter defaults() {
        return new IncidentFilter(true, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The open ones of one cause. */
    public static IncidentFilter of(CauseGroup cause) {
        return new IncidentFilter(
                true,
                Optional.of(cause.saga()),
                Optional.of(cause.step()),
                Optional.of(cause.error()),
                Optional.empty());
    }

    /** Also those that are answered. */
    public IncidentFilter all() {
        return new IncidentFilter(false, saga, step, error, execution);
    }

    /** Those of one execution. */
    public IncidentFilter execution(ExecutionId id) {
        return new IncidentFilter(openOnly, saga, step, error, Optional.of(id));
    }

    /** Those of one saga. */
    public IncidentFilter saga(String name) {
        return new IncidentFilter(openOnly, Optional.of(name), step, error, execution);
    }
}

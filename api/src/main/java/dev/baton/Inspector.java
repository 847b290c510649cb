package dev.baton;

import java.util.Map;

/**
 * Looks at executions; changes nothing. Part of {@link BatonClient}.
 *
 * <p>{@link #get} and {@link #history} see what is committed; lists may lag behind other nodes by a moment.
 */
public interface Inspector {
    /**
     * Everything about one execution.
     *
     * @throws ExecutionUnknownException if there is no such execution
     */
    ExecutionDetails get(ExecutionId id);

    /** Executions that fit, the newest first. */
    Page<ExecutionSummary> list(ExecutionFilter filter, Paging paging);

    /** How many executions there are in each status; of those that ended, up to 1,000 are counted. */
    Map<ExecutionStatus, Integer> counts();

    /**
     * How many executions of a saga have not ended, by the version that they run; a version that is not named has none. An
     * old version stays registered as long as it has some.
     */
    Map<Integer, Integer> versions(String saga);

    /**
     * What happened in one execution, in order.
     *
     * @throws ExecutionUnknownException if there is no such execution
     */
    Page<HistoryEvent> history(ExecutionId id, Paging paging);

    /** Incidents that fit, those of the newest execution first. */
    Page<Incident> incidents(IncidentFilter filter, Paging paging);
}

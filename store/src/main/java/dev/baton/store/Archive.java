package dev.baton.store;

import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.core.IncidentKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lists executions and reads histories. May lag behind the commits of other nodes; never blocks them. */
public interface Archive {

    /** A page of executions, the newest first; at most 200. Give the last key seen to get the next page. */
    List<Listed> executions(Filter filter, Optional<Long> beforeKey, int limit);

    /** A page of one execution's chunks, from event number {@code fromSeq} on; empty if there is no such execution. */
    List<Batch.Chunk> history(long key, int fromSeq, int limit);

    /**
     * A page of open (or of all) incidents, the newest execution first; at most 200, or more of one execution: those of
     * an execution are never divided between pages.
     */
    List<Incident> incidents(IncidentFilter filter, Optional<Long> beforeKey, int limit);

    /** How many executions there are by definition and status; ended ones are counted up to 1,000 of each. */
    Map<ExecutionStatus, Integer> counts();

    /** How many executions of a definition are live, by its version. */
    Map<Integer, Integer> versions(String definition);

    /** Which executions; what is empty does not matter. */
    record Filter(
            Optional<String> definition,
            Optional<ExecutionStatus> status,
            Optional<Boolean> incident,
            Optional<String> idPrefix,
            Optional<String> businessKey,
            Map<String, String> tags,
            Optional<Long> startedFrom,
            Optional<Long> startedBefore) {
        /** All executions. */
        public static Filter all() {
            return new Filter(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /** An execution in a list. */
    record Listed(
            ExecutionId id,
            long key,
            String definition,
            int version,
            ExecutionStatus status,
            boolean gaps,
            boolean incident,
            boolean stopped,
            long started,
            Optional<Long> ended,
            Optional<String> businessKey,
            Map<String, String> tags,
            Optional<String> step,
            Optional<Long> parent) {}

    /** Which incidents; what is empty does not matter. The cause group is definition, step and error together. */
    record IncidentFilter(
            boolean openOnly,
            Optional<String> definition,
            Optional<String> step,
            Optional<String> error,
            Optional<Long> execution) {}

    /** An incident in a list. */
    record Incident(
            ExecutionId execution,
            long key,
            int incident,
            String definition,
            int version,
            IncidentKind kind,
            String step,
            String error,
            String message,
            int attempts,
            Optional<String> businessKey,
            Optional<String> assignee,
            int changes,
            long opened,
            Optional<Long> resolved,
            Optional<String> resolution,
            Optional<String> resolvedBy,
            Optional<String> reason) {}
}

package dev.baton.shop.judge;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What Baton says of one execution.
 *
 * @param execution its id, the first segment of its keys
 * @param steps what Baton says of each visit that may have had an effect, in the order of their start
 * @param openIncident whether an incident is open that an effect may wait for
 * @param incidentKeys the keys that open incidents are about, as far as they are about a key
 */
public record Claim(
        String execution, Status status, List<StepClaim> steps, boolean openIncident, Set<String> incidentKeys) {
    public Claim {
        steps = List.copyOf(steps);
        incidentKeys = Set.copyOf(incidentKeys);
        if (!incidentKeys.isEmpty() && !openIncident) {
            throw new IllegalArgumentException(
                    "Execution '" + execution + "' has incidents of keys, but none open. Say that one is open.");
        }
    }

    /** Where an execution stands. */
    public enum Status {
        /** Under way. */
        RUNNING,
        /** Ended well; what it did stays. */
        COMPLETED,
        /** Ended; what it did stays, because nothing was to be undone. */
        FAILED,
        /** Being undone. */
        COMPENSATING,
        /** Undone. */
        COMPENSATED,
        /** Stopped by a person, without undoing. */
        TERMINATED;

        /** Whether nothing more happens by itself. */
        public boolean ended() {
            return switch (this) {
                case RUNNING, COMPENSATING -> false;
                case COMPLETED, FAILED, COMPENSATED, TERMINATED -> true;
            };
        }
    }

    Optional<StepClaim> step(String key) {
        return steps.stream().filter(step -> step.key().equals(key)).findFirst();
    }

    /** The place of a key in the order of start; -1 if Baton does not know it. */
    int place(String key) {
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).key().equals(key)) {
                return i;
            }
        }
        return -1;
    }
}

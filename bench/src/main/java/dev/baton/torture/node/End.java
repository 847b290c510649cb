package dev.baton.torture.node;

import dev.baton.ExecutionStatus;
import org.jspecify.annotations.Nullable;

/**
 * Where an execution stands.
 *
 * @param version of its saga
 * @param stopped Baton could not go on with it
 * @param incident it has an open incident
 * @param result as JSON; null unless it completed
 */
public record End(
        String id,
        ExecutionStatus status,
        int version,
        boolean stopped,
        boolean incident,
        @Nullable String result) {
    /** Whether nothing more happens by itself. */
    public boolean over() {
        return switch (status) {
            case RUNNING, COMPENSATING -> stopped;
            case COMPLETED, FAILED, COMPENSATED, TERMINATED -> true;
        };
    }
}

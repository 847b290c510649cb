package dev.baton.engine;

import dev.baton.ExecutionDetails;
import dev.baton.ExecutionStatus;
import dev.baton.Failure;
import dev.baton.core.Cause;
import dev.baton.core.Entry;
import dev.baton.core.EntryState;
import dev.baton.core.ExecutionState;
import dev.baton.core.Payload;
import java.util.List;
import java.util.Optional;

/**
 * How an execution ended.
 *
 * @param step the step that failed; empty if none did
 * @param undone the steps that were undone, that which began last first
 * @param gaps the steps that an operator left as they are
 */
record Ending(
        ExecutionStatus status,
        Optional<Payload> result,
        Optional<Cause> cause,
        Optional<Failure> failure,
        Optional<String> step,
        List<String> undone,
        List<String> gaps) {

    static Ending of(ExecutionState state) {
        Optional<Failure> failure = state.standing().failure();
        if (failure.isEmpty() && !state.standing().gaps()) {
            return new Ending(
                    state.status(),
                    state.standing().result(),
                    state.standing().cause(),
                    failure,
                    Optional.empty(),
                    List.of(),
                    List.of());
        }
        return new Ending(
                state.status(),
                state.standing().result(),
                state.standing().cause(),
                failure,
                state.entries().stream()
                        .filter(entry ->
                                entry.failure().isPresent() && entry.failure().equals(failure))
                        .map(Entry::node)
                        .findFirst(),
                steps(state, EntryState.COMPENSATED).reversed(),
                steps(state, EntryState.SKIPPED));
    }

    private static List<String> steps(ExecutionState state, EntryState known) {
        return state.entries().stream()
                .filter(entry -> entry.state() == known)
                .map(Entry::node)
                .toList();
    }

    static ExecutionDetails.Cause shown(Cause cause) {
        return ExecutionDetails.Cause.valueOf(cause.name());
    }
}

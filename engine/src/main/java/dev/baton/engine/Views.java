package dev.baton.engine;

import dev.baton.ExecutionDetails;
import dev.baton.ExecutionId;
import dev.baton.ExecutionRefusedException;
import dev.baton.ExecutionStatus;
import dev.baton.ExecutionSummary;
import dev.baton.ExecutionUnknownException;
import dev.baton.Incident;
import dev.baton.StepEntry;
import dev.baton.core.Decider;
import dev.baton.core.Entry;
import dev.baton.core.ExecutionState;
import dev.baton.core.Payload;
import dev.baton.core.StateSnapshot;
import dev.baton.core.Timer;
import dev.baton.store.Attention;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows an execution in memory as clients see it. Runs on its partition's thread, so it copies and does not linger. */
final class Views {
    private final WaitReasons waits;
    private final Decider decider;

    Views(WaitReasons waits, Decider decider) {
        this.waits = waits;
        this.decider = decider;
    }

    static Hot known(ExecutionId id, @Nullable Hot hot) {
        if (hot == null) {
            throw new ExecutionUnknownException(id);
        }
        return hot;
    }

    static ExecutionStatus status(Hot hot) {
        return hot.state != null
                ? hot.state.status()
                : Attention.of(hot.attention).status().orElse(ExecutionStatus.RUNNING);
    }

    /** Everything about an execution. */
    ExecutionDetails details(Hot hot) {
        ExecutionState state = hot.state;
        if (state == null) {
            throw new ExecutionRefusedException(
                    hot.id,
                    "shown",
                    "BATON-602",
                    "it is stopped, since nothing can be decided for it. Its incident says why; its history can be"
                            + " read.");
        }
        StateSnapshot.Header header = state.header();
        Ending ending = Ending.of(state);
        return new ExecutionDetails(
                summary(hot, state),
                ending.cause().map(Ending::shown),
                ending.failure(),
                ending.step(),
                ending.gaps(),
                state.incidents().stream()
                        .filter(dev.baton.core.Incident::isOpen)
                        .map(incident -> incident(state, incident))
                        .toList(),
                waits.of(hot.id, state),
                entries(state),
                state.pendingTimers().stream()
                        .filter(timer -> timer.purpose() == Timer.Purpose.DEADLINE)
                        .map(Timer::due)
                        .findFirst(),
                header.parent().map(parent -> parent.execution()),
                header.input().json(),
                ending.result().map(Payload::json),
                state.bufferedSignals().stream()
                        .map(StateSnapshot.Buffered::name)
                        .toList());
    }

    private static ExecutionSummary summary(Hot hot, ExecutionState state) {
        StateSnapshot.Header header = state.header();
        return new ExecutionSummary(
                hot.id,
                header.definition(),
                header.version(),
                state.status(),
                state.standing().gaps(),
                state.hasOpenIncident(),
                false,
                header.started(),
                state.standing().ended(),
                header.businessKey(),
                header.tags(),
                TurnBatch.step(state),
                header.parent().isPresent());
    }

    private static Incident incident(ExecutionState state, dev.baton.core.Incident incident) {
        StateSnapshot.Header header = state.header();
        int attempts =
                incident.entry() < 0 ? 0 : TurnBatch.attempts(state.entries().get(incident.entry()), incident);
        return new Incident(
                new Incident.Seen(state.id(), incident.number(), incident.version()),
                Incident.Kind.valueOf(incident.kind().name()),
                header.definition(),
                header.version(),
                Optional.of(incident.node()).filter(node -> !node.isEmpty()),
                incident.failure().error(),
                incident.failure().message(),
                attempts,
                header.businessKey(),
                incident.assignee(),
                incident.opened(),
                Optional.empty());
    }

    List<StepEntry> entries(ExecutionState state) {
        return state.entries().stream().map(entry -> entry(state, entry)).toList();
    }

    private StepEntry entry(ExecutionState state, Entry entry) {
        String key = decider.keyOf(state, entry);
        return new StepEntry(
                entry.node(),
                key,
                entry.visit(),
                StepEntry.State.valueOf(entry.state().name()),
                entry.attempt(),
                state.header().started(),
                entry.input().json(),
                entry.output().map(Payload::json),
                entry.failure(),
                entry.child() ? Optional.of(new ExecutionId(key)) : Optional.empty());
    }
}

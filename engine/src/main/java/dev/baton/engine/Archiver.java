package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.HistoryEvent;
import dev.baton.Incident;
import dev.baton.core.Event;
import dev.baton.core.Parent;
import dev.baton.core.Payload;
import dev.baton.store.Attention;
import dev.baton.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts together what an archive gets of one ended execution, from its events alone: they are readable also when it was stopped. */
final class Archiver {
    private final Store.Located execution;
    private final List<HistoryEvent> history = new ArrayList<>();
    private final List<String> steps = new ArrayList<>();
    private Event.@Nullable ExecutionStarted started;
    private Optional<Payload> result = Optional.empty();
    private @Nullable Instant ended;
    private long characters;

    Archiver(Store.Located execution) {
        this.execution = execution;
    }

    void add(int number, Event event) {
        switch (event) {
            case Event.TaskScheduled scheduled -> steps.add(scheduled.node());
            case Event.ChildStarted child -> steps.add(child.node());
            case Event.ExecutionStarted start -> started = start;
            case Event.ExecutionCompleted completed -> result = Optional.of(completed.result());
            default -> {
                // No other event says more than that it happened.
            }
        }
        if (isEnd(event)) {
            ended = event.at();
        }
        HistoryEvent shown = EventJson.of(number, event, steps);
        characters += shown.details().length();
        history.add(shown);
    }

    private static boolean isEnd(Event event) {
        return event instanceof Event.ExecutionCompleted
                || event instanceof Event.ExecutionFailed
                || event instanceof Event.ExecutionCompensated
                || event instanceof Event.ExecutionTerminated;
    }

    /** How large it is, about. */
    long characters() {
        return characters;
    }

    /**
     * Empty if there is no such execution any more.
     *
     * @param mark when it ended, in milliseconds, where no event says so: one that was terminated while it was stopped
     */
    Optional<ArchivedExecution> archived(Supplier<Optional<Long>> mark, List<Incident> stops) {
        Event.ExecutionStarted start = started;
        if (start == null) {
            return Optional.empty();
        }
        ExecutionStatus status = Attention.of(execution.attention()).statusWhen(false);
        Optional<ExecutionId> parent = start.parent().map(Parent::execution);
        return Optional.of(new ArchivedExecution(
                execution.id(),
                start.definition(),
                start.version(),
                status,
                start.businessKey(),
                start.tags(),
                parent,
                start.at(),
                ended == null ? mark.get().map(Instant::ofEpochMilli).orElse(start.at()) : ended,
                start.input().json(),
                status == ExecutionStatus.COMPLETED ? result.map(Payload::json) : Optional.empty(),
                stops,
                history));
    }
}

package dev.baton.core;

import dev.baton.Call;
import dev.baton.Failure;
import dev.baton.Node;
import dev.baton.core.Entry.Phase;
import java.util.Optional;

/** Calls that wait on a durable queue until somebody takes them; they outlive owners. */
final class Queues {
    private final DecisionDraft draft;

    Queues(DecisionDraft draft) {
        this.draft = draft;
    }

    /** The queue that the call under way for an entry waits on; that it does is an event. Empty: the owner makes it. */
    Optional<String> queueOf(Entry entry, Call call) {
        if (entry.queue().isPresent()) {
            return entry.queue();
        }
        if (!(call instanceof Call.Handler) || !(draft.layout.node(entry.node()) instanceof Node.Task task)) {
            return Optional.empty();
        }
        task.queue().ifPresent(queue -> enter(entry, queue));
        return task.queue();
    }

    private void enter(Entry entry, String queue) {
        draft.emit(new Event.CallQueued(draft.now, entry.number(), entry.callNumber(), queue));
    }

    /** The owner has no code for a call that it should make. */
    void put(Command.QueueCall command) {
        if (!draft.state.log.has(command.entry())) {
            return;
        }
        Entry entry = draft.entry(command.entry());
        if (entry.phase() != command.phase()
                || entry.callNumber() != command.number()
                || entry.queue().isPresent()) {
            return;
        }
        if (entry.phase() == Phase.RUNNING && !draft.attempts.goesOn(entry)) {
            draft.attempts.failed(new Command.FailTask(
                    entry.number(), entry.attempt(), Outcome.UNAVAILABLE, Failures.stopped(), Optional.empty()));
            return;
        }
        enter(entry, command.queue());
        invoke(draft.entry(entry.number()));
    }

    private void invoke(Entry entry) {
        switch (entry.phase()) {
            case RUNNING -> draft.attempts.invoke(entry);
            case PROBING -> draft.probes.invoke(entry);
            case UNDOING -> draft.undoAttempts.invoke(entry);
            case IDLE, HANDED_OUT, BACKOFF, PROBE_BACKOFF, UNDO_DELAY, UNDO_BACKOFF, UNDO_HELD -> {}
        }
    }

    /** Whether an answer says that a worker took the call and was not heard of any more. */
    static boolean isLost(Entry entry, Command.FailTask command) {
        return entry.queue().isPresent()
                && command.outcome() == Outcome.UNKNOWN
                && command.failure().error().equals(Failure.NODE_LOST);
    }
}

package dev.baton.core;

import dev.baton.Call;
import dev.baton.ExecutionStatus;
import dev.baton.Node;
import dev.baton.core.Entry.Phase;
import java.time.Instant;
import java.util.Optional;

/** Undoes one entry: what has to be known before, the call of its compensation, and what comes of it. */
final class UndoAttempts {
    private final DecisionDraft draft;

    UndoAttempts(DecisionDraft draft) {
        this.draft = draft;
    }

    /** Undoes an entry: waits for stray calls, asks the service, calls the compensation; whatever of it is still to do. */
    void undo(Entry entry) {
        if (!draft.isUndoable(entry)) {
            draft.undoing.entryOver(entry);
        } else if (isUndoneByItself(entry)) {
            attempt(entry);
        } else if (entry.state() == EntryState.MAYBE && !isSettled(entry)) {
            draft.emit(new Event.UndoDelayed(draft.now, entry.number(), settledAt(entry)));
        } else if (entry.state() == EntryState.MAYBE && !entry.probed() && draft.probes.isPossible(entry)) {
            draft.probes.start(entry);
        } else {
            attempt(entry);
        }
    }

    /** Whether an entry is a child that goes back by itself, when it is told to. */
    private boolean isUndoneByItself(Entry entry) {
        return entry.child() && !draft.isUndoneByTask(entry);
    }

    private boolean isSettled(Entry entry) {
        return entry.child() || !settledAt(entry).isAfter(draft.now);
    }

    private Instant settledAt(Entry entry) {
        return entry.quietSince().plus(draft.layout.task(entry.node()).rules().settle());
    }

    /** A further attempt of the undo, also after an operator has seen that the last one failed. */
    void attempt(Entry entry) {
        schedule(entry, entry.undoRound());
        if (isUndoneByItself(entry)) {
            draft.children.compensate(draft.entry(entry.number()));
        } else {
            invoke(draft.entry(entry.number()));
        }
    }

    private void schedule(Entry entry, int round) {
        draft.emit(new Event.UndoScheduled(draft.now, entry.number(), entry.undoAttempt() + 1, round));
    }

    /** Undoes what came late, under a key of its own. */
    void undoLateEffect(Entry entry) {
        schedule(entry, entry.undoRound() + 1);
        invoke(draft.entry(entry.number()));
    }

    /** Has the undo that is under way called (again, after a crash). */
    void invoke(Entry entry) {
        Node.Undo undo = draft.layout.undoOf(entry.node()).orElseThrow();
        if (undo.call() instanceof Call.Child saga) {
            draft.children.startUndo(entry, saga);
            return;
        }
        String key = draft.keyOf(entry);
        Optional<String> queue = draft.queues.queueOf(entry, undo.call());
        draft.perform(new Effect.InvokeUndo(
                entry.number(),
                entry.undoAttempt(),
                entry.node(),
                taskName(entry),
                entry.output().isEmpty() ? undo.blind().orElse(undo.call()) : undo.call(),
                key,
                key + (entry.undoRound() == 1 ? "/undo" : "/undo/" + entry.undoRound()),
                entry.input(),
                entry.output(),
                entry.state() == EntryState.DONE,
                undo.timeout(),
                queue));
    }

    private String taskName(Entry entry) {
        return draft.layout.node(entry.node()) instanceof Node.Task task ? task.task() : entry.node();
    }

    void completed(Command.CompleteUndo command) {
        if (!draft.state.log.has(command.entry())) {
            return;
        }
        Entry entry = draft.entry(command.entry());
        if (!isAwaited(entry) || command.attempt() < 1 || command.attempt() > entry.undoAttempt()) {
            return;
        }
        if (command.attempt() < entry.undoValid()) {
            if (entry.phase() == Phase.UNDOING && entry.undoAttempt() == command.attempt()) {
                attempt(entry);
            }
            return;
        }
        if (entry.phase() == Phase.UNDOING && entry.undoAttempt() != command.attempt()) {
            draft.perform(new Effect.StopAttempt(entry.number()));
        }
        compensated(entry, false);
    }

    /** Whether the answer of an undo still matters. One that was under way when its execution was terminated does. */
    private boolean isAwaited(Entry entry) {
        return switch (entry.phase()) {
            case UNDOING, UNDO_BACKOFF, UNDO_HELD -> true;
            case IDLE ->
                draft.state.status() == ExecutionStatus.TERMINATED
                        && (entry.state() == EntryState.DONE || entry.state() == EntryState.MAYBE);
            case RUNNING, HANDED_OUT, BACKOFF, PROBING, PROBE_BACKOFF, UNDO_DELAY -> false;
        };
    }

    /** An entry's effect is undone. */
    void compensated(Entry entry, boolean gaps) {
        draft.emit(new Event.TaskCompensated(draft.now, entry.number(), entry.undoAttempt(), gaps));
        draft.desk.supersede(entry.number());
        draft.undoing.entryOver(draft.entry(entry.number()));
    }

    void failed(Command.FailUndo command) {
        if (!draft.state.log.has(command.entry())) {
            return;
        }
        Entry entry = draft.entry(command.entry());
        if (entry.phase() != Phase.UNDOING || entry.undoAttempt() != command.attempt()) {
            return;
        }
        Optional<Instant> next = command.refused() ? Optional.empty() : next(entry);
        draft.emit(new Event.UndoFailed(draft.now, entry.number(), command.attempt(), command.failure(), next));
        if (next.isEmpty()) {
            draft.desk.open(IncidentKind.COMPENSATION_FAILED, entry, command.failure());
        }
    }

    private Optional<Instant> next(Entry entry) {
        int spent = entry.undoSpent() + 1;
        return draft.layout
                .undoOf(entry.node())
                .map(Node.Undo::retry)
                .filter(retry -> spent < retry.attemptsMax())
                .map(retry -> draft.now.plus(
                        Attempts.pause(retry, spent, draft.keyOf(entry) + "#undo" + entry.undoAttempt())));
    }

    /** A settle time, or a pause between two undo attempts, is over. */
    void due(int number) {
        Entry entry = draft.entry(number);
        switch (entry.phase()) {
            case UNDO_DELAY -> undo(entry);
            case UNDO_BACKOFF -> attempt(entry);
            case IDLE, RUNNING, HANDED_OUT, BACKOFF, PROBING, PROBE_BACKOFF, UNDOING, UNDO_HELD -> {}
        }
    }
}

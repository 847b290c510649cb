package dev.baton.core;

import dev.baton.Call;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.Failure;
import dev.baton.Node;
import dev.baton.core.Entry.Phase;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Child executions: a step that is itself a saga (saga-semantics 5.4, 5.5). A tree lives in one partition. */
final class Children {
    private final DecisionDraft draft;

    Children(DecisionDraft draft) {
        this.draft = draft;
    }

    ExecutionId idOf(Entry entry) {
        return new ExecutionId(draft.keyOf(entry));
    }

    void start(int frame, Node.Child child, Payload input) {
        int visit = draft.state.visitsOf(child.name()) + 1;
        draft.emit(new Event.ChildStarted(
                draft.now,
                frame,
                child.name(),
                draft.roleOf(child.role()),
                visit,
                child.definition(),
                child.version(),
                input,
                child.timeout().map(draft.now::plus)));
        Entry entry = draft.entry(draft.state.log.size() - 1);
        draft.send(
                idOf(entry),
                new Command.StartExecution(
                        child.definition(),
                        child.version(),
                        draft.state.header().run(),
                        input,
                        Optional.empty(),
                        Map.of(),
                        Optional.of(new Parent(draft.state.id(), entry.number(), 0)),
                        List.of()));
    }

    /** Starts the saga that undoes an entry; each attempt is an execution of its own. */
    void startUndo(Entry entry, Call.Child saga) {
        draft.send(
                undoOf(entry),
                new Command.StartExecution(
                        saga.definition(),
                        saga.version(),
                        draft.state.header().run(),
                        entry.input(),
                        Optional.empty(),
                        Map.of(),
                        Optional.of(new Parent(draft.state.id(), entry.number(), entry.undoAttempt())),
                        List.of()));
    }

    private ExecutionId undoOf(Entry entry) {
        return new ExecutionId(draft.keyOf(entry) + "/undo/" + entry.undoAttempt());
    }

    private boolean isUndoneBySaga(Entry entry) {
        return entry.phase() == Phase.UNDOING
                && draft.layout
                        .undoOf(entry.node())
                        .filter(undo -> undo.call() instanceof Call.Child)
                        .isPresent();
    }

    /** A child is never unknown: it is cancelled, and waited for. */
    void timedOut(Entry entry) {
        cancel(
                entry,
                Failure.of(Failure.TIMEOUT, "Child '" + entry.node() + "' did not end in time and was cancelled."));
    }

    void cancel(Entry entry, Failure why) {
        if (entry.phase() == Phase.RUNNING && !entry.childCancelled()) {
            draft.emit(new Event.ChildCancelled(draft.now, entry.number(), why));
            sendCancel(entry, why);
        }
    }

    private void sendCancel(Entry entry, Failure why) {
        draft.send(idOf(entry), new Command.CancelExecution(Cause.PARENT, "parent", why.message()));
    }

    void compensate(Entry entry) {
        draft.send(
                idOf(entry),
                new Command.CompensateExecution(
                        Cause.PARENT, "parent", "The parent execution '" + draft.state.id() + "' goes back."));
    }

    /** Ends what runs for an entry in an execution of its own. */
    void terminate(Entry entry, String by, String reason) {
        if (entry.child()) {
            draft.send(idOf(entry), new Command.TerminateExecution(by, reason, false));
        }
        if (isUndoneBySaga(entry)) {
            draft.send(undoOf(entry), new Command.TerminateExecution(by, reason, false));
        }
    }

    /** Takes what the tree says. */
    void hear(Command.FromTree command) {
        switch (command) {
            case Command.ChildEnded ended -> ended(ended);
            case Command.ChildNotUndone refused -> notUndone(refused);
            case Command.ChildGone gone -> gone(gone.child());
            case Command.AskTree ask -> askTree();
            case Command.TellEnd tell -> {
                if (draft.state.hasEnded()) {
                    tellParent();
                }
            }
            case Command.TellWish tell -> tellWish(tell.entry());
        }
    }

    private void ended(Command.ChildEnded command) {
        if (!draft.state.log.has(command.entry())) {
            return;
        }
        Entry entry = draft.entry(command.entry());
        if (command.undo() > 0) {
            undoEnded(entry, command);
            return;
        }
        if (!entry.child()) {
            return;
        }
        if (entry.phase() == Phase.UNDOING || entry.phase() == Phase.UNDO_HELD) {
            undone(entry, command);
        } else if (!entry.over() && entry.phase() == Phase.RUNNING) {
            forward(entry, command);
        }
    }

    private void undoEnded(Entry entry, Command.ChildEnded command) {
        if (entry.phase() != Phase.UNDOING || entry.undoAttempt() != command.undo()) {
            return;
        }
        if (command.status() == ExecutionStatus.COMPLETED) {
            draft.undoAttempts.compensated(entry, command.gaps());
        } else {
            draft.undoAttempts.failed(new Command.FailUndo(
                    entry.number(),
                    command.undo(),
                    command.status() == ExecutionStatus.TERMINATED,
                    command.failure()
                            .orElseGet(() -> Failure.of(
                                    Failure.CHILD,
                                    "The saga that undoes '" + entry.node() + "' ended as " + command.status()
                                            + "."))));
        }
    }

    private void forward(Entry entry, Command.ChildEnded command) {
        if (command.status() == ExecutionStatus.COMPLETED) {
            draft.emit(new Event.ChildCompleted(
                    draft.now, entry.number(), command.result().orElse(Payload.NOTHING), command.gaps()));
            draft.attempts.succeeded(draft.entry(entry.number()));
            return;
        }
        EntryState state = switch (command.status()) {
            case TERMINATED -> EntryState.MAYBE;
            default -> command.gaps() ? EntryState.SKIPPED : EntryState.NONE;
        };
        Failure failure = entry.childCancelled()
                ? entry.failure().orElseThrow()
                : command.failure()
                        .orElseGet(() -> Failure.of(
                                Failure.CHILD, "Child '" + entry.node() + "' ended as " + command.status() + "."));
        draft.emit(new Event.ChildFailed(draft.now, entry.number(), state, failure, command.gaps()));
        Entry now = draft.entry(entry.number());
        if (draft.state.frames.get(entry.frame()).mode() == Frame.Mode.RUNNING) {
            draft.failing.step(now);
        } else {
            draft.attempts.giveUp(now);
            draft.settling.ended(entry.frame());
        }
    }

    private void undone(Entry entry, Command.ChildEnded command) {
        switch (command.status()) {
            case COMPENSATED, FAILED -> draft.undoAttempts.compensated(entry, command.gaps());
            case TERMINATED ->
                refused(
                        entry,
                        Failure.of(Failure.CHILD, "Child '" + entry.node() + "' was terminated while it was undone."));
            case COMPLETED ->
                refused(entry, Failure.of(Failure.CHILD, "Child '" + entry.node() + "' went on to its end."));
            case RUNNING, COMPENSATING -> {}
        }
    }

    private void notUndone(Command.ChildNotUndone command) {
        if (draft.state.log.has(command.entry())) {
            Entry entry = draft.entry(command.entry());
            if (entry.child() && entry.phase() == Phase.UNDOING) {
                refused(entry, command.failure());
            }
        }
    }

    private void refused(Entry entry, Failure failure) {
        draft.emit(new Event.UndoFailed(draft.now, entry.number(), entry.undoAttempt(), failure, Optional.empty()));
        draft.desk.open(IncidentKind.COMPENSATION_FAILED, entry, failure);
    }

    /** A child was terminated for which nothing can be decided, so it neither goes on nor back. */
    private void gone(ExecutionId child) {
        for (int number : List.copyOf(draft.state.log.busy())) {
            Entry entry = draft.entry(number);
            if (isUndoneBySaga(entry) && undoOf(entry).equals(child)) {
                undoEnded(
                        entry,
                        new Command.ChildEnded(
                                number,
                                entry.undoAttempt(),
                                ExecutionStatus.TERMINATED,
                                false,
                                Optional.empty(),
                                Optional.empty()));
            } else if (entry.child() && idOf(entry).equals(child)) {
                ended(new Command.ChildEnded(
                        number, 0, ExecutionStatus.TERMINATED, false, Optional.empty(), Optional.empty()));
            }
        }
    }

    /** Has parent and children say again what they may have said while this execution was stopped. */
    private void askTree() {
        for (int number : List.copyOf(draft.state.log.busy())) {
            Entry entry = draft.entry(number);
            if (entry.child() && entry.phase() == Phase.RUNNING) {
                draft.send(idOf(entry), new Command.TellEnd());
            } else if (isUndoneByItself(entry)) {
                compensate(entry);
            } else if (isUndoneBySaga(entry)) {
                draft.send(undoOf(entry), new Command.TellEnd());
            }
        }
        draft.state
                .header()
                .parent()
                .ifPresent(parent -> draft.send(parent.execution(), new Command.TellWish(parent.entry())));
    }

    /** Says again what this execution wants of a child. */
    private void tellWish(int number) {
        Entry entry = draft.entry(number);
        if (entry.phase() == Phase.RUNNING && entry.childCancelled()) {
            sendCancel(entry, entry.failure().orElseThrow());
        } else if (isUndoneByItself(entry)) {
            compensate(entry);
        }
    }

    private boolean isUndoneByItself(Entry entry) {
        return entry.child() && entry.phase() == Phase.UNDOING && !draft.isUndoneByTask(entry);
    }

    /** Tells the parent, if there is one, how this execution ended. */
    void tellParent() {
        draft.state
                .header()
                .parent()
                .ifPresent(parent -> draft.send(
                        parent.execution(),
                        new Command.ChildEnded(
                                parent.entry(),
                                parent.undo(),
                                draft.state.status(),
                                draft.state.standing().gaps(),
                                draft.state.standing().result(),
                                draft.state.standing().failure())));
    }

    /** Tells the parent that this execution will not be undone. */
    void tellNotUndone(String why) {
        draft.state
                .header()
                .parent()
                .ifPresent(parent -> draft.send(
                        parent.execution(),
                        new Command.ChildNotUndone(parent.entry(), Failure.of(Failure.CHILD, why))));
    }
}

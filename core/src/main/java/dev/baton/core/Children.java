package dev.baton.core;

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
    private final Turn turn;

    Children(Turn turn) {
        this.turn = turn;
    }

    ExecutionId idOf(Entry entry) {
        return new ExecutionId(turn.keyOf(entry));
    }

    void start(int frame, Node.Child child, Payload input) {
        int visit = turn.state.visitsOf(child.name()) + 1;
        turn.emit(new Event.ChildStarted(
                turn.now,
                frame,
                child.name(),
                turn.roleOf(child.role()),
                visit,
                child.definition(),
                child.version(),
                input,
                child.timeout().map(turn.now::plus)));
        Entry entry = turn.entry(turn.state.log.size() - 1);
        turn.send(
                idOf(entry),
                new Command.StartExecution(
                        child.definition(),
                        child.version(),
                        turn.state.header().run(),
                        input,
                        Optional.empty(),
                        Map.of(),
                        Optional.of(new Parent(turn.state.id(), entry.number())),
                        List.of()));
    }

    /** A child is never unknown: it is cancelled, and waited for. */
    void timedOut(Entry entry) {
        cancel(
                entry,
                Failure.of(Failure.TIMEOUT, "Child '" + entry.node() + "' did not end in time and was cancelled."));
    }

    void cancel(Entry entry, Failure why) {
        if (entry.phase() == Phase.RUNNING && !entry.childCancelled()) {
            turn.emit(new Event.ChildCancelled(turn.now, entry.number(), why));
            sendCancel(entry, why);
        }
    }

    private void sendCancel(Entry entry, Failure why) {
        turn.send(idOf(entry), new Command.CancelExecution(Cause.PARENT, "parent", why.message()));
    }

    void compensate(Entry entry) {
        turn.send(
                idOf(entry),
                new Command.CompensateExecution(
                        Cause.PARENT, "parent", "The parent execution '" + turn.state.id() + "' goes back."));
    }

    void terminate(Entry entry, String by, String reason) {
        turn.send(idOf(entry), new Command.TerminateExecution(by, reason, false));
    }

    void ended(Command.ChildEnded command) {
        if (command.entry() < 0 || command.entry() >= turn.state.log.size()) {
            return;
        }
        Entry entry = turn.entry(command.entry());
        if (!entry.child()) {
            return;
        }
        if (entry.phase() == Phase.UNDOING || entry.phase() == Phase.UNDO_HELD) {
            undone(entry, command);
        } else if (!entry.over() && entry.phase() == Phase.RUNNING) {
            forward(entry, command);
        }
    }

    private void forward(Entry entry, Command.ChildEnded command) {
        if (command.status() == ExecutionStatus.COMPLETED) {
            turn.emit(new Event.ChildCompleted(
                    turn.now, entry.number(), command.result().orElse(Payload.NOTHING), command.gaps()));
            turn.attempts.succeeded(turn.entry(entry.number()));
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
        turn.emit(new Event.ChildFailed(turn.now, entry.number(), state, failure, command.gaps()));
        Entry now = turn.entry(entry.number());
        if (turn.state.frames.get(entry.frame()).mode() == Frame.Mode.RUNNING) {
            turn.failing.step(now);
        } else {
            turn.attempts.giveUp(now);
            turn.undoing.settled(entry.frame());
        }
    }

    private void undone(Entry entry, Command.ChildEnded command) {
        switch (command.status()) {
            case COMPENSATED, FAILED -> turn.undoing.compensated(entry, command.gaps());
            case TERMINATED ->
                refused(
                        entry,
                        Failure.of(Failure.CHILD, "Child '" + entry.node() + "' was terminated while it was undone."));
            case COMPLETED ->
                refused(entry, Failure.of(Failure.CHILD, "Child '" + entry.node() + "' went on to its end."));
            case RUNNING, COMPENSATING -> {}
        }
    }

    void notUndone(Command.ChildNotUndone command) {
        if (command.entry() >= 0 && command.entry() < turn.state.log.size()) {
            Entry entry = turn.entry(command.entry());
            if (entry.child() && entry.phase() == Phase.UNDOING) {
                refused(entry, command.failure());
            }
        }
    }

    private void refused(Entry entry, Failure failure) {
        turn.emit(new Event.UndoFailed(turn.now, entry.number(), entry.undoAttempt(), failure, Optional.empty()));
        turn.desk.open(IncidentKind.COMPENSATION_FAILED, entry, failure);
    }

    /** A child was terminated for which nothing can be decided, so it neither goes on nor back. */
    void gone(ExecutionId child) {
        for (int number : List.copyOf(turn.state.log.busy())) {
            Entry entry = turn.entry(number);
            if (entry.child() && idOf(entry).equals(child)) {
                ended(new Command.ChildEnded(
                        number, ExecutionStatus.TERMINATED, false, Optional.empty(), Optional.empty()));
            }
        }
    }

    /** Has parent and children say again what they may have said while this execution was stopped. */
    void askTree() {
        for (int number : List.copyOf(turn.state.log.busy())) {
            Entry entry = turn.entry(number);
            if (entry.child() && entry.phase() == Phase.RUNNING) {
                turn.send(idOf(entry), new Command.TellEnd());
            } else if (isUndoneByItself(entry)) {
                compensate(entry);
            }
        }
        turn.state
                .header()
                .parent()
                .ifPresent(parent -> turn.send(parent.execution(), new Command.TellWish(parent.entry())));
    }

    /** Says again what this execution wants of a child. */
    void tellWish(int number) {
        Entry entry = turn.entry(number);
        if (entry.phase() == Phase.RUNNING && entry.childCancelled()) {
            sendCancel(entry, entry.failure().orElseThrow());
        } else if (isUndoneByItself(entry)) {
            compensate(entry);
        }
    }

    private boolean isUndoneByItself(Entry entry) {
        return entry.child() && entry.phase() == Phase.UNDOING && !turn.isUndoneByTask(entry);
    }

    /** Tells the parent, if there is one, how this execution ended. */
    void tellParent() {
        turn.state
                .header()
                .parent()
                .ifPresent(parent -> turn.send(
                        parent.execution(),
                        new Command.ChildEnded(
                                parent.entry(),
                                turn.state.status(),
                                turn.state.standing().gaps(),
                                turn.state.standing().result(),
                                turn.state.standing().failure())));
    }

    /** Tells the parent that this execution will not be undone. */
    void tellNotUndone(String why) {
        turn.state
                .header()
                .parent()
                .ifPresent(parent -> turn.send(
                        parent.execution(),
                        new Command.ChildNotUndone(parent.entry(), Failure.of(Failure.CHILD, why))));
    }
}

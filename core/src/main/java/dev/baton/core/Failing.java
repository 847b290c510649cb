package dev.baton.core;

import dev.baton.Failure;
import dev.baton.Node;
import dev.baton.Role;
import dev.baton.core.Entry.Phase;
import dev.baton.core.Standing.Remembered;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out what a failure leads to: a catch rule, a tolerated item, a person, or the way back (saga-semantics §4, §5). */
final class Failing {
    private final DecisionDraft draft;

    Failing(DecisionDraft draft) {
        this.draft = draft;
    }

    /** A step's visit ended without success, and nothing more is tried. */
    void step(Entry entry) {
        Failure failure = entry.failure().orElseGet(Failures::stopped);
        if (entry.role() == Role.PIVOT) {
            pivot(entry, failure);
        } else {
            boolean onlyIfNone = entry.role() == Role.RETRIABLE;
            decide(entry.frame(), entry.node(), failure, entry, !onlyIfNone || isNone(entry));
        }
    }

    private void pivot(Entry entry, Failure failure) {
        if (isNone(entry)) {
            if (isCauseRemembered()) {
                obeyRemembered(entry);
            } else {
                decide(entry.frame(), entry.node(), failure, entry, true);
            }
        } else if (entry.state() == EntryState.DONE) {
            reconsiderHeld();
            draft.desk.open(IncidentKind.FAILED_PAST_PIVOT, entry, failure);
        } else {
            draft.desk.open(IncidentKind.PIVOT_UNKNOWN, entry, failure);
        }
    }

    private static boolean isNone(Entry entry) {
        return entry.stateIfOver() == EntryState.NONE;
    }

    /** A node failed that is no step, or before its step was called. */
    void node(int frame, Node node, Failure failure) {
        draft.emit(new Event.NodeFailed(draft.now, frame, node.name(), failure));
        decide(frame, node.name(), failure, null, true);
    }

    /** What a scope gives could not be made: its owner fails, or the saga. */
    void end(int frame, Failure failure) {
        draft.emit(new Event.NodeFailed(draft.now, frame, "", failure));
        decide(frame, "", failure, null, true);
    }

    /** It went round for ever without a task, a wait or a receive: a person is asked. */
    void endless(int frame, String node) {
        Failure failure = Failure.of(
                "baton.endless-loop",
                "A million nodes were passed without a task, a wait or a receive. The definition has a loop without"
                        + " end.");
        draft.emit(new Event.NodeFailed(draft.now, frame, node, failure));
        ask(draft.isPastPivot() ? IncidentKind.FAILED_PAST_PIVOT : IncidentKind.ASKED, frame, node, null, failure);
    }

    private void decide(int frame, String node, Failure failure, @Nullable Entry entry, boolean mayBeCaught) {
        Catcher catcher = mayBeCaught ? Catcher.of(draft, frame, node, failure) : new Catcher.Nobody();
        if (draft.isPastPivot()) {
            if (leavesNothing(catcher, entry)) {
                handle(catcher, failure, entry);
            } else {
                ask(IncidentKind.FAILED_PAST_PIVOT, frame, node, entry, failure);
            }
        } else if (asksOnFailure(node) && !isOwnCatch(catcher, frame)) {
            ask(IncidentKind.ASKED, frame, node, entry, failure);
        } else {
            handle(catcher, failure, entry);
        }
    }

    private boolean asksOnFailure(String node) {
        return !node.isEmpty()
                && switch (draft.layout.node(node)) {
                    case Node.Task task -> task.rules().asksOnFailure();
                    case Node.Child child -> child.asksOnFailure();
                    default -> false;
                };
    }

    private static boolean isOwnCatch(Catcher catcher, int frame) {
        return catcher instanceof Catcher.Caught caught && caught.frame() == frame;
    }

    private void ask(IncidentKind kind, int frame, String node, @Nullable Entry entry, Failure failure) {
        if (entry != null) {
            draft.desk.open(kind, entry, failure);
        } else {
            draft.desk.open(kind, frame, -1, node, failure);
        }
    }

    /** Past the pivot a failure is only caught where that undoes nothing (saga-semantics 1.2). */
    private boolean leavesNothing(Catcher catcher, @Nullable Entry entry) {
        return switch (catcher) {
            case Catcher.Nobody nobody -> false;
            case Catcher.Tolerated tolerated -> !somethingStandsIn(new Part.OfFrame(tolerated.frame()));
            case Catcher.Caught caught -> {
                int group = draft.state.frames.groupOf(caught.frame());
                yield group >= 0
                        ? !somethingStandsIn(new Part.OfGroup(group))
                        : entry == null || !draft.isUndoable(entry);
            }
        };
    }

    /** Whether a part did, or may have done, anything that would stay: what has no undo counts as well. */
    private boolean somethingStandsIn(Part part) {
        return draft.state.frames.hasEntryIn(part, number -> stands(draft.entry(number)));
    }

    private boolean stands(Entry entry) {
        boolean unknown = entry.state() == EntryState.MAYBE && (draft.isRunning(entry) || entry.doubt());
        return entry.role() != Role.READ_ONLY && (entry.state() == EntryState.DONE || unknown);
    }

    private void handle(Catcher catcher, Failure failure, @Nullable Entry entry) {
        switch (catcher) {
            case Catcher.Nobody nobody -> goBack(Cause.FAILURE, failure, Optional.empty());
            case Catcher.Tolerated(int frame) -> {
                if (!holdBack(new Part.OfFrame(frame))) {
                    giveUp(entry);
                    draft.undoing.item(frame, failure);
                }
            }
            case Catcher.Caught(int frame, Node node, int rule) -> {
                int group = draft.state.frames.groupOf(frame);
                if (group >= 0) {
                    if (!holdBack(new Part.OfGroup(group))) {
                        giveUp(entry);
                        draft.undoing.scope(frame, node, rule, failure, group);
                    }
                } else {
                    giveUp(entry);
                    draft.undoing.caught(frame, node, rule, failure, entry);
                }
            }
        }
    }

    private void giveUp(@Nullable Entry entry) {
        if (entry != null) {
            draft.attempts.giveUp(entry);
        }
    }

    /** A failure beside an open pivot waits for it (saga-semantics 4.3); it is looked at again when that is certain. */
    private boolean holdBack(Part part) {
        int pivot = draft.state.log.pivotOpen();
        if (pivot < 0) {
            return false;
        }
        Entry open = draft.entry(pivot);
        return draft.state.frames.isWithin(open.frame(), part) && !isFailedPivot(open);
    }

    private static boolean isFailedPivot(Entry pivot) {
        return pivot.phase() == Phase.IDLE && isNone(pivot);
    }

    /** The execution goes back, unless the pivot is open or passed. Returns what the asker is told. */
    Reply goBack(Cause cause, Failure failure, Optional<String> by) {
        if (draft.isGoingBack()) {
            draft.emit(new Event.CauseNoted(draft.now, cause, failure, false));
            return new Reply.Accepted();
        }
        if (draft.isPastPivot()) {
            if (cause == Cause.DEADLINE) {
                draft.emit(new Event.CauseNoted(draft.now, cause, failure, false));
            }
            return Refusals.pastPivot(draft.state);
        }
        int pivot = draft.state.log.pivotOpen();
        if (pivot >= 0) {
            Entry open = draft.entry(pivot);
            if (!isFailedPivot(open) && !(open.phase() == Phase.BACKOFF && isNone(open))) {
                draft.emit(new Event.CauseNoted(draft.now, cause, failure, true));
                return new Reply.Accepted();
            }
            draft.attempts.giveUp(open);
        }
        draft.undoing.execution(cause, failure, by);
        return new Reply.Accepted();
    }

    boolean isCauseRemembered() {
        return draft.state.standing().remembered().isPresent();
    }

    /** The pivot certainly had no effect, and somebody wanted the way back. */
    void obeyRemembered(Entry pivot) {
        Remembered remembered = draft.state.standing().remembered().orElseThrow();
        draft.attempts.giveUp(pivot);
        draft.undoing.execution(remembered.cause(), remembered.failure(), remembered.by());
    }

    /** The pivot is certain now: what failed beside it and waited is decided. */
    void reconsiderHeld() {
        for (int number : List.copyOf(draft.state.log.open())) {
            Entry entry = draft.entry(number);
            if (draft.attempts.stands(entry) && isHeld(entry)) {
                step(entry);
            }
        }
        for (Frame frame : List.copyOf(draft.state.frames.all())) {
            if (frame.mode() == Frame.Mode.RUNNING
                    && frame.token() instanceof Token.Failed(String node, Failure failure)
                    && !draft.desk.hasOpenIncident(frame.number(), node)) {
                decide(frame.number(), node, failure, null, true);
            }
        }
    }

    private boolean isHeld(Entry entry) {
        return !entry.over()
                && entry.phase() == Phase.IDLE
                && entry.role() != Role.PIVOT
                && entry.failure().isPresent()
                && !draft.desk.hasOpenIncident(entry);
    }
}

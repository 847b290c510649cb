package dev.baton.core;

import dev.baton.ExecutionStatus;
import dev.baton.Failure;
import dev.baton.Node;
import dev.baton.core.Frame.Mode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Goes back: undoes entries in strict reverse order of their start, branches concurrently (saga-semantics §4, §5). The
 * same for a whole execution, for a scope that is caught, and for an item that failed.
 *
 * <p>{@link Settling} comes before, {@link UndoAttempts} undoes one entry.
 */
final class Undoing {
    private final DecisionDraft draft;

    Undoing(DecisionDraft draft) {
        this.draft = draft;
    }

    /** The whole execution goes back. */
    void execution(Cause cause, Failure failure, Optional<String> by) {
        draft.desk.supersedeQuestions(Part.WHOLE);
        boolean after = draft.state.hasEnded();
        boolean undoes = after || !draft.layout.isFlow();
        boolean nothing = !after
                && draft.state.log.open().stream().noneMatch(number -> draft.isRunning(draft.entry(number)))
                && !(undoes && hasSomethingIn(0))
                && draft.state.frames.allGroups().stream().allMatch(group -> group.undoing() == 0);
        if (nothing) {
            draft.settling.giveUpIdle(Part.WHOLE);
            draft.emit(new Event.ExecutionFailed(draft.now, cause, failure));
            draft.children.tellParent();
            return;
        }
        draft.emit(new Event.CompensationStarted(draft.now, cause, failure, by, undoes));
        draft.settling.stop(Part.WHOLE, failure);
        draft.settling.execution();
    }

    /** A failed item is undone by itself, and then counted. */
    void item(int frame, Failure failure) {
        draft.emit(new Event.ItemUndoStarted(draft.now, frame, failure));
        draft.settling.stop(new Part.OfFrame(frame), failure);
        draft.settling.item(frame);
    }

    /** What a scope did is undone before a catch rule goes on. */
    void scope(int frame, Node node, int rule, Failure failure, int group) {
        draft.emit(new Event.CatchStarted(draft.now, frame, node.name(), rule, failure));
        draft.settling.stop(new Part.OfGroup(group), failure);
        draft.settling.group(group);
    }

    /** What a step did is undone before a catch rule goes on (0: before it is visited again). */
    void caught(int frame, Node node, int rule, Failure failure, @Nullable Entry entry) {
        if (entry != null && draft.isUndoable(draft.entry(entry.number()))) {
            draft.emit(new Event.CatchStarted(draft.now, frame, node.name(), rule, failure));
            draft.undoAttempts.undo(draft.entry(entry.number()));
        } else {
            goOn(frame, node, rule, failure);
        }
    }

    private void goOn(int frame, Node node, int rule, Failure failure) {
        draft.emit(new Event.FailureCaught(draft.now, frame, node.name(), rule, failure));
        draft.arrive(
                frame,
                rule == 0
                        ? Optional.of(node.name())
                        : node.catches().get(rule - 1).next());
        if (draft.state.log.pivotReached()) {
            draft.failing.reconsiderHeld();
        }
    }

    private void goOn(Frame frame, Token.Catching at) {
        goOn(frame.number(), draft.layout.node(at.node()), at.rule(), at.failure());
    }

    /** A frame is settled, and its undo begins. */
    void begin(int frame) {
        draft.emit(new Event.UndoStarted(draft.now, frame));
        advance(frame);
    }

    /** Undoes the latest thing of a frame that is not undone; at the end of them the frame is undone. */
    private void advance(int frame) {
        if (draft.state.frames.get(frame).mode() != Mode.UNDOING) {
            return;
        }
        List<Integer> trace = draft.state.frames.trace(frame);
        for (int i = draft.state.frames.undoCursor(frame); i >= 0; i--) {
            draft.state.frames.undoCursor(frame, i);
            int number = Frames.numberOf(trace.get(i));
            if (Frames.isGroup(trace.get(i)) ? isGroupPending(number) : isEntryPending(number)) {
                return;
            }
        }
        draft.state.frames.undoCursor(frame, -1);
        draft.emit(new Event.FrameUndone(draft.now, frame));
        undone(frame);
    }

    private boolean isEntryPending(int number) {
        Entry entry = draft.entry(number);
        if (!entry.isUndoOpen() && draft.isUndoable(entry)) {
            draft.undoAttempts.undo(entry);
        }
        return needsUndo(number);
    }

    private boolean isGroupPending(int number) {
        beginFrames(number);
        return draft.state.frames.group(number).undoing() > 0;
    }

    /** Begins the undo of as many frames of a group as may be undone at the same time, the latest first. */
    private void beginFrames(int number) {
        List<Integer> members = draft.state.frames.members(number);
        int atOnce = concurrency(draft.state.frames.group(number));
        for (int i = draft.state.frames.groupCursor(number); i >= 0; i--) {
            Frame member = draft.state.frames.get(members.get(i));
            boolean pending = isUnbegun(member) && hasSomethingIn(member.number());
            if (pending && draft.state.frames.group(number).undoing() >= atOnce) {
                return;
            }
            draft.state.frames.groupCursor(number, i - 1);
            if (pending) {
                begin(member.number());
            }
        }
    }

    private static boolean isUnbegun(Frame frame) {
        return frame.mode() != Mode.UNDOING && frame.mode() != Mode.UNDONE;
    }

    private int concurrency(Group group) {
        return switch (group.kind()) {
            case PARALLEL -> Integer.MAX_VALUE;
            case FOR_EACH -> ((Node.ForEach) draft.layout.node(group.node())).concurrencyMax();
            case LOOP -> 1;
        };
    }

    /** Goes on undoing a group, if its owner does: while that still settles, what runs in it is waited for first (4.1). */
    void advanceGroup(int number) {
        Frame owner = draft.state.frames.get(draft.state.frames.group(number).frame());
        boolean caught = owner.mode() == Mode.RUNNING
                && draft.state.frames.isCaught(number)
                && draft.settling.isQuiet(new Part.OfGroup(number));
        if ((owner.mode() != Mode.UNDOING && !caught) || isGroupPending(number)) {
            return;
        }
        if (owner.mode() == Mode.UNDOING) {
            advance(owner.number());
        } else if (owner.mode() == Mode.RUNNING && owner.token() instanceof Token.Catching catching) {
            goOn(owner, catching);
        }
    }

    /** Nothing more is to be done for an entry: goes on with what waited for it. */
    void entryOver(Entry entry) {
        Frame frame = draft.state.frames.get(entry.frame());
        if (frame.mode() == Mode.UNDOING) {
            advance(frame.number());
        } else if (frame.mode() == Mode.RUNNING
                && frame.token() instanceof Token.Catching catching
                && catching.entry() == entry.number()) {
            goOn(frame, catching);
        }
    }

    private void undone(int frame) {
        Frame at = draft.state.frames.get(frame);
        if (at.group() < 0) {
            finish();
            return;
        }
        Frame owner =
                draft.state.frames.get(draft.state.frames.group(at.group()).frame());
        boolean failedItem =
                at.failure().isPresent() && owner.mode() == Mode.RUNNING && !draft.state.frames.isCaught(at.group());
        if (failedItem) {
            draft.emit(new Event.ItemFailed(
                    draft.now, at.group(), at.index(), at.failure().get()));
            draft.scopes.itemOver(at.group());
        } else {
            advanceGroup(at.group());
        }
    }

    private void finish() {
        if (draft.state.status() == ExecutionStatus.COMPENSATING) {
            draft.emit(new Event.ExecutionCompensated(draft.now));
        } else {
            draft.emit(new Event.ExecutionFailed(
                    draft.now,
                    draft.state.standing().cause().orElseThrow(),
                    draft.state.standing().failure().orElseThrow()));
        }
        draft.children.tellParent();
    }

    /** Whether anything that a frame did is still to be undone. */
    private boolean hasSomethingIn(int frame) {
        return draft.state.frames.hasEntryIn(new Part.OfFrame(frame), this::needsUndo);
    }

    private boolean needsUndo(int number) {
        Entry entry = draft.entry(number);
        return draft.isUndoable(entry) || entry.isUndoOpen();
    }
}

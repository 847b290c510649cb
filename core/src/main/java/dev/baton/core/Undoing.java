package dev.baton.core;

import dev.baton.Call;
import dev.baton.ExecutionStatus;
import dev.baton.Failure;
import dev.baton.Node;
import dev.baton.Retry;
import dev.baton.core.Entry.Phase;
import dev.baton.core.Frame.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Goes back: settles what runs, then undoes entries in strict reverse order of their start, branches concurrently
 * (saga-semantics §4, §5). The same for a whole execution, for a scope that is caught, and for an item that failed.
 */
final class Undoing {
    /** How long a callback is waited for while the execution goes back (saga-semantics 4.1). */
    private static final Duration CALLBACK_MAX = Duration.ofMinutes(1);

    private final DecisionDraft draft;

    Undoing(DecisionDraft draft) {
        this.draft = draft;
    }

    /** The whole execution goes back. */
    void execution(Cause cause, Failure failure, Optional<String> by) {
        draft.desk.supersedeQuestions(0, -1);
        boolean after = draft.state.hasEnded();
        boolean undoes = after || !draft.layout.isFlow();
        boolean nothing = !after
                && draft.state.log.open().stream().noneMatch(number -> draft.isRunning(draft.entry(number)))
                && !(undoes && hasSomethingIn(0))
                && draft.state.frames.allGroups().stream().allMatch(group -> group.undoing() == 0);
        if (nothing) {
            giveUpIdle(0, -1);
            draft.emit(new Event.ExecutionFailed(draft.now, cause, failure));
            draft.children.tellParent();
            return;
        }
        draft.emit(new Event.CompensationStarted(draft.now, cause, failure, by, undoes));
        stopBelow(0, -1, failure);
        settleExecution();
    }

    /** A failed item is undone by itself, and then counted. */
    void item(int frame, Failure failure) {
        draft.emit(new Event.ItemUndoStarted(draft.now, frame, failure));
        stopBelow(frame, -1, failure);
        settleItem(frame);
    }

    /** What a scope did is undone before a catch rule goes on. */
    void scope(int frame, Node node, int rule, Failure failure, int group) {
        draft.emit(new Event.CatchStarted(draft.now, frame, node.name(), rule, failure));
        stopBelow(-1, group, failure);
        settleGroup(group);
    }

    /** What a step did is undone before a catch rule goes on (0: before it is visited again). */
    void caught(int frame, Node node, int rule, Failure failure, @Nullable Entry entry) {
        if (entry != null && draft.isUndoable(draft.entry(entry.number()))) {
            draft.emit(new Event.CatchStarted(draft.now, frame, node.name(), rule, failure));
            undo(draft.entry(entry.number()));
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

    // Settling: nothing new starts, and what runs is waited for.

    private void stopBelow(int frame, int group, Failure failure) {
        draft.desk.supersedeQuestions(frame, group);
        giveUpIdle(frame, group);
        for (int number : List.copyOf(draft.state.log.open())) {
            Entry entry = draft.entry(number);
            if (isBelow(entry.frame(), frame, group)) {
                if (entry.child()) {
                    draft.children.cancel(entry, failure);
                } else {
                    draft.perform(new Effect.StopAttempt(number));
                    limitCallback(entry);
                }
            }
        }
    }

    private void giveUpIdle(int frame, int group) {
        for (int number : List.copyOf(draft.state.log.open())) {
            Entry entry = draft.entry(number);
            if (isBelow(entry.frame(), frame, group) && !draft.isRunning(entry)) {
                draft.attempts.giveUp(entry);
            }
        }
    }

    boolean isBelow(int at, int frame, int group) {
        return frame >= 0 ? draft.state.frames.isWithin(at, frame) : draft.state.frames.isWithinGroup(at, group);
    }

    private void limitCallback(Entry entry) {
        if (entry.isAttempted() && draft.layout.task(entry.node()).call() instanceof Call.Callback) {
            Instant limit = draft.now.plus(CALLBACK_MAX);
            boolean sooner = draft.state.timers.pending().stream()
                    .anyMatch(timer -> timer.purpose() == Timer.Purpose.TASK_TIMEOUT
                            && timer.subject() == entry.number()
                            && !timer.due().isAfter(limit));
            if (!sooner) {
                draft.emit(new Event.CallbackLimited(draft.now, entry.number(), limit));
            }
        }
    }

    /** Something in this frame came to its end: goes on with the undo that waited for it. */
    void settled(int frame) {
        Frame root = draft.state.frames.get(0);
        if (root.mode() == Mode.STOPPED) {
            settleExecution();
            return;
        }
        for (int at = frame; at >= 0; at = draft.state.frames.parent(at)) {
            Frame here = draft.state.frames.get(at);
            if (here.mode() == Mode.STOPPED && here.failure().isPresent()) {
                settleItem(at);
            }
            if (here.group() >= 0 && isCatching(here.group())) {
                settleGroup(here.group());
            }
        }
    }

    private boolean isCatching(int group) {
        return draft.state.frames.get(draft.state.frames.group(group).frame()).token()
                        instanceof Token.Catching catching
                && catching.group() == group;
    }

    private boolean isQuiet(int frame, int group) {
        return draft.state.log.open().stream()
                .map(draft::entry)
                .noneMatch(entry -> isBelow(entry.frame(), frame, group));
    }

    private void settleExecution() {
        if (!draft.state.hasEnded() && isQuiet(0, -1)) {
            beginUndo(0);
        }
    }

    private void settleItem(int frame) {
        if (draft.state.frames.get(frame).mode() == Mode.STOPPED && isQuiet(frame, -1)) {
            beginUndo(frame);
        }
    }

    private void settleGroup(int group) {
        if (isQuiet(-1, group)) {
            advanceGroup(group);
        }
    }

    // Undoing: in reverse order.

    private void beginUndo(int frame) {
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
            undo(entry);
            entry = draft.entry(number);
        }
        return entry.isUndoOpen() || draft.isUndoable(entry);
    }

    private boolean isGroupPending(int number) {
        startFrames(number);
        return draft.state.frames.group(number).undoing() > 0;
    }

    /** Begins the undo of as many frames of a group as may be undone at the same time, the latest first. */
    private void startFrames(int number) {
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
                beginUndo(member.number());
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
    private void advanceGroup(int number) {
        Frame owner = draft.state.frames.get(draft.state.frames.group(number).frame());
        boolean caught = owner.mode() == Mode.RUNNING && isCatching(number) && isQuiet(-1, number);
        if (owner.mode() != Mode.UNDOING && !caught) {
            return;
        }
        startFrames(number);
        if (draft.state.frames.group(number).undoing() > 0) {
            return;
        }
        if (owner.mode() == Mode.UNDOING) {
            advance(owner.number());
        } else if (owner.mode() == Mode.RUNNING && owner.token() instanceof Token.Catching catching) {
            goOn(owner.number(), draft.layout.node(catching.node()), catching.rule(), catching.failure());
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
        boolean failedItem = at.failure().isPresent() && owner.mode() == Mode.RUNNING && !isCatching(at.group());
        if (failedItem) {
            itemOver(frame, at.failure().get());
        } else {
            advanceGroup(at.group());
        }
    }

    private void itemOver(int frame, Failure failure) {
        Frame item = draft.state.frames.get(frame);
        draft.emit(new Event.ItemFailed(draft.now, item.group(), item.index(), failure));
        draft.forward.itemOver(item.group());
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
    boolean hasSomethingIn(int frame) {
        return draft.state.frames.trace(frame).stream()
                .anyMatch(item -> Frames.isGroup(item)
                        ? hasSomethingInGroup(Frames.numberOf(item))
                        : needsUndo(draft.entry(Frames.numberOf(item))));
    }

    boolean hasSomethingInGroup(int group) {
        return draft.state.frames.members(group).stream().anyMatch(this::hasSomethingIn);
    }

    private boolean needsUndo(Entry entry) {
        return draft.isUndoable(entry) || entry.isUndoOpen();
    }

    // One entry.

    /** Undoes an entry: waits for stray calls, asks the service, calls the compensation; whatever of it is still to do. */
    void undo(Entry entry) {
        if (!draft.isUndoable(entry)) {
            entryOver(entry);
        } else if (entry.child() && !draft.isUndoneByTask(entry)) {
            schedule(entry);
            draft.children.compensate(draft.entry(entry.number()));
        } else if (entry.state() == EntryState.MAYBE && !isSettled(entry)) {
            draft.emit(new Event.UndoDelayed(draft.now, entry.number(), settledAt(entry)));
        } else if (entry.state() == EntryState.MAYBE && !entry.probed() && draft.attempts.isProbed(entry)) {
            draft.attempts.probe(entry);
        } else {
            schedule(entry);
            invoke(draft.entry(entry.number()));
        }
    }

    private boolean isSettled(Entry entry) {
        return entry.child() || !settledAt(entry).isAfter(draft.now);
    }

    private Instant settledAt(Entry entry) {
        return entry.quietSince().plus(draft.layout.task(entry.node()).rules().settle());
    }

    private void schedule(Entry entry) {
        draft.emit(new Event.UndoScheduled(draft.now, entry.number(), entry.undoAttempt() + 1, entry.undoRound()));
    }

    /** Undoes what came late, under a key of its own. */
    void undoLateEffect(Entry entry) {
        draft.emit(new Event.UndoScheduled(draft.now, entry.number(), entry.undoAttempt() + 1, entry.undoRound() + 1));
        invoke(draft.entry(entry.number()));
    }

    /** An operator wants a failed undo tried again. */
    void retry(Entry entry) {
        schedule(entry);
        if (entry.child() && !draft.isUndoneByTask(entry)) {
            draft.children.compensate(entry);
        } else {
            invoke(draft.entry(entry.number()));
        }
    }

    /** Has the undo that is under way called (again, after a crash). */
    void invoke(Entry entry) {
        Node.Undo undo = draft.layout.undoOf(entry.node()).orElseThrow();
        if (undo.call() instanceof Call.Child saga) {
            draft.children.startUndo(entry, saga);
            return;
        }
        String key = draft.keyOf(entry);
        draft.perform(new Effect.InvokeUndo(
                entry.number(),
                entry.undoAttempt(),
                entry.node(),
                taskName(entry),
                undo.call(),
                key,
                key + (entry.undoRound() == 1 ? "/undo" : "/undo/" + entry.undoRound()),
                entry.input(),
                entry.output(),
                entry.state() == EntryState.DONE,
                undo.timeout()));
    }

    private String taskName(Entry entry) {
        return draft.layout.node(entry.node()) instanceof Node.Task task ? task.task() : entry.node();
    }

    void completed(Command.CompleteUndo command) {
        if (command.entry() < 0 || command.entry() >= draft.state.log.size()) {
            return;
        }
        Entry entry = draft.entry(command.entry());
        if (!isAwaited(entry) || command.attempt() < 1 || command.attempt() > entry.undoAttempt()) {
            return;
        }
        if (command.attempt() < entry.undoValid()) {
            if (entry.phase() == Phase.UNDOING && entry.undoAttempt() == command.attempt()) {
                schedule(entry);
                invoke(draft.entry(entry.number()));
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
        entryOver(draft.entry(entry.number()));
    }

    void failed(Command.FailUndo command) {
        if (command.entry() < 0 || command.entry() >= draft.state.log.size()) {
            return;
        }
        Entry entry = draft.entry(command.entry());
        if (entry.phase() != Phase.UNDOING || entry.undoAttempt() != command.attempt()) {
            return;
        }
        Optional<Retry> retry = draft.layout.undoOf(entry.node()).map(Node.Undo::retry);
        boolean again = !command.refused()
                && retry.isPresent()
                && entry.undoSpent() + 1 < retry.get().attemptsMax();
        Optional<Instant> next = again
                ? Optional.of(draft.now.plus(Attempts.pause(
                        retry.get(), entry.undoSpent() + 1, draft.keyOf(entry) + "#undo" + entry.undoAttempt())))
                : Optional.empty();
        draft.emit(new Event.UndoFailed(draft.now, entry.number(), command.attempt(), command.failure(), next));
        if (next.isEmpty()) {
            draft.desk.open(IncidentKind.COMPENSATION_FAILED, entry, command.failure());
        }
    }

    /** A settle time, or a pause between two undo attempts, is over. */
    void due(int number) {
        Entry entry = draft.entry(number);
        switch (entry.phase()) {
            case UNDO_DELAY -> undo(entry);
            case UNDO_BACKOFF -> {
                schedule(entry);
                invoke(draft.entry(number));
            }
            case IDLE, RUNNING, HANDED_OUT, BACKOFF, PROBING, PROBE_BACKOFF, UNDOING, UNDO_HELD -> {}
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
            goOn(frame.number(), draft.layout.node(catching.node()), catching.rule(), catching.failure());
        }
    }
}

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

    private final Turn turn;

    Undoing(Turn turn) {
        this.turn = turn;
    }

    /** The whole execution goes back. */
    void execution(Cause cause, Failure failure, Optional<String> by) {
        turn.desk.supersedeQuestions(0, -1);
        boolean after = turn.state.hasEnded();
        boolean undoes = after || !turn.layout.isFlow();
        boolean nothing = !after
                && turn.state.log.open().stream().noneMatch(number -> turn.isRunning(turn.entry(number)))
                && !(undoes && hasSomethingIn(0))
                && turn.state.frames.allGroups().stream().allMatch(group -> group.undoing() == 0);
        if (nothing) {
            giveUpIdle(0, -1);
            turn.emit(new Event.ExecutionFailed(turn.now, cause, failure));
            turn.children.tellParent();
            return;
        }
        turn.emit(new Event.CompensationStarted(turn.now, cause, failure, by, undoes));
        stopBelow(0, -1, failure);
        settleExecution();
    }

    /** A failed item is undone by itself, and then counted. */
    void item(int frame, Failure failure) {
        turn.emit(new Event.ItemUndoStarted(turn.now, frame, failure));
        stopBelow(frame, -1, failure);
        settleItem(frame);
    }

    /** What a scope did is undone before a catch rule goes on. */
    void scope(int frame, Node node, int rule, Failure failure, int group) {
        turn.emit(new Event.CatchStarted(turn.now, frame, node.name(), rule, failure));
        stopBelow(-1, group, failure);
        settleGroup(group);
    }

    /** What a step did is undone before a catch rule goes on (0: before it is visited again). */
    void caught(int frame, Node node, int rule, Failure failure, @Nullable Entry entry) {
        if (entry != null && turn.isUndoable(turn.entry(entry.number()))) {
            turn.emit(new Event.CatchStarted(turn.now, frame, node.name(), rule, failure));
            undo(turn.entry(entry.number()));
        } else {
            goOn(frame, node, rule, failure);
        }
    }

    private void goOn(int frame, Node node, int rule, Failure failure) {
        turn.emit(new Event.FailureCaught(turn.now, frame, node.name(), rule, failure));
        turn.arrive(
                frame,
                rule == 0
                        ? Optional.of(node.name())
                        : node.catches().get(rule - 1).next());
        if (turn.state.log.pivotReached()) {
            turn.failing.reconsiderHeld();
        }
    }

    // Settling: nothing new starts, and what runs is waited for.

    private void stopBelow(int frame, int group, Failure failure) {
        turn.desk.supersedeQuestions(frame, group);
        giveUpIdle(frame, group);
        for (int number : List.copyOf(turn.state.log.open())) {
            Entry entry = turn.entry(number);
            if (isBelow(entry.frame(), frame, group)) {
                if (entry.child()) {
                    turn.children.cancel(entry, failure);
                } else {
                    turn.perform(new Effect.StopAttempt(number));
                    limitCallback(entry);
                }
            }
        }
    }

    private void giveUpIdle(int frame, int group) {
        for (int number : List.copyOf(turn.state.log.open())) {
            Entry entry = turn.entry(number);
            if (isBelow(entry.frame(), frame, group) && !turn.isRunning(entry)) {
                turn.attempts.giveUp(entry);
            }
        }
    }

    boolean isBelow(int at, int frame, int group) {
        return frame >= 0 ? turn.state.frames.isWithin(at, frame) : turn.state.frames.isWithinGroup(at, group);
    }

    private void limitCallback(Entry entry) {
        if (entry.isAttempted() && turn.layout.task(entry.node()).call() instanceof Call.Callback) {
            Instant limit = turn.now.plus(CALLBACK_MAX);
            boolean sooner = turn.state.timers.pending().stream()
                    .anyMatch(timer -> timer.purpose() == Timer.Purpose.TASK_TIMEOUT
                            && timer.subject() == entry.number()
                            && !timer.due().isAfter(limit));
            if (!sooner) {
                turn.emit(new Event.CallbackLimited(turn.now, entry.number(), limit));
            }
        }
    }

    /** Something in this frame came to its end: goes on with the undo that waited for it. */
    void settled(int frame) {
        Frame root = turn.state.frames.get(0);
        if (root.mode() == Mode.STOPPED) {
            settleExecution();
            return;
        }
        for (int at = frame; at >= 0; at = turn.state.frames.parent(at)) {
            Frame here = turn.state.frames.get(at);
            if (here.mode() == Mode.STOPPED && here.failure().isPresent()) {
                settleItem(at);
            }
            if (here.group() >= 0 && isCatching(here.group())) {
                settleGroup(here.group());
            }
        }
    }

    private boolean isCatching(int group) {
        return turn.state.frames.get(turn.state.frames.group(group).frame()).token() instanceof Token.Catching catching
                && catching.group() == group;
    }

    private boolean isQuiet(int frame, int group) {
        return turn.state.log.open().stream().map(turn::entry).noneMatch(entry -> isBelow(entry.frame(), frame, group));
    }

    private void settleExecution() {
        if (!turn.state.hasEnded() && isQuiet(0, -1)) {
            beginUndo(0);
        }
    }

    private void settleItem(int frame) {
        if (turn.state.frames.get(frame).mode() == Mode.STOPPED && isQuiet(frame, -1)) {
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
        turn.emit(new Event.UndoStarted(turn.now, frame));
        advance(frame);
    }

    /** Undoes the latest thing of a frame that is not undone; at the end of them the frame is undone. */
    private void advance(int frame) {
        if (turn.state.frames.get(frame).mode() != Mode.UNDOING) {
            return;
        }
        List<Integer> trace = turn.state.frames.trace(frame);
        for (int i = turn.state.frames.undoCursor(frame); i >= 0; i--) {
            turn.state.frames.undoCursor(frame, i);
            int number = Frames.numberOf(trace.get(i));
            if (Frames.isGroup(trace.get(i)) ? isGroupPending(number) : isEntryPending(number)) {
                return;
            }
        }
        turn.state.frames.undoCursor(frame, -1);
        turn.emit(new Event.FrameUndone(turn.now, frame));
        undone(frame);
    }

    private boolean isEntryPending(int number) {
        Entry entry = turn.entry(number);
        if (!entry.isUndoOpen() && turn.isUndoable(entry)) {
            undo(entry);
            entry = turn.entry(number);
        }
        return entry.isUndoOpen() || turn.isUndoable(entry);
    }

    private boolean isGroupPending(int number) {
        startFrames(number);
        return turn.state.frames.group(number).undoing() > 0;
    }

    /** Begins the undo of as many frames of a group as may be undone at the same time, the latest first. */
    private void startFrames(int number) {
        List<Integer> members = turn.state.frames.members(number);
        int atOnce = concurrency(turn.state.frames.group(number));
        for (int i = turn.state.frames.groupCursor(number); i >= 0; i--) {
            Frame member = turn.state.frames.get(members.get(i));
            boolean pending = isUnbegun(member) && hasSomethingIn(member.number());
            if (pending && turn.state.frames.group(number).undoing() >= atOnce) {
                return;
            }
            turn.state.frames.groupCursor(number, i - 1);
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
            case FOR_EACH -> ((Node.ForEach) turn.layout.node(group.node())).concurrencyMax();
            case LOOP -> 1;
        };
    }

    /** Goes on undoing a group, if its owner does: while that still settles, what runs in it is waited for first (4.1). */
    private void advanceGroup(int number) {
        Frame owner = turn.state.frames.get(turn.state.frames.group(number).frame());
        boolean caught = owner.mode() == Mode.RUNNING && isCatching(number) && isQuiet(-1, number);
        if (owner.mode() != Mode.UNDOING && !caught) {
            return;
        }
        startFrames(number);
        if (turn.state.frames.group(number).undoing() > 0) {
            return;
        }
        if (owner.mode() == Mode.UNDOING) {
            advance(owner.number());
        } else if (owner.mode() == Mode.RUNNING && owner.token() instanceof Token.Catching catching) {
            goOn(owner.number(), turn.layout.node(catching.node()), catching.rule(), catching.failure());
        }
    }

    private void undone(int frame) {
        Frame at = turn.state.frames.get(frame);
        if (at.group() < 0) {
            finish();
            return;
        }
        Frame owner = turn.state.frames.get(turn.state.frames.group(at.group()).frame());
        boolean failedItem = at.failure().isPresent() && owner.mode() == Mode.RUNNING && !isCatching(at.group());
        if (failedItem) {
            itemOver(frame, at.failure().get());
        } else {
            advanceGroup(at.group());
        }
    }

    private void itemOver(int frame, Failure failure) {
        Frame item = turn.state.frames.get(frame);
        turn.emit(new Event.ItemFailed(turn.now, item.group(), item.index(), failure));
        turn.forward.itemOver(item.group());
    }

    private void finish() {
        if (turn.state.status() == ExecutionStatus.COMPENSATING) {
            turn.emit(new Event.ExecutionCompensated(turn.now));
        } else {
            turn.emit(new Event.ExecutionFailed(
                    turn.now,
                    turn.state.standing().cause().orElseThrow(),
                    turn.state.standing().failure().orElseThrow()));
        }
        turn.children.tellParent();
    }

    /** Whether anything that a frame did is still to be undone. */
    boolean hasSomethingIn(int frame) {
        return turn.state.frames.trace(frame).stream()
                .anyMatch(item -> Frames.isGroup(item)
                        ? hasSomethingInGroup(Frames.numberOf(item))
                        : needsUndo(turn.entry(Frames.numberOf(item))));
    }

    boolean hasSomethingInGroup(int group) {
        return turn.state.frames.members(group).stream().anyMatch(this::hasSomethingIn);
    }

    private boolean needsUndo(Entry entry) {
        return turn.isUndoable(entry) || entry.isUndoOpen();
    }

    // One entry.

    /** Undoes an entry: waits for stray calls, asks the service, calls the compensation; whatever of it is still to do. */
    void undo(Entry entry) {
        if (!turn.isUndoable(entry)) {
            entryOver(entry);
        } else if (entry.child() && !turn.isUndoneByTask(entry)) {
            schedule(entry);
            turn.children.compensate(turn.entry(entry.number()));
        } else if (entry.state() == EntryState.MAYBE && !isSettled(entry)) {
            turn.emit(new Event.UndoDelayed(turn.now, entry.number(), settledAt(entry)));
        } else if (entry.state() == EntryState.MAYBE && !entry.probed() && turn.attempts.isProbed(entry)) {
            turn.attempts.probe(entry);
        } else {
            schedule(entry);
            invoke(turn.entry(entry.number()));
        }
    }

    private boolean isSettled(Entry entry) {
        return entry.child() || !settledAt(entry).isAfter(turn.now);
    }

    private Instant settledAt(Entry entry) {
        return entry.quietSince().plus(turn.layout.task(entry.node()).rules().settle());
    }

    private void schedule(Entry entry) {
        turn.emit(new Event.UndoScheduled(turn.now, entry.number(), entry.undoAttempt() + 1, entry.undoRound()));
    }

    /** Undoes what came late, under a key of its own. */
    void undoLateEffect(Entry entry) {
        turn.emit(new Event.UndoScheduled(turn.now, entry.number(), entry.undoAttempt() + 1, entry.undoRound() + 1));
        invoke(turn.entry(entry.number()));
    }

    /** An operator wants a failed undo tried again. */
    void retry(Entry entry) {
        schedule(entry);
        if (entry.child() && !turn.isUndoneByTask(entry)) {
            turn.children.compensate(entry);
        } else {
            invoke(turn.entry(entry.number()));
        }
    }

    /** Has the undo that is under way called (again, after a crash). */
    void invoke(Entry entry) {
        Node.Undo undo = turn.layout.undoOf(entry.node()).orElseThrow();
        String key = turn.keyOf(entry);
        turn.perform(new Effect.InvokeUndo(
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
        return turn.layout.node(entry.node()) instanceof Node.Task task ? task.task() : entry.node();
    }

    void completed(Command.CompleteUndo command) {
        if (command.entry() < 0 || command.entry() >= turn.state.log.size()) {
            return;
        }
        Entry entry = turn.entry(command.entry());
        if (!isAwaited(entry) || command.attempt() < 1 || command.attempt() > entry.undoAttempt()) {
            return;
        }
        if (command.attempt() < entry.undoValid()) {
            if (entry.phase() == Phase.UNDOING && entry.undoAttempt() == command.attempt()) {
                schedule(entry);
                invoke(turn.entry(entry.number()));
            }
            return;
        }
        if (entry.phase() == Phase.UNDOING && entry.undoAttempt() != command.attempt()) {
            turn.perform(new Effect.StopAttempt(entry.number()));
        }
        compensated(entry, false);
    }

    /** Whether the answer of an undo still matters. One that was under way when its execution was terminated does. */
    private boolean isAwaited(Entry entry) {
        return switch (entry.phase()) {
            case UNDOING, UNDO_BACKOFF, UNDO_HELD -> true;
            case IDLE ->
                turn.state.status() == ExecutionStatus.TERMINATED
                        && (entry.state() == EntryState.DONE || entry.state() == EntryState.MAYBE);
            case RUNNING, HANDED_OUT, BACKOFF, PROBING, PROBE_BACKOFF, UNDO_DELAY -> false;
        };
    }

    /** An entry's effect is undone. */
    void compensated(Entry entry, boolean gaps) {
        turn.emit(new Event.TaskCompensated(turn.now, entry.number(), entry.undoAttempt(), gaps));
        turn.desk.supersede(entry.number());
        entryOver(turn.entry(entry.number()));
    }

    void failed(Command.FailUndo command) {
        if (command.entry() < 0 || command.entry() >= turn.state.log.size()) {
            return;
        }
        Entry entry = turn.entry(command.entry());
        if (entry.phase() != Phase.UNDOING || entry.undoAttempt() != command.attempt()) {
            return;
        }
        Optional<Retry> retry = turn.layout.undoOf(entry.node()).map(Node.Undo::retry);
        boolean again = !command.refused()
                && retry.isPresent()
                && entry.undoSpent() + 1 < retry.get().attemptsMax();
        Optional<Instant> next = again
                ? Optional.of(turn.now.plus(Attempts.pause(
                        retry.get(), entry.undoSpent() + 1, turn.keyOf(entry) + "#undo" + entry.undoAttempt())))
                : Optional.empty();
        turn.emit(new Event.UndoFailed(turn.now, entry.number(), command.attempt(), command.failure(), next));
        if (next.isEmpty()) {
            turn.desk.open(IncidentKind.COMPENSATION_FAILED, entry, command.failure());
        }
    }

    /** A settle time, or a pause between two undo attempts, is over. */
    void due(int number) {
        Entry entry = turn.entry(number);
        switch (entry.phase()) {
            case UNDO_DELAY -> undo(entry);
            case UNDO_BACKOFF -> {
                schedule(entry);
                invoke(turn.entry(number));
            }
            case IDLE, RUNNING, HANDED_OUT, BACKOFF, PROBING, PROBE_BACKOFF, UNDOING, UNDO_HELD -> {}
        }
    }

    /** Nothing more is to be done for an entry: goes on with what waited for it. */
    void entryOver(Entry entry) {
        Frame frame = turn.state.frames.get(entry.frame());
        if (frame.mode() == Mode.UNDOING) {
            advance(frame.number());
        } else if (frame.mode() == Mode.RUNNING
                && frame.token() instanceof Token.Catching catching
                && catching.entry() == entry.number()) {
            goOn(frame.number(), turn.layout.node(catching.node()), catching.rule(), catching.failure());
        }
    }
}

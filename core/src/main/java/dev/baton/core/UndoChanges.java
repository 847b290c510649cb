package dev.baton.core;

import dev.baton.core.Entry.Phase;
import dev.baton.core.Frame.Mode;
import java.util.Optional;

/** What the way back changes in the state. */
final class UndoChanges {
    private final ExecutionState state;
    private final FlowChanges flow;

    UndoChanges(ExecutionState state, FlowChanges flow) {
        this.state = state;
        this.flow = flow;
    }

    void apply(Event.OfUndo event) {
        switch (event) {
            case Event.CompensationStarted started -> goBack(started);
            case Event.CauseNoted noted -> note(noted);
            case Event.CatchStarted started -> beginCatch(started);
            case Event.ItemUndoStarted started -> stopItem(started);
            case Event.UndoStarted started -> begin(started);
            case Event.FrameUndone undone -> end(undone);
            case Event.UndoDelayed delayed -> delay(delayed);
            case Event.UndoScheduled scheduled -> schedule(scheduled);
            case Event.UndoFailed failed -> fail(failed);
            case Event.TaskCompensated compensated -> compensate(compensated);
        }
    }

    private void goBack(Event.CompensationStarted started) {
        state.stand(standing -> standing.goingBack(started));
        flow.stop(0);
    }

    private void note(Event.CauseNoted noted) {
        if (noted.cause() == Cause.DEADLINE) {
            state.timers.clear(Timer.Purpose.DEADLINE, 0);
        }
        if (noted.remembered() && state.standing().remembered().isEmpty()) {
            var remembered = new Standing.Remembered(noted.cause(), noted.failure(), Optional.empty());
            state.stand(standing -> standing.remembering(remembered));
        }
    }

    private void beginCatch(Event.CatchStarted started) {
        Token at = state.frames.get(started.frame()).token();
        int group = state.frames.groupOf(started.frame());
        int entry = at instanceof Token.Working working ? working.entry() : -1;
        if (group >= 0) {
            flow.stopGroup(group);
        }
        state.frames.token(
                started.frame(), new Token.Catching(started.node(), started.rule(), started.failure(), entry, group));
    }

    private void stopItem(Event.ItemUndoStarted started) {
        flow.stop(started.frame());
        state.frames.change(started.frame(), frame -> frame.failed(started.failure()));
    }

    private void begin(Event.UndoStarted started) {
        state.frames.mode(started.frame(), Mode.UNDOING);
        countUndoing(started.frame(), 1);
    }

    private void end(Event.FrameUndone undone) {
        state.frames.mode(undone.frame(), Mode.UNDONE);
        countUndoing(undone.frame(), -1);
    }

    private void countUndoing(int frame, int difference) {
        int group = state.frames.get(frame).group();
        if (group >= 0) {
            state.frames.changeGroup(group, was -> was.undoing(was.undoing() + difference));
        }
    }

    private void delay(Event.UndoDelayed delayed) {
        state.timers.clear(Timer.Purpose.SETTLE, delayed.entry());
        state.log.change(delayed.entry(), entry -> entry.phase(Phase.UNDO_DELAY));
        state.timers.set(delayed.at(), delayed.due(), Timer.Purpose.SETTLE, delayed.entry());
    }

    private void schedule(Event.UndoScheduled scheduled) {
        state.timers.clear(Timer.Purpose.SETTLE, scheduled.entry());
        state.timers.clear(Timer.Purpose.UNDO_RETRY, scheduled.entry());
        Entry was = state.log.get(scheduled.entry());
        state.log.change(
                scheduled.entry(),
                entry -> entry.phase(Phase.UNDOING)
                        .undoAttempt(scheduled.attempt())
                        .undoRound(scheduled.round())
                        .undoValid(scheduled.round() > was.undoRound() ? scheduled.attempt() : was.undoValid()));
    }

    private void fail(Event.UndoFailed failed) {
        Entry was = state.log.get(failed.entry());
        state.log.change(
                failed.entry(),
                entry -> entry.phase(failed.next().isPresent() ? Phase.UNDO_BACKOFF : Phase.UNDO_HELD)
                        .undoSpent(was.undoSpent() + 1));
        failed.next().ifPresent(next -> state.timers.set(failed.at(), next, Timer.Purpose.UNDO_RETRY, failed.entry()));
    }

    private void compensate(Event.TaskCompensated compensated) {
        settle(compensated.entry(), compensated.gaps() ? EntryState.SKIPPED : EntryState.COMPENSATED);
        if (compensated.gaps()) {
            state.stand(Standing::withGaps);
        }
    }

    /** The undo of an entry is done, one way or the other. */
    void settle(int number, EntryState as) {
        state.timers.clearUndo(number);
        state.log.change(number, entry -> entry.state(as).phase(Phase.IDLE));
    }
}

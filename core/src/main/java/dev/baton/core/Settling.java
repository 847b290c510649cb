package dev.baton.core;

import dev.baton.Call;
import dev.baton.Failure;
import dev.baton.Node;
import dev.baton.core.Frame.Mode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Settles what goes back: nothing new starts in it, and what runs is waited for (saga-semantics 4.1). */
final class Settling {
    /** How long a callback is waited for while the execution goes back (saga-semantics 4.1). */
    private static final Duration CALLBACK_MAX = Duration.ofMinutes(1);

    private final DecisionDraft draft;

    Settling(DecisionDraft draft) {
        this.draft = draft;
    }

    /** Ends what runs in a part, as soon as it can be ended. */
    void stop(Part part, Failure failure) {
        draft.desk.supersedeQuestions(part);
        giveUpIdle(part);
        for (int number : List.copyOf(draft.state.log.open())) {
            Entry entry = draft.entry(number);
            if (draft.state.frames.isWithin(entry.frame(), part)) {
                if (entry.child()) {
                    draft.children.cancel(entry, failure);
                } else {
                    draft.perform(new Effect.StopAttempt(number));
                    limit(entry);
                }
            }
        }
    }

    /** Visits of which nothing runs are over. */
    void giveUpIdle(Part part) {
        for (int number : List.copyOf(draft.state.log.open())) {
            Entry entry = draft.entry(number);
            if (draft.state.frames.isWithin(entry.frame(), part) && !draft.isRunning(entry)) {
                draft.attempts.giveUp(entry);
            }
        }
    }

    /** What the engine does not run itself may never be answered. */
    private void limit(Entry entry) {
        Node.Task task = draft.layout.task(entry.node());
        if (entry.queue().isPresent()) {
            limit(entry, task.rules().timeout());
        } else if (entry.isAttempted() && task.call() instanceof Call.Callback) {
            limit(entry, CALLBACK_MAX);
        }
    }

    private void limit(Entry entry, Duration max) {
        Instant limit = draft.now.plus(max);
        boolean sooner = draft.state.timers.pending().stream()
                .anyMatch(timer -> timer.purpose() == Timer.Purpose.TASK_TIMEOUT
                        && timer.subject() == entry.number()
                        && !timer.due().isAfter(limit));
        if (!sooner) {
            draft.emit(new Event.CallbackLimited(draft.now, entry.number(), limit));
        }
    }

    /** Whether every visit in a part is over. */
    boolean isQuiet(Part part) {
        return draft.state.log.open().stream()
                .map(draft::entry)
                .noneMatch(entry -> draft.state.frames.isWithin(entry.frame(), part));
    }

    /** Something in this frame came to its end: goes on with the undo that waited for it. */
    void ended(int frame) {
        if (draft.state.frames.get(0).mode() == Mode.STOPPED) {
            execution();
            return;
        }
        for (int at = frame; at >= 0; at = draft.state.frames.parent(at)) {
            Frame here = draft.state.frames.get(at);
            if (here.mode() == Mode.STOPPED && here.failure().isPresent()) {
                item(at);
            }
            if (here.group() >= 0 && draft.state.frames.isCaught(here.group())) {
                group(here.group());
            }
        }
    }

    /** Begins the undo of the whole execution, if it is quiet. */
    void execution() {
        if (!draft.state.hasEnded() && isQuiet(Part.WHOLE)) {
            draft.undoing.begin(0);
        }
    }

    /** Begins the undo of a failed item, if it is quiet. */
    void item(int frame) {
        if (draft.state.frames.get(frame).mode() == Mode.STOPPED && isQuiet(new Part.OfFrame(frame))) {
            draft.undoing.begin(frame);
        }
    }

    /** Begins the undo of a group whose failure is caught, if it is quiet. */
    void group(int group) {
        if (isQuiet(new Part.OfGroup(group))) {
            draft.undoing.advanceGroup(group);
        }
    }
}

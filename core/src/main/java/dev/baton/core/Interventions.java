package dev.baton.core;

import dev.baton.ExecutionStatus;
import dev.baton.Failure;
import dev.baton.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What people, or a parent, want of an execution as a whole: its end, the way back, or another try. */
final class Interventions {
    private final DecisionDraft draft;

    Interventions(DecisionDraft draft) {
        this.draft = draft;
    }

    Reply cancel(Command.CancelExecution cancel) {
        if (draft.state.hasEnded()) {
            return Refusals.ended(draft.state, "cancelled");
        }
        return draft.failing.goBack(
                cancel.cause(),
                Failure.of(Failure.CANCELLED, "Cancelled by " + cancel.by() + ": " + cancel.reason()),
                Optional.of(cancel.by()));
    }

    Reply compensate(Command.CompensateExecution compensate) {
        Failure why = Failure.of(
                Failure.CANCELLED, "Compensation asked for by " + compensate.by() + ": " + compensate.reason());
        boolean over =
                draft.state.status() == ExecutionStatus.COMPENSATED || draft.state.status() == ExecutionStatus.FAILED;
        Reply reply = switch (draft.state.status()) {
            case RUNNING, COMPENSATING -> draft.failing.goBack(compensate.cause(), why, Optional.of(compensate.by()));
            case COMPLETED, TERMINATED -> compensateEnded(compensate, why);
            case COMPENSATED, FAILED -> new Reply.Accepted();
        };
        if (compensate.cause() == Cause.PARENT) {
            if (reply instanceof Reply.Refused refused) {
                draft.children.tellNotUndone(refused.message());
            } else if (over) {
                draft.children.tellParent();
            }
        }
        return reply;
    }

    private Reply compensateEnded(Command.CompensateExecution compensate, Failure why) {
        ExecutionState state = draft.state;
        if (state.standing().pastPivot()) {
            return Refusals.pastPivot(state);
        }
        for (Entry entry : state.log.all()) {
            if (entry.role() == Role.PIVOT && entry.stateIfOver() == EntryState.MAYBE) {
                return Refusals.notCompensatable(
                        state, "nobody knows whether its pivot '" + entry.node() + "' took effect.");
            }
        }
        boolean parentAsks = compensate.cause() == Cause.PARENT;
        if (state.status() == ExecutionStatus.COMPLETED && !parentAsks) {
            if (state.header().parent().isPresent()) {
                return Refusals.notCompensatable(
                        state,
                        "it is the child of '" + state.header().parent().get().execution()
                                + "', which alone may have it compensated.");
            }
            Duration kept = draft.layout.definition().compensatableFor();
            Instant ended = state.standing().ended().orElse(state.last());
            if (!draft.now.isBefore(ended.plus(kept))) {
                return Refusals.notCompensatable(
                        state,
                        "its definition allows that for " + kept + " after completion, which was at " + ended + ".");
            }
        }
        draft.undoing.execution(compensate.cause(), why, Optional.of(compensate.by()));
        return new Reply.Accepted();
    }

    Reply terminate(Command.TerminateExecution terminate) {
        if (draft.state.hasEnded()) {
            return Refusals.ended(draft.state, "terminated");
        }
        for (int number : List.copyOf(draft.state.log.busy())) {
            Entry entry = draft.entry(number);
            if (!entry.child()) {
                draft.perform(new Effect.StopAttempt(number));
            }
            if (!terminate.childrenRunOn()) {
                draft.children.terminate(entry, terminate.by(), terminate.reason());
            }
        }
        draft.desk.supersede("The execution was terminated.");
        draft.emit(new Event.ExecutionTerminated(draft.now, terminate.by(), terminate.reason()));
        draft.children.tellParent();
        return new Reply.Accepted();
    }

    Reply redrive(Command.RedriveExecution redrive) {
        if (draft.state.status() != ExecutionStatus.FAILED) {
            return Refusals.notFailed(draft.state);
        }
        Optional<Parent> parent = draft.state.header().parent();
        if (parent.isPresent()) {
            return Refusals.notRedriven(draft.state, parent.get());
        }
        draft.emit(new Event.ExecutionRedriven(
                draft.now,
                redrive.by(),
                redrive.reason(),
                draft.layout.definition().deadline().map(draft.now::plus)));
        for (Frame frame : List.copyOf(draft.state.frames.all())) {
            if (frame.mode() == Frame.Mode.RUNNING) {
                again(frame);
            }
        }
        return new Reply.Accepted();
    }

    private void again(Frame frame) {
        switch (frame.token()) {
            case Token.Dropped(String node) ->
                draft.arrive(frame.number(), node.isEmpty() ? Optional.empty() : Optional.of(node));
            case Token.Working working -> {
                Entry entry = draft.entry(working.entry());
                if (entry.output().isPresent()) {
                    draft.arrive(frame.number(), draft.layout.node(entry.node()).next());
                } else {
                    draft.desk.retryStep(entry, false, entry.failure().orElseGet(Failures::stopped));
                }
            }
            case Token.Joining joining -> draft.scopes.resume(joining.group());
            case Token.None none -> {}
            case Token.Evaluating evaluating -> {}
            case Token.Waiting waiting -> {}
            case Token.Receiving receiving -> {}
            case Token.Failed failed -> {}
            case Token.Catching catching -> {}
        }
    }
}

package dev.baton.core;

import dev.baton.ExecutionStatus;
import dev.baton.core.Frame.Mode;
import dev.baton.core.StateSnapshot.Header;
import java.time.Instant;
import java.util.List;

/** What the beginning and the end of an execution change in its state. */
final class ExecutionChanges {
    private final ExecutionState state;
    private final FlowChanges flow;
    private final VisitChanges visits;

    ExecutionChanges(ExecutionState state, FlowChanges flow, VisitChanges visits) {
        this.state = state;
        this.flow = flow;
        this.visits = visits;
    }

    void apply(Event.OfExecution event) {
        switch (event) {
            case Event.ExecutionStarted started -> start(started);
            case Event.ExecutionCompleted completed -> complete(completed);
            case Event.ExecutionFailed failed -> fail(failed);
            case Event.ExecutionCompensated compensated -> end(ExecutionStatus.COMPENSATED, compensated.at());
            case Event.ExecutionTerminated terminated -> terminate(terminated);
            case Event.ExecutionRedriven redriven -> redrive(redriven);
        }
    }

    private void start(Event.ExecutionStarted started) {
        state.begin(new Header(
                started.definition(),
                started.version(),
                started.run(),
                started.input(),
                started.businessKey(),
                started.tags(),
                started.parent(),
                started.at()));
        state.frames.add(-1, 0);
        started.deadline().ifPresent(due -> state.timers.set(started.at(), due, Timer.Purpose.DEADLINE, 0));
    }

    private void complete(Event.ExecutionCompleted completed) {
        state.frames.mode(0, Mode.ENDED);
        state.frames.token(0, new Token.None());
        end(ExecutionStatus.COMPLETED, completed.at());
        state.stand(standing -> standing.withResult(completed.result()));
    }

    private void fail(Event.ExecutionFailed failed) {
        state.stand(standing -> standing.because(failed.cause(), failed.failure()));
        flow.stop(0);
        end(ExecutionStatus.FAILED, failed.at());
    }

    private void terminate(Event.ExecutionTerminated terminated) {
        List.copyOf(state.log.busy()).forEach(entry -> visits.abandon(entry, terminated.at()));
        flow.stop(0);
        state.frames.stopUndo();
        state.timers.clear(timer -> true);
        end(ExecutionStatus.TERMINATED, terminated.at());
    }

    private void end(ExecutionStatus status, Instant at) {
        state.timers.clearAtEnd();
        state.stand(standing -> standing.endedAs(status, at));
    }

    private void redrive(Event.ExecutionRedriven redriven) {
        redriven.deadline().ifPresent(due -> state.timers.set(redriven.at(), due, Timer.Purpose.DEADLINE, 0));
        state.stand(Standing::redriven);
        revive(0);
    }

    /** A frame goes on where it stands, and so do those of the group there; what it has left behind stays so. */
    private void revive(int number) {
        Frame frame = state.frames.get(number);
        if (frame.mode() == Mode.ENDED || frame.token() instanceof Token.None) {
            return;
        }
        state.frames.change(number, Frame::revived);
        if (frame.token() instanceof Token.Working working) {
            state.log.change(working.entry(), entry -> entry.spent(0).lost(0));
        }
        int group = state.frames.groupOf(number);
        if (group >= 0) {
            List.copyOf(state.frames.members(group)).forEach(this::revive);
        }
    }
}

package dev.baton.core;

import dev.baton.core.Frame.Mode;
import dev.baton.core.StateSnapshot.Buffered;
import dev.baton.core.StateSnapshot.Place;
import dev.baton.core.StateSnapshot.Taken;
import java.util.Optional;

/** What the way of a token through its scope changes in the state. */
final class FlowChanges {
    private final ExecutionState state;

    FlowChanges(ExecutionState state) {
        this.state = state;
    }

    void apply(Event.OfFlow event) {
        switch (event) {
            case Event.NodeEntered entered ->
                state.frames.token(entered.frame(), new Token.Evaluating(entered.node(), state.nextSerial()));
            case Event.ValueKept kept -> keep(kept);
            case Event.PathChosen chosen -> choose(chosen);
            case Event.NodeFailed failed -> fail(failed);
            case Event.FailureCaught caught -> take(caught);
            case Event.WaitBegan began -> beginWait(began);
            case Event.WaitEnded ended -> endWait(ended);
            case Event.ReceiveBegan began -> beginReceive(began);
            case Event.SignalReceived received -> receive(received);
            case Event.SignalBuffered early -> buffer(early);
            case Event.FrameEnded ended -> end(ended);
        }
    }

    private void keep(Event.ValueKept kept) {
        state.passed();
        state.results.put(new Place(kept.frame(), kept.node()), kept.value());
    }

    private void choose(Event.PathChosen chosen) {
        state.passed();
        state.paths.put(new Place(chosen.frame(), chosen.node()), new Taken(chosen.path(), Optional.empty()));
    }

    private void fail(Event.NodeFailed failed) {
        state.timers.clearWaits(failed.frame());
        state.frames.token(failed.frame(), new Token.Failed(failed.node(), failed.failure()));
    }

    private void take(Event.FailureCaught caught) {
        state.frames.token(caught.frame(), new Token.None());
        state.paths.put(
                new Place(caught.frame(), caught.node()), new Taken(caught.rule(), Optional.of(caught.failure())));
    }

    private void beginWait(Event.WaitBegan began) {
        state.waited();
        state.frames.token(began.frame(), new Token.Waiting(began.node()));
        state.timers.set(began.at(), began.due(), Timer.Purpose.WAIT, began.frame());
    }

    private void endWait(Event.WaitEnded ended) {
        state.timers.clear(Timer.Purpose.WAIT, ended.frame());
        state.frames.token(ended.frame(), new Token.None());
    }

    private void beginReceive(Event.ReceiveBegan began) {
        state.waited();
        state.paths.remove(new Place(began.frame(), began.node()));
        state.frames.token(began.frame(), new Token.Receiving(began.node(), began.signal()));
        began.due().ifPresent(due -> state.timers.set(began.at(), due, Timer.Purpose.RECEIVE, began.frame()));
    }

    private void receive(Event.SignalReceived received) {
        state.signalIds.add(received.signalId());
        state.buffered.removeIf(early -> early.signalId().equals(received.signalId()));
        state.timers.clearWaits(received.frame());
        state.frames.token(received.frame(), new Token.None());
        state.paths.remove(new Place(received.frame(), received.node()));
        state.results.put(new Place(received.frame(), received.node()), received.value());
    }

    private void buffer(Event.SignalBuffered early) {
        state.signalIds.add(early.signalId());
        state.buffered.add(new Buffered(early.name(), early.signalId(), early.value()));
    }

    private void end(Event.FrameEnded ended) {
        state.frames.mode(ended.frame(), Mode.ENDED);
        state.frames.token(ended.frame(), new Token.None());
        state.frames.changeGroup(state.frames.get(ended.frame()).group(), Group::oneEnded);
    }

    /** Nothing new starts in a frame and below it; what runs goes on to its end. */
    void stop(int frame) {
        state.frames.forEachRunning(frame, this::stop);
        if (frame == 0) {
            state.timers.clear(Timer.Purpose.DEADLINE, 0);
        }
    }

    /** As {@link #stop(int)}, for all frames of a group. */
    void stopGroup(int group) {
        state.timers.clear(Timer.Purpose.TURN, group);
        state.frames.forEachRunningIn(group, this::stop);
    }

    private void stop(Frame frame) {
        state.timers.clearWaits(frame.number());
        switch (frame.token()) {
            case Token.Evaluating evaluating -> drop(frame);
            case Token.Waiting waiting -> drop(frame);
            case Token.Receiving receiving -> drop(frame);
            case Token.Failed failed -> drop(frame);
            case Token.Catching catching -> drop(frame);
            case Token.Joining joining -> state.timers.clear(Timer.Purpose.TURN, joining.group());
            case Token.Working working -> {}
            case Token.Dropped dropped -> {}
            case Token.None none -> {}
        }
        state.frames.mode(frame.number(), Mode.STOPPED);
    }

    private void drop(Frame frame) {
        state.frames.token(frame.number(), new Token.Dropped(frame.token().node()));
    }
}

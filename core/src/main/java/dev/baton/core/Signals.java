package dev.baton.core;

import dev.baton.Failure;
import dev.baton.Node;
import dev.baton.core.StateSnapshot.Buffered;
import java.util.Map;

/** Brings signals and the nodes that wait for them together, whichever comes first. */
final class Signals {
    private static final int SIGNALS_BUFFERED_MAX = 1_000;

    private final DecisionDraft draft;

    Signals(DecisionDraft draft) {
        this.draft = draft;
    }

    /** A signal came: a frame waits for it, or it is kept. */
    Reply deliver(Command.DeliverSignal signal) {
        ExecutionState state = draft.state;
        String id = signal.name() + "/" + signal.signalId();
        if (state.signalIds.contains(id)) {
            return new Reply.Accepted();
        }
        if (state.hasEnded()) {
            return Refusals.ended(state, "signalled");
        }
        for (Map.Entry<Integer, String> waiting : state.frames.receiving().entrySet()) {
            if (waiting.getValue().equals(signal.name())) {
                var token = (Token.Receiving) state.frames.get(waiting.getKey()).token();
                received(waiting.getKey(), (Node.Receive) draft.layout.node(token.node()), id, signal.value());
                return new Reply.Accepted();
            }
        }
        if (state.buffered.size() >= SIGNALS_BUFFERED_MAX) {
            return Refusals.tooManySignals(state, SIGNALS_BUFFERED_MAX);
        }
        draft.emit(new Event.SignalBuffered(draft.now, signal.name(), id, signal.value()));
        return new Reply.Accepted();
    }

    /** A token came to a receive: its signal is there already, or it waits. */
    void receive(int frame, Node.Receive receive) {
        for (Buffered early : draft.state.buffered) {
            if (early.name().equals(receive.signal())) {
                received(frame, receive, early.signalId(), early.value());
                return;
            }
        }
        draft.emit(new Event.ReceiveBegan(
                draft.now,
                frame,
                receive.name(),
                receive.signal(),
                receive.timeout().map(draft.now::plus)));
    }

    private void received(int frame, Node.Receive receive, String signalId, Payload value) {
        draft.emit(new Event.SignalReceived(draft.now, frame, receive.name(), signalId, value));
        draft.arrive(frame, receive.next());
    }

    void receiveOver(int frame) {
        if (draft.state.frames.get(frame).token() instanceof Token.Receiving(String node, String signal)) {
            draft.failing.node(
                    frame,
                    draft.layout.node(node),
                    Failure.of(Failure.NO_SIGNAL, "No signal '" + signal + "' came in time."));
        }
    }
}

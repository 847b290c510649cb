package dev.baton.engine;

import dev.baton.core.Event;
import dev.baton.core.Payload;
import java.util.List;

/** About how many bytes events take in a batch, said without packing them: their data, and a little for the rest. */
final class EventSize {
    private static final int REST = 64;

    private EventSize() {}

    static long of(List<Event> events) {
        long bytes = 0;
        for (Event event : events) {
            bytes += REST + data(event);
        }
        return bytes;
    }

    private static long data(Event event) {
        return switch (event) {
            case Event.ExecutionStarted started -> started.input().size();
            case Event.ExecutionCompleted completed -> completed.result().size();
            case Event.ValueKept kept -> kept.value().size();
            case Event.SignalReceived received -> received.value().size();
            case Event.SignalBuffered buffered -> buffered.value().size();
            case Event.ItemsStarted started -> data(started.items());
            case Event.LoopStarted started -> started.state().size();
            case Event.TurnEnded ended -> ended.state().size();
            case Event.TaskScheduled scheduled -> scheduled.input().size();
            case Event.TaskSucceeded succeeded -> succeeded.output().size();
            case Event.ProbeAnswered answered -> data(answered.output().stream().toList());
            case Event.LateSuccess success -> success.output().size();
            case Event.ChildStarted started -> started.input().size();
            case Event.ChildCompleted completed -> completed.output().size();
            // The others have at most a failure, whose message is bounded, or what a person typed.
            default -> 0;
        };
    }

    private static long data(List<Payload> payloads) {
        long bytes = 0;
        for (Payload payload : payloads) {
            bytes += payload.size();
        }
        return bytes;
    }
}

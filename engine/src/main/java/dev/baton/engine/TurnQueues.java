package dev.baton.engine;

import dev.baton.core.Effect;
import dev.baton.core.Payload;
import dev.baton.core.StateSnapshot.Header;
import dev.baton.store.QueuedCall;
import dev.baton.store.TaskCodec;
import dev.baton.store.TaskQueue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a turn puts on durable queues and takes from them: of each entry the last call. */
final class TurnQueues {
    private final Map<Place, TaskQueue.Queued> queued = new LinkedHashMap<>();
    private final Map<Place, TaskQueue.Task> dequeued = new LinkedHashMap<>();

    private record Place(long key, int entry) {}

    void add(Hot hot, Effect.Invoke call, Payload sagaInput) {
        Header header = hot.state().header();
        queued.put(
                new Place(hot.key, call.entry()),
                new TaskQueue.Queued(
                        new TaskQueue.Task(hot.key, call.entry(), call.number()),
                        QueueNames.stored(call.queue().orElseThrow(), header.definition(), header.version()),
                        hot.id,
                        hot.definition,
                        TaskCodec.encode(QueuedCall.of(call, sagaInput))));
    }

    /** Also of what this very turn queued. */
    void remove(Hot hot, Effect.Dequeue over) {
        var place = new Place(hot.key, over.entry());
        queued.remove(place);
        dequeued.put(place, new TaskQueue.Task(hot.key, over.entry(), over.number()));
    }

    List<TaskQueue.Queued> queued() {
        return queued.isEmpty() ? List.of() : List.copyOf(queued.values());
    }

    List<TaskQueue.Task> dequeued() {
        return dequeued.isEmpty() ? List.of() : List.copyOf(dequeued.values());
    }
}

package dev.baton.engine;

import dev.baton.core.Effect;
import dev.baton.core.Payload;
import dev.baton.core.StateSnapshot.Header;
import dev.baton.store.QueuedCall;
import dev.baton.store.QueuedQuestions;
import dev.baton.store.TaskCodec;
import dev.baton.store.TaskQueue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a turn puts on durable queues and takes from them: of each entry the last call, of each frame the last questions. */
final class TurnQueues {
    private final Map<Place, TaskQueue.Queued> queued = new LinkedHashMap<>();
    private final Map<Place, TaskQueue.Task> dequeued = new LinkedHashMap<>();

    private long bytes;

    private record Place(long key, int entry) {}

    void add(Hot hot, Effect.Invoke call, Payload sagaInput) {
        Header header = hot.state().header();
        add(new TaskQueue.Queued(
                new TaskQueue.Task(hot.key, call.entry(), call.ticket()),
                QueueNames.stored(call.queue().orElseThrow(), header.definition(), header.version()),
                hot.id,
                hot.definition,
                TaskCodec.encode(QueuedCall.of(call, sagaInput))));
    }

    /** Questions that wait for an engine which has the code to answer them. */
    void add(Hot hot, Effect.Evaluate evaluate) {
        Header header = hot.state().header();
        int place = Effect.Evaluate.place(evaluate.frame());
        add(new TaskQueue.Queued(
                new TaskQueue.Task(hot.key, place, evaluate.serial()),
                QueueNames.forCodeOf(header.definition(), header.version()),
                hot.id,
                hot.definition,
                TaskCodec.encode(QueuedQuestions.of(evaluate))));
    }

    private void add(TaskQueue.Queued waiting) {
        queued.put(new Place(waiting.task().key(), waiting.task().entry()), waiting);
        bytes += waiting.content().length;
    }

    /** Also of what this very turn queued, but nothing newer. */
    void remove(Hot hot, Effect.Dequeue over) {
        var place = new Place(hot.key, over.entry());
        queued.computeIfPresent(place, (same, waiting) -> waiting.task().attempt() > over.ticket() ? waiting : null);
        dequeued.merge(place, new TaskQueue.Task(hot.key, over.entry(), over.ticket()), TurnQueues::higher);
    }

    /** Of several calls of an entry that end in one turn any may be stored, and the tickets of a later one may be lower. */
    private static TaskQueue.Task higher(TaskQueue.Task one, TaskQueue.Task two) {
        return one.attempt() > two.attempt() ? one : two;
    }

    /** About how much there is to store. */
    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return queued.isEmpty() && dequeued.isEmpty();
    }

    List<TaskQueue.Queued> queued() {
        return queued.isEmpty() ? List.of() : List.copyOf(queued.values());
    }

    List<TaskQueue.Task> dequeued() {
        return dequeued.isEmpty() ? List.of() : List.copyOf(dequeued.values());
    }
}

package dev.baton.engine;

import dev.baton.store.TaskQueue;
import java.time.Duration;
import java.time.Instant;

/** A call that this engine took from a durable queue. Thread-safe. */
final class Claim {
    /** No call begins this long before the claim ends, counted from when it was asked for. */
    private static final Duration MARGIN = Duration.ofMillis(500);

    private final TaskQueue.Task task;
    private final QueueWorker worker;
    private volatile Instant until;
    private volatile boolean begun;
    private volatile boolean lost;

    Claim(TaskQueue.Task task, QueueWorker worker, Instant until) {
        this.task = task;
        this.worker = worker;
        this.until = until;
    }

    TaskQueue.Task task() {
        return task;
    }

    /** It was prolonged. */
    void heldUntil(Instant end) {
        until = end;
    }

    /** The call is not this engine's any more: it was withdrawn, or another engine has it. */
    void lose() {
        lost = true;
    }

    boolean isLost() {
        return lost;
    }

    /** Whether it is certain that nobody else has the call; the last check before it is made. */
    boolean isSafe(Instant now) {
        return !lost && now.isBefore(until.minus(MARGIN));
    }

    /** Its handler is called. */
    void begin() {
        begun = true;
    }

    boolean hasBegun() {
        return begun;
    }

    /** Nothing is made of it here any more. */
    void over() {
        worker.over(this);
    }
}

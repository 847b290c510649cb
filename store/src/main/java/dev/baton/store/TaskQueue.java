package dev.baton.store;

import dev.baton.ExecutionId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Attempts that wait for a worker in another process. They come with the batches that begin them, and go with those that
 * end them ({@link Batch#queued}, {@link Batch#dequeued}); of an entry there is one at a time. A claim is advice: what
 * counts is the attempt's number in the state of the execution. Thread-safe.
 */
public interface TaskQueue {

    /** Takes attempts that nobody has, the oldest executions first, for {@code hold} from now by the store's clock. */
    List<Claimed> claim(Collection<String> queues, String worker, Duration hold, int limit);

    /** Holds attempts for longer; returns those that are still there and this worker's. */
    List<Task> hold(String worker, Collection<Task> tasks, Duration hold);

    /** Gives attempts back that were not begun, so that another may take them at once, as if nobody had claimed them. */
    void giveBack(String worker, Collection<Task> tasks);

    /**
     * Removes attempts that are not to be begun any more.
     *
     * @return those that nobody had taken, so that nothing was done; whoever had one of the others learns it by {@link #hold}
     */
    List<Task> withdraw(Collection<Task> tasks);

    /**
     * One call of one entry of an execution, or one question of a frame.
     *
     * @param attempt which call it is, by {@link dev.baton.core.Effect#ticket}; of a question, its serial number
     */
    record Task(long key, int entry, int attempt) {}

    /**
     * An attempt that waits for a worker.
     *
     * @param content what the worker has to know
     */
    record Queued(Task task, String queue, ExecutionId execution, int definition, byte[] content) {}

    /**
     * An attempt that a worker has now.
     *
     * @param lostBy who had claimed it before and did not hold it: nobody knows whether its work was done
     */
    record Claimed(Queued queued, Optional<String> lostBy) {}
}

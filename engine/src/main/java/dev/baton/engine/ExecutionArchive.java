package dev.baton.engine;

import java.util.List;

/**
 * Gets ended executions before retention removes them: to keep them in a data lake, on a topic, or in a file. See {@link
 * Baton.Builder#archive}.
 */
@FunctionalInterface
public interface ExecutionArchive {
    /**
     * Keeps some executions. They are removed from the store only after this has returned, so what it did must be durable by
     * then. If it throws anything, an Error too, nothing of the group is removed; it gets them one by one then, so that one
     * that it cannot take holds up no other. If it took none of them, it gets others first, ten minutes later.
     *
     * <p>What it took may come again: when an engine died or closed in between, and when somebody compensated or redrove the
     * execution since. Tell those apart by {@code id} and {@code ended}; else the content is the same.
     *
     * <p>It is called on one thread of each engine, for that engine's partitions. Nothing waits for it but the removal, nor
     * does {@link Baton#close}. It may take its time.
     *
     * @param executions 1 to 100, of different ids; their histories have about 8 million characters of JSON together, or it is
     *     a single larger one
     */
    void archive(List<ArchivedExecution> executions) throws Exception;
}

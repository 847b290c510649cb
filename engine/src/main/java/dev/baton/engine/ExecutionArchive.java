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
     * then. If it throws, nothing of it is removed; it gets them one by one then, so that one that it cannot take holds up
     * no other, and again some minutes later what it did not take, in other groups perhaps. An engine that dies in between gives them again, too: each comes at least once, and always with the same content.
     *
     * <p>It is called on a thread of its own, by one engine for its partitions; nothing waits for it but the removal. It may
     * take its time.
     *
     * @param executions at most 100, and no more than one of them when that one is large: all together about 8 MiB of JSON
     */
    void archive(List<ArchivedExecution> executions) throws Exception;
}

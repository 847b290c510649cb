package dev.baton.store;

import dev.baton.ExecutionId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Commands for executions of partitions that another engine owns, and the answers to them. A letter is taken by the batch
 * that applies it ({@link Batch#taken}), so it is applied exactly once. Thread-safe.
 */
public interface Mail {
    /** How long an answer is kept at least, in seconds. */
    int ANSWERS_KEPT_SECONDS = 60;

    /** Puts letters into the inboxes of their partitions: all of them or none. */
    void send(List<Letter> letters);

    /**
     * Letters that wait for partitions, by number. A letter that was sent after another's {@link #send} returned has a
     * larger number; of others, a smaller number may become visible later: so there is no cursor.
     *
     * @param held numbers of letters that the caller has already; they are left out
     */
    List<Received> waiting(Collection<Integer> partitions, Collection<Long> held, int limit);

    /** Whether a letter still waits: no batch that took it was stored. */
    boolean isWaiting(int partition, long number);

    /** Those answers that are there, of each question the first that was stored. They are kept for at least a minute. */
    Map<UUID, byte[]> answers(Collection<UUID> asked);

    /** Removes answers that nobody fetched within their time, and engines that are long dead. */
    void sweep();

    /**
     * A command for an execution.
     *
     * @param content packed by {@link LetterCodec}
     * @param asker who waits for an answer, if somebody does
     */
    record Letter(int partition, ExecutionId execution, byte[] content, Optional<Asker> asker) {}

    /** Who asks: a new id for each question, and the engine that waits. */
    record Asker(UUID question, String member) {}

    /** A letter in an inbox. Numbers are unique in the store. */
    record Received(long number, Letter letter) {}
}

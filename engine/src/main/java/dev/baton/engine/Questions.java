package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.StoreUnavailableException;
import dev.baton.core.Reply;
import dev.baton.store.LetterCodec;
import dev.baton.store.Mail;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** What was asked of other engines and is not answered yet. Thread-safe. */
final class Questions {
    private static final Duration KEPT = Duration.ofSeconds(Mail.ANSWERS_KEPT_SECONDS);

    private final EngineClock clock;
    private final Map<UUID, Open> open = new ConcurrentHashMap<>();

    Questions(EngineClock clock) {
        this.clock = clock;
    }

    private record Open(ExecutionId id, CompletableFuture<Reply> asker, Instant asked) {}

    /** A new question. */
    UUID ask(ExecutionId id, CompletableFuture<Reply> asker) {
        UUID question = newId();
        open.put(question, new Open(id, asker, clock.instant()));
        return question;
    }

    /** About in order of time, so that an index grows at one end. */
    private static UUID newId() {
        var random = ThreadLocalRandom.current();
        return new UUID(
                (System.currentTimeMillis() << Short.SIZE) | random.nextInt(1 << Short.SIZE), random.nextLong());
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Questions to look for answers to; those that were answered otherwise, or too long ago, are dropped. */
    List<UUID> pending() {
        Instant now = clock.instant();
        open.forEach((question, asked) -> {
            if (asked.asker.isDone()) {
                open.remove(question);
            } else if (asked.asked.plus(KEPT).isBefore(now)) {
                fail(
                        question,
                        new StoreUnavailableException(
                                "The owner of the partition did not answer. What was asked may be stored already, or"
                                        + " be stored later."));
            }
        });
        return List.copyOf(open.keySet());
    }

    /** Gives the askers their answers. */
    void answer(Map<UUID, byte[]> answers) {
        answers.forEach((question, content) -> {
            Open asked = open.remove(question);
            if (asked != null) {
                try {
                    Refusals.tell(asked.asker, asked.id, LetterCodec.decodeReply(content));
                } catch (RuntimeException e) {
                    asked.asker.completeExceptionally(e);
                }
            }
        });
    }

    void fail(UUID question, RuntimeException why) {
        Open asked = open.remove(question);
        if (asked != null) {
            asked.asker.completeExceptionally(why);
        }
    }

    /** No answer will be looked for any more. */
    void failAll(RuntimeException why) {
        open.keySet().forEach(question -> fail(question, why));
    }
}

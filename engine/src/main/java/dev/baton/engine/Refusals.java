package dev.baton.engine;

import dev.baton.BatonException;
import dev.baton.ExecutionConflictException;
import dev.baton.ExecutionId;
import dev.baton.ExecutionUnknownException;
import dev.baton.core.Reply;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Refusals on their way to an asker in another engine: as code and sentence, and as what is thrown there. */
final class Refusals {
    private Refusals() {}

    /** What the asker is told of an exception. */
    static Reply reply(RuntimeException why) {
        if (why instanceof BatonException known) {
            String end = " [" + known.code() + "]";
            String message = String.valueOf(known.getMessage());
            return new Reply.Refused(
                    known.code(),
                    message.endsWith(end) ? message.substring(0, message.length() - end.length()) : message);
        }
        return new Reply.Refused("BATON-901", "It cannot be decided: " + why + ". This is a bug; please report it.");
    }

    /** Gives an asker here the answer that came from elsewhere. */
    static void tell(CompletableFuture<Reply> asker, ExecutionId id, Reply reply) {
        switch (reply) {
            case Reply.Accepted accepted -> asker.complete(accepted);
            case Reply.Refused refused ->
                thrown(id, refused).ifPresentOrElse(asker::completeExceptionally, () -> asker.complete(refused));
        }
    }

    /** What is thrown for a refusal that is no plain one. */
    private static Optional<RuntimeException> thrown(ExecutionId id, Reply.Refused refused) {
        return switch (refused.code()) {
            case "BATON-103" -> Optional.of(new ExecutionUnknownException(id));
            case "BATON-101", "BATON-102" ->
                Optional.of(ExecutionConflictException.of(refused.code(), refused.message()));
            default -> Optional.empty();
        };
    }
}

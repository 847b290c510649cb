package dev.baton.engine;

import dev.baton.core.Reply;
import dev.baton.store.Mail;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Who gave a command, and how he is told what came of it. */
sealed interface Asker {

    /** Nobody waits. */
    Asker NOBODY = new Nobody();

    /** Whether somebody waits for an answer. */
    boolean isWaiting();

    /** Says that no answer will come from here. */
    void fail(RuntimeException why);

    /** A command that the engine gives itself. */
    record Nobody() implements Asker {
        @Override
        public boolean isWaiting() {
            return false;
        }

        @Override
        public void fail(RuntimeException why) {
            // Nobody waits.
        }
    }

    /** Somebody in this process. */
    record Here(CompletableFuture<Reply> answer) implements Asker {
        @Override
        public boolean isWaiting() {
            return true;
        }

        @Override
        public void fail(RuntimeException why) {
            answer.completeExceptionally(why);
        }
    }

    /** The command came as a letter, which goes with what is decided for it; until then it stays in the store. */
    record ByLetter(long number, Optional<Mail.Asker> asker) implements Asker {
        @Override
        public boolean isWaiting() {
            return asker.isPresent();
        }

        @Override
        public void fail(RuntimeException why) {
            // Whoever owns the partition next finds the letter.
        }
    }
}

package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.ExecutionUnknownException;
import dev.baton.core.Command;
import dev.baton.core.Reply;
import dev.baton.store.HandedOver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What stands in a partition's inbox: something for one execution. Answers are given when all before them is stored. */
sealed interface Message {
    ExecutionId id();

    /** Tells the asker, if there is one, that no answer will come. */
    void fail(RuntimeException why);

    /** Who gave the command that this is; nobody if it is none. */
    default Asker asker() {
        return Asker.NOBODY;
    }

    /** Whether somebody waits for an answer. */
    default boolean isAsked() {
        return switch (this) {
            case Order order -> order.asker().isWaiting();
            case Fired fired -> false;
            case Start start -> start.asker().isWaiting();
            case Rejected rejected -> false;
            case Lost lost -> false;
            case Look<?> look -> true;
            case Await await -> true;
        };
    }

    /** There is no such execution: the asker is told. */
    default void unknown(Turn turn) {
        switch (this) {
            case Order order -> turn.refuse(order.asker(), new ExecutionUnknownException(order.id()));
            case Fired fired -> {
                if (fired.stored()) {
                    turn.clearTimer(fired.key(), fired.timer());
                }
            }
            case Look<?> look -> look.look(turn, null);
            case Await await -> turn.refuse(await.answer(), new ExecutionUnknownException(await.id()));
            case Rejected rejected -> turn.refuse(rejected.letter(), rejected.why());
            case Lost lost -> {}
            case Start start -> throw new IllegalStateException("Bug: a start needs no execution. [BATON-901]");
        }
    }

    /**
     * A start by a client.
     *
     * @param inputHash of the canonical JSON, so that a second start with the same input is recognised
     */
    record Start(ExecutionId id, Command.StartExecution command, long inputHash, Asker asker) implements Message {
        Start(ExecutionId id, Command.StartExecution command, long inputHash, CompletableFuture<Reply> answer) {
            this(id, command, inputHash, new Asker.Here(answer));
        }

        @Override
        public void fail(RuntimeException why) {
            asker.fail(why);
        }
    }

    /** A command for an execution that is there. */
    record Order(ExecutionId id, Command command, Asker asker) implements Message {
        Order(ExecutionId id, Command command) {
            this(id, command, Asker.NOBODY);
        }

        Order(ExecutionId id, Command command, CompletableFuture<Reply> answer) {
            this(id, command, new Asker.Here(answer));
        }

        @Override
        public void fail(RuntimeException why) {
            asker.fail(why);
        }
    }

    /** Calls that were handed over to this owner and whose engines live no more; those that are still awaited are lost. */
    record Lost(ExecutionId id, List<HandedOver> calls) implements Message {
        public Lost {
            calls = List.copyOf(calls);
        }

        @Override
        public void fail(RuntimeException why) {
            // Nobody waits for it; the next owner finds out for itself.
        }
    }

    /** A letter that nothing can be decided for: it is taken, and who wrote it is told why. */
    record Rejected(ExecutionId id, Asker.ByLetter letter, RuntimeException why) implements Message {
        @Override
        public void fail(RuntimeException because) {
            letter.fail(because);
        }
    }

    /** A timer that is due; {@code stored}: it has a row, which goes with the decision. */
    record Fired(ExecutionId id, long key, int timer, boolean stored) implements Message {
        @Override
        public void fail(RuntimeException why) {
            // Nobody waits for it; a stored one is read again, the others follow from recovery.
        }
    }

    /** A look at the state; {@code view} runs on the partition's thread and gets null if there is no such execution. */
    record Look<T>(ExecutionId id, Function<@Nullable Hot, T> view, CompletableFuture<T> answer) implements Message {
        /** Looks now, and answers with the turn. */
        void look(Turn turn, @Nullable Hot hot) {
            try {
                turn.answer(answer, view.apply(hot));
            } catch (RuntimeException e) {
                turn.refuse(answer, e);
            }
        }

        /** Looks at what is stored, and answers at once. */
        void look(Optional<Hot> stored) {
            answer.complete(view.apply(stored.orElse(null)));
        }

        @Override
        public void fail(RuntimeException why) {
            answer.completeExceptionally(why);
        }
    }

    /** Somebody waits for the end. Refused by an exception if there is no such execution. */
    record Await(ExecutionId id, CompletableFuture<Ending> answer) implements Message {
        @Override
        public void fail(RuntimeException why) {
            answer.completeExceptionally(why);
        }
    }
}

package dev.baton.engine;

import dev.baton.BatonClosedException;
import dev.baton.ExecutionId;
import dev.baton.ExecutionRefusedException;
import dev.baton.OverloadedException;
import dev.baton.StoreUnavailableException;
import dev.baton.core.Command;
import dev.baton.core.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Brings commands and questions of clients to the partitions, and their answers back. Thread-safe. */
final class Post {
    private static final Duration TRY_AGAIN = Duration.ofMillis(100);

    private final List<Inbox> inboxes;
    private final IntSupplier callsQueued;
    private final Limits limits;
    private final Replies replies;
    private volatile boolean open = true;

    /**
     * @param inboxes one of each partition
     * @param callsQueued how many calls wait for others to end
     */
    Post(List<Inbox> inboxes, IntSupplier callsQueued, Limits limits, Replies replies) {
        this.inboxes = List.copyOf(inboxes);
        this.callsQueued = callsQueued;
        this.limits = limits;
        this.replies = replies;
    }

    void close() {
        open = false;
    }

    void checkOpen(String asked) {
        if (!open) {
            throw new BatonClosedException(asked);
        }
    }

    private Inbox inbox(ExecutionId id) {
        return inboxes.get(Inbox.partition(id, inboxes.size()));
    }

    /** Starts an execution; returns when it is stored, or was already there. */
    void start(ExecutionId id, Command.StartExecution command, long inputHash) {
        String asked = "start of execution '" + id + "'";
        checkOpen(asked);
        int queued = callsQueued.getAsInt();
        if (queued > limits.tasksWaitingMax()) {
            throw new OverloadedException(
                    id, queued + " calls wait for their turn", limits.tasksWaitingMax(), TRY_AGAIN);
        }
        var answer = new CompletableFuture<Reply>();
        var start = new Message.Start(id, command, inputHash, answer);
        Inbox inbox = inbox(id);
        if (!inbox.offer(start)) {
            throw new OverloadedException(
                    id, inbox.startsWaitingMax() + " starts wait to be stored", inbox.startsWaitingMax(), TRY_AGAIN);
        }
        checkStillOpen(start, asked);
        if (answer(start, answer, asked) instanceof Reply.Refused refused) {
            throw ExecutionRefusedException.of(id, refused.code(), refused.message());
        }
    }

    /** Gives a command and returns what the execution said to it, once that is stored. */
    Reply give(ExecutionId id, String wish, Command command) {
        String asked = "request that execution '" + id + "' be " + wish;
        var answer = new CompletableFuture<Reply>();
        var order = new Message.Order(id, command, answer);
        add(order, asked);
        return answer(order, answer, asked);
    }

    /** As {@link #give}, where a refusal is an exception. */
    void order(ExecutionId id, String wish, Command command) {
        if (give(id, wish, command) instanceof Reply.Refused refused) {
            throw ExecutionRefusedException.of(id, refused.code(), refused.message());
        }
    }

    /** Looks at an execution as it is committed; {@code view} runs on the partition's thread and has to be short. */
    <T> T look(ExecutionId id, Function<@Nullable Hot, T> view) {
        String asked = "look at execution '" + id + "'";
        var look = new Message.Look<>(id, view, new CompletableFuture<>());
        add(look, asked);
        return answer(look, look.answer(), asked);
    }

    /** The end of an execution, if it comes within this time. */
    Optional<Ending> end(ExecutionId id, Duration wait) {
        var await = new Message.Await(id, new CompletableFuture<>());
        add(await, "wait for execution '" + id + "'");
        Optional<Ending> end = replies.answer(await.answer(), wait);
        if (end.isEmpty()) {
            await.answer().cancel(false);
            inbox(id).withdraw(await);
        }
        return end;
    }

    private void add(Message message, String asked) {
        checkOpen(asked);
        inbox(message.id()).add(message);
        checkStillOpen(message, asked);
    }

    /** Whoever closed meanwhile may have emptied the inbox before the message came. */
    private void checkStillOpen(Message message, String asked) {
        if (!open && inbox(message.id()).withdraw(message)) {
            throw new BatonClosedException(asked);
        }
    }

    private <T> T answer(Message message, CompletableFuture<T> answer, String asked) {
        return replies.answer(answer).orElseThrow(() -> {
            String found = "The " + asked + " was not answered in time. ";
            if (inbox(message.id()).withdraw(message)) {
                return new StoreUnavailableException(found + "It was not taken up, so nothing of it is stored.");
            }
            if (message instanceof Message.Look<?>) {
                answer.cancel(false); // nobody need try any more
                return new StoreUnavailableException(found + "It changes nothing.");
            }
            return new StoreUnavailableException(
                    found + "It was taken up, so it may be stored already, or be stored later.");
        });
    }
}

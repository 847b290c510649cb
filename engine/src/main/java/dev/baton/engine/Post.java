package dev.baton.engine;

import dev.baton.BatonClosedException;
import dev.baton.ExecutionId;
import dev.baton.ExecutionRefusedException;
import dev.baton.OverloadedException;
import dev.baton.core.Command;
import dev.baton.core.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Brings commands and questions of clients to the partitions, and their answers back. Thread-safe. */
final class Post {
    private static final Duration TRY_AGAIN = Duration.ofMillis(100);

    private final List<Partition> partitions;
    private final TaskRunner runner;
    private final Limits limits;
    private final Asking asking;
    private volatile boolean open = true;

    Post(List<Partition> partitions, TaskRunner runner, Limits limits, Asking asking) {
        this.partitions = partitions;
        this.runner = runner;
        this.limits = limits;
        this.asking = asking;
    }

    Asking asking() {
        return asking;
    }

    void close() {
        open = false;
    }

    void checkOpen(String asked) {
        if (!open) {
            throw new BatonClosedException(asked);
        }
    }

    /** A tree of executions lives in one partition, that of its root. */
    private Inbox inbox(ExecutionId id) {
        if (partitions.size() == 1) {
            return partitions.getFirst().inbox;
        }
        int end = id.value().indexOf('/');
        String root = end < 0 ? id.value() : id.value().substring(0, end);
        return partitions.get(Math.floorMod(root.hashCode(), partitions.size())).inbox;
    }

    /** Starts an execution; returns when it is stored, or was already there. */
    void start(ExecutionId id, Command.StartExecution command, long inputHash) {
        checkOpen("start of execution '" + id + "'");
        int queued = runner.queued();
        if (queued > limits.tasksWaitingMax()) {
            throw new OverloadedException(
                    id, queued + " calls wait for their turn", limits.tasksWaitingMax(), TRY_AGAIN);
        }
        var start = new Message.Start(id, command, inputHash, new CompletableFuture<>());
        Inbox inbox = inbox(id);
        if (!inbox.offer(start)) {
            throw new OverloadedException(
                    id, inbox.startsWaitingMax() + " starts wait to be stored", inbox.startsWaitingMax(), TRY_AGAIN);
        }
        if (asking.answer(start.answer()) instanceof Reply.Refused refused) {
            throw ExecutionRefusedException.of(id, refused.code(), refused.message());
        }
    }

    /** Gives a command and returns what the execution said to it, once that is stored. */
    Reply give(ExecutionId id, String asked, Command command) {
        checkOpen("request that execution '" + id + "' be " + asked);
        var order = new Message.Order(id, command, new CompletableFuture<>());
        inbox(id).add(order);
        return asking.answer(order.answerOrThrow());
    }

    /** As {@link #give}, where a refusal is an exception. */
    void order(ExecutionId id, String asked, Command command) {
        if (give(id, asked, command) instanceof Reply.Refused refused) {
            throw ExecutionRefusedException.of(id, refused.code(), refused.message());
        }
    }

    /** Looks at an execution as it is committed; {@code view} runs on the partition's thread and has to be short. */
    <T> T look(ExecutionId id, Function<@Nullable Hot, T> view) {
        checkOpen("look at execution '" + id + "'");
        var look = new Message.Look<>(id, view, new CompletableFuture<>());
        inbox(id).add(look);
        return asking.answer(look.answer());
    }

    /** Waits for the end of an execution; the future is done then. */
    CompletableFuture<Ending> await(ExecutionId id) {
        checkOpen("wait for execution '" + id + "'");
        var await = new Message.Await(id, new CompletableFuture<>());
        inbox(id).add(await);
        return await.answer();
    }
}

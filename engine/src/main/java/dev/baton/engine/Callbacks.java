package dev.baton.engine;

import dev.baton.CallbackUnknownException;
import dev.baton.ExecutionUnknownException;
import dev.baton.Failure;
import dev.baton.Node;
import dev.baton.Step;
import dev.baton.core.Command;
import dev.baton.core.Decider;
import dev.baton.core.Entry;
import dev.baton.core.ExecutionState;
import dev.baton.core.Outcome;
import dev.baton.core.Payload;
import java.util.List;
import java.util.Optional;

/** Completes what a handler only began, for whoever holds its token. Thread-safe. */
final class Callbacks {
    private final Post post;
    private final Registry registry;
    private final Decider decider;
    private final Contracts contracts;

    Callbacks(Post post, Registry registry, Decider decider, Contracts contracts) {
        this.post = post;
        this.registry = registry;
        this.decider = decider;
        this.contracts = contracts;
    }

    /** As {@link dev.baton.BatonClient#complete}. */
    <O> void complete(Step<?, O> step, String token, O result) {
        CallbackToken callback = CallbackToken.of(token);
        Node.Task begun = begunWith(callback, token);
        if (!begun.task().equals(step.task())) {
            throw new CallbackUnknownException(
                    token, "it is of step '" + begun.task() + "', not of '" + step.task() + "'.");
        }
        String what = "result of step '" + step.name() + "'";
        byte[] output = contracts.encode(what, result, begun.rules().outputSchema());
        contracts.decode(what, output, step.output());
        post.order(
                callback.execution(),
                "completed",
                new Command.CompleteTask(callback.entry(), callback.attempt(), new Payload(output), List.of()));
    }

    /** As {@link dev.baton.BatonClient#refuse}. */
    void refuse(String token, String why) {
        CallbackToken callback = CallbackToken.of(token);
        begunWith(callback, token);
        post.order(
                callback.execution(),
                "completed",
                new Command.FailTask(
                        callback.entry(),
                        callback.attempt(),
                        Outcome.REFUSED,
                        Failure.of(Failure.REFUSED, why),
                        Optional.empty()));
    }

    /** The task that a token was handed out for. */
    private Node.Task begunWith(CallbackToken callback, String token) {
        try {
            return post.look(callback.execution(), hot -> {
                Hot known = Views.known(callback.execution(), hot);
                ExecutionState state = known.state;
                if (state == null) {
                    throw new CallbackUnknownException(
                            token, "its execution is stopped; complete it when that is mended.");
                }
                List<Entry> entries = state.entries();
                if (callback.entry() < 0
                        || callback.entry() >= entries.size()
                        || !callback.isOf(decider.keyOf(state, entries.get(callback.entry())))) {
                    throw new CallbackUnknownException(token, "its execution has no such work.");
                }
                String node = entries.get(callback.entry()).node();
                return registry.served(known.definition).nodes().get(node) instanceof Node.Task task
                        ? task
                        : noTask(token);
            });
        } catch (ExecutionUnknownException e) {
            throw new CallbackUnknownException(token, "its execution is not kept any more.");
        }
    }

    private static Node.Task noTask(String token) {
        throw new CallbackUnknownException(token, "it is of no step.");
    }
}

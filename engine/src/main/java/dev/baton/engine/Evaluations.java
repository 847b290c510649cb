package dev.baton.engine;

import dev.baton.Bindings;
import dev.baton.ExecutionId;
import dev.baton.core.Command;
import dev.baton.core.Effect;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** Has user code answer the questions of nodes: this engine's, and those it takes from durable queues. Thread-safe. */
final class Evaluations {
    private final Contracts contracts;
    private final Executor threads;
    /** What cannot be answered here, for lack of its code. */
    private final Map<Place, Work.Asker> unanswered = new ConcurrentHashMap<>();

    private record Place(ExecutionId execution, int frame) {}

    Evaluations(Contracts contracts, Executor threads) {
        this.contracts = contracts;
        this.threads = threads;
    }

    /** Has the questions of a node answered. Where there are none, the execution only wants its next turn. */
    void evaluate(Effect.Evaluate evaluate, Work.Asker asker) {
        Bindings bindings = asker.served().bindings();
        if (evaluate.questions().isEmpty()) {
            asker.report(new Command.CompleteEvaluation(evaluate.frame(), evaluate.serial(), List.of(), List.of()));
        } else if (bindings == null) {
            unanswered.put(new Place(asker.execution(), evaluate.frame()), asker);
        } else {
            threads.execute(() -> asker.report(answered(evaluate, bindings)));
        }
    }

    /** The same for questions that were taken from a durable queue, by an engine that has their code. */
    void evaluate(Effect.Evaluate evaluate, Work.Asker asker, Claim claim) {
        Bindings bindings = asker.served().bindings();
        if (bindings == null) {
            throw new IllegalStateException("Bug: questions were taken without their code. [BATON-901]");
        }
        claim.begin();
        threads.execute(() -> {
            try {
                asker.report(new Command.CompleteQueuedEvaluation(answered(evaluate, bindings)));
            } finally {
                claim.over();
            }
        });
    }

    private Command.CompleteEvaluation answered(Effect.Evaluate evaluate, Bindings bindings) {
        var evaluator = new Evaluator(bindings, contracts);
        return new Command.CompleteEvaluation(
                evaluate.frame(),
                evaluate.serial(),
                evaluator.answers(evaluate.questions()),
                evaluator.ahead(evaluate.ahead()));
    }

    /** Why the questions of a frame are not being answered here, if there is a reason. */
    Optional<String> reason(ExecutionId execution, int frame) {
        return Optional.ofNullable(unanswered.get(new Place(execution, frame)))
                .map(asker -> asker.served().unserved());
    }

    /** A partition is not owned here any more: what waited for its code waits elsewhere. */
    void forget(Partition partition) {
        unanswered.values().removeIf(asker -> asker.partition().equals(partition));
    }
}

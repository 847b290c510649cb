package dev.baton.engine;

import dev.baton.Bindings;
import dev.baton.core.Command;
import dev.baton.core.Effect;
import java.util.List;
import java.util.concurrent.Executor;

/** Has user code answer the questions of nodes: this engine's, and those it takes from durable queues. Thread-safe. */
final class Evaluations {
    private final Contracts contracts;
    private final Executor threads;

    Evaluations(Contracts contracts, Executor threads) {
        this.contracts = contracts;
        this.threads = threads;
    }

    /**
     * Has the questions of a node answered, if their code is here. Where there are none, the execution only wants its next
     * turn.
     */
    void evaluate(Effect.Evaluate evaluate, Work.Asker asker) {
        Bindings bindings = asker.served().bindings();
        if (evaluate.questions().isEmpty()) {
            asker.report(new Command.CompleteEvaluation(evaluate.frame(), evaluate.serial(), List.of(), List.of()));
        } else if (bindings != null) {
            threads.execute(() -> asker.report(answered(evaluate, bindings)));
        }
    }

    /**
     * The same for questions that were taken from a durable queue, by an engine that has their code. The claim never counts
     * as begun: whoever is asked the same once more does no harm.
     */
    void evaluate(Effect.Evaluate evaluate, Work.Asker asker, Claim claim) {
        Bindings bindings = asker.served().bindings();
        if (bindings == null) {
            throw new IllegalStateException(
                    "Bug: questions of '" + asker.execution() + "' were taken without their code. [BATON-901]");
        }
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
}

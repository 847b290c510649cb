package dev.baton.engine;

import dev.baton.core.Command;
import dev.baton.core.ExecutionState;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/** A decider with a bug. */
final class Injected {
    private Injected() {}

    /** Throws where the predicate holds, and decides everything else as it should. */
    static UnaryOperator<TurnDecider.Deciding> failure(BiPredicate<ExecutionState, Command> where) {
        return decider -> (state, command, now) -> {
            if (where.test(state, command)) {
                throw new IllegalStateException("injected");
            }
            return decider.decide(state, command, now);
        };
    }
}

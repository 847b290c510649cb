package dev.baton.core;

import dev.baton.Definition;
import java.time.Instant;

/**
 * Decides what a command means for an execution. Equal state, command and time give an equal decision.
 *
 * <p>The events of the decision are applied to the state while it is being made: whoever cannot store them has to throw
 * the state away and load it again.
 */
public final class Decider {
    private final Definitions definitions;

    public Decider(Definitions definitions) {
        this.definitions = definitions;
    }

    /** Decides; see the class. */
    public Decision decide(ExecutionState state, Command command, Instant now) {
        definitions.find(now.toString() + state.id() + command, 1);
        return Decision.nothing();
    }

    /** Finds registered definitions. */
    @FunctionalInterface
    public interface Definitions {
        /** The definition, which must be there: executions only start on what is registered. */
        Definition find(String name, int version);
    }
}

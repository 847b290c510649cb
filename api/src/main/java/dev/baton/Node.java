package dev.baton;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A place in a scope. Plain data. */
public sealed interface Node {

    /** Unique in its definition; lower case, digits and hyphens, 1 to 80 characters. */
    String name();

    /** The node to go on with; empty at the end of its scope. An earlier one makes a loop. */
    Optional<String> next();

    /** What to do instead when this node fails; the first rule that takes the failure counts. */
    default List<Catch> catches() {
        return List.of();
    }

    /** What it runs inside, in the order of declaration. */
    default List<Scope> scopes() {
        return List.of();
    }

    /** What it reads itself; what the nodes of its scopes read is theirs. */
    default List<Mapping> mappings() {
        return List.of();
    }

    /**
     * Calls something that may have an effect.
     *
     * @param task the name that the step was born with; limits are kept by it
     * @param probed whether its service can be asked what became of a key
     * @param queue whose takers call its handlers; empty: the engine that owns the execution does
     */
    record Task(
            String name,
            Optional<String> next,
            String task,
            Call call,
            Role role,
            Mapping input,
            Rules rules,
            Optional<Undo> undo,
            boolean probed,
            List<Catch> catches,
            Optional<String> queue)
            implements Node {
        public Task {
            catches = List.copyOf(catches);
        }

        @Override
        public List<Mapping> mappings() {
            return List.of(input);
        }
    }

    /**
     * Runs another definition and waits for its end. Without an {@code undo} of its own it is undone by compensating the
     * child.
     *
     * @param version of the child's definition; 0 until the parent is registered, which pins it
     */
    record Child(
            String name,
            Optional<String> next,
            String definition,
            int version,
            Role role,
            Mapping input,
            Optional<Duration> timeout,
            boolean asksOnFailure,
            Optional<Undo> undo,
            List<Catch> catches)
            implements Node {
        public Child {
            catches = List.copyOf(catches);
        }

        @Override
        public List<Mapping> mappings() {
            return List.of(input);
        }
    }

    /** Goes on with the first case whose condition holds, else with {@code next}. */
    record Choice(String name, Optional<String> next, List<Case> cases) implements Node {
        public Choice {
            cases = List.copyOf(cases);
        }

        @Override
        public List<Mapping> mappings() {
            return cases.stream().map(Case::condition).toList();
        }
    }

    /**
     * A path of a choice.
     *
     * @param label the condition in words
     * @param then empty: the end of the scope
     */
    record Case(String label, Mapping condition, Optional<String> then) {}

    /** Runs branches at the same time and goes on when all have ended. */
    record Parallel(String name, Optional<String> next, List<Scope> branches, List<Catch> catches) implements Node {
        public Parallel {
            branches = List.copyOf(branches);
            catches = List.copyOf(catches);
        }

        @Override
        public List<Scope> scopes() {
            return branches;
        }
    }

    /** Runs its body once for each item; at most 10,000 items. */
    record ForEach(
            String name,
            Optional<String> next,
            Mapping items,
            Scope body,
            int concurrencyMax,
            int failuresMax,
            int failuresPercentMax,
            List<Catch> catches)
            implements Node {
        public ForEach {
            catches = List.copyOf(catches);
        }

        @Override
        public List<Scope> scopes() {
            return List.of(body);
        }

        @Override
        public List<Mapping> mappings() {
            return List.of(items);
        }
    }

    /** Runs its body from state to state until {@code until} holds; fails after {@code turnsMax} turns. */
    record Loop(
            String name,
            Optional<String> next,
            Mapping initial,
            Scope body,
            Mapping until,
            Duration pause,
            int turnsMax,
            List<Catch> catches)
            implements Node {
        public Loop {
            catches = List.copyOf(catches);
        }

        @Override
        public List<Scope> scopes() {
            return List.of(body);
        }

        @Override
        public List<Mapping> mappings() {
            return List.of(initial, until);
        }
    }

    /** Waits for a time, or until an instant. */
    record Wait(String name, Optional<String> next, Until until) implements Node {
        @Override
        public List<Mapping> mappings() {
            return until instanceof Until.Moment moment ? List.of(moment.instant()) : List.of();
        }
    }

    /** How long a wait lasts. */
    sealed interface Until {
        /** From when the node is entered. */
        record Elapsed(Duration duration) implements Until {}

        /** Until an instant; at once if it has passed. */
        record Moment(Mapping instant) implements Until {}
    }

    /**
     * Waits for a signal.
     *
     * @param group who is asked, if it is a question to people
     * @param timeout after which it fails with {@link Failure#NO_SIGNAL}
     * @param schema a JSON Schema of the signal's value
     */
    record Receive(
            String name,
            Optional<String> next,
            String signal,
            Optional<String> group,
            Optional<Duration> timeout,
            Optional<String> schema,
            List<Catch> catches)
            implements Node {
        public Receive {
            catches = List.copyOf(catches);
        }
    }

    /** Keeps a value under the node's name. */
    record Pass(String name, Optional<String> next, Mapping value) implements Node {
        @Override
        public List<Mapping> mappings() {
            return List.of(value);
        }
    }

    /** Fails its scope. */
    record Fail(String name, String error, Mapping message) implements Node {
        @Override
        public Optional<String> next() {
            return Optional.empty();
        }

        @Override
        public List<Mapping> mappings() {
            return List.of(message);
        }
    }

    /**
     * How a task's attempts are made.
     *
     * @param retry when an attempt is followed by another
     * @param timeout of one attempt
     * @param heartbeat how often a long attempt must say that it is alive
     * @param settle how long the undo of an unknown outcome waits for a stray call
     * @param asksOnFailure before the pivot: a failure opens an incident instead of compensating
     */
    record Rules(
            Retry retry,
            Duration timeout,
            Optional<Duration> heartbeat,
            Duration settle,
            boolean asksOnFailure,
            Optional<String> inputSchema,
            Optional<String> outputSchema) {}

    /**
     * What undoes a step.
     *
     * @param readsOutput whether it reads the step's output, where that is data
     * @param blind called instead while the output is unknown; empty: the same call
     */
    record Undo(Call call, Retry retry, Duration timeout, boolean readsOutput, Optional<Call> blind) {}
}

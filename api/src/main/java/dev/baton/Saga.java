package dev.baton;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A business process as data: steps in order, each with its compensation. Immutable.
 *
 * @param <I> what it is started with
 * @param <O> what it returns; {@link Done} if nothing
 */
public final class Saga<I, O> implements SagaContract<I, O> {
    private final Class<I> input;
    private final Class<O> output;
    private final Definition definition;
    private final Bindings bindings;
    private final List<String> problems;

    private Saga(Class<I> input, Class<O> output, Definition definition, Recording recording) {
        this.input = input;
        this.output = output;
        this.definition = definition;
        this.bindings = recording.bindings();
        this.problems = recording.problems();
    }

    /**
     * Begins a saga with a result.
     *
     * @param name its identity: lower case, digits and hyphens, 1 to 80 characters
     * @param input stored as JSON, at most 1 MiB; a record serves best, since it can grow
     * @param output stored as JSON, at most 1 MiB
     */
    public static <I, O> Named<I, O> named(String name, Class<I> input, Class<O> output) {
        return new Named<>(input, output, Options.named(name));
    }

    /** Begins a saga without a result. */
    public static <I> NamedVoid<I> named(String name, Class<I> input) {
        return new NamedVoid<>(named(name, input, Done.class));
    }

    /**
     * A step that runs this saga as a child and waits for it; its compensation is to compensate the child.
     *
     * <p>The child's version is pinned when the parent is registered: the version that this saga chose, else the one
     * that its definition gets. See {@link Step#child} for another.
     */
    public Step<I, O> asStep() {
        return Step.child(this, Optional.of(this), definition.version());
    }

    @Override
    public String name() {
        return definition.name();
    }

    @Override
    public Class<I> input() {
        return input;
    }

    @Override
    public Class<O> output() {
        return output;
    }

    /** The saga as data, without user code; version 0 unless one was chosen. */
    public Definition definition() {
        return definition;
    }

    /** The user code and the classes that the definition names. For engines. */
    public Bindings bindings() {
        return bindings;
    }

    /**
     * What is wrong and cannot be seen in the definition: a name used twice, a forgotten branch, data of another saga.
     * Registration refuses the saga with these and with what it finds in the definition.
     */
    public List<String> problems() {
        return problems;
    }

    @Override
    public String toString() {
        return "Saga " + name() + " (" + input.getSimpleName() + " -> " + output.getSimpleName() + ")";
    }

    /** A saga that has a name and types, and lacks its definition. */
    public static final class Named<I, O> {
        private final Class<I> input;
        private final Class<O> output;
        private final Options options;

        private Named(Class<I> input, Class<O> output, Options options) {
            this.input = input;
            this.output = output;
            this.options = options;
        }

        /**
         * Chooses the version, 1 to 1,000,000. By default, a changed definition gets the next number. Running executions
         * stay on the version that they began with.
         */
        public Named<I, O> version(int version) {
            return new Named<>(input, output, options.version(version));
        }

        /** How long an execution may take before it is compensated; 1 ms to 365 days. */
        public Named<I, O> deadline(Duration deadline) {
            return new Named<>(input, output, options.deadline(deadline));
        }

        /** How long after its end an execution may still be compensated, by an operator or a parent; to 365 days. */
        public Named<I, O> compensatableAfterCompletion(Duration afterCompletion) {
            return new Named<>(input, output, options.compensatableFor(afterCompletion));
        }

        /** Its input must keep to this JSON Schema, which is checked before an execution starts. */
        public Named<I, O> inputSchema(String jsonSchema) {
            return new Named<>(input, output, options.inputSchema(jsonSchema));
        }

        /** Calls {@code body} once, now, and keeps what it recorded. */
        public Saga<I, O> define(Body<I, O> body) {
            var recording = new Recording(options.name(), input);
            Ref<? extends O> result =
                    body.define(new Flow(recording, Optional.empty()), recording.known(new Mapping.SagaInput()));
            Scope root = recording.close(result);
            return new Saga<>(input, output, options.definition(root), recording);
        }
    }

    /** As {@link Named}, for a saga without a result. */
    public static final class NamedVoid<I> {
        private final Named<I, Done> named;

        private NamedVoid(Named<I, Done> named) {
            this.named = named;
        }

        /** As {@link Named#version}. */
        public NamedVoid<I> version(int version) {
            return new NamedVoid<>(named.version(version));
        }

        /** As {@link Named#deadline}. */
        public NamedVoid<I> deadline(Duration deadline) {
            return new NamedVoid<>(named.deadline(deadline));
        }

        /** As {@link Named#compensatableAfterCompletion}. */
        public NamedVoid<I> compensatableAfterCompletion(Duration afterCompletion) {
            return new NamedVoid<>(named.compensatableAfterCompletion(afterCompletion));
        }

        /** As {@link Named#inputSchema}. */
        public NamedVoid<I> inputSchema(String jsonSchema) {
            return new NamedVoid<>(named.inputSchema(jsonSchema));
        }

        /** As {@link Named#define}. */
        public Saga<I, Done> define(VoidBody<I> body) {
            return named.define((flow, input) -> {
                body.define(flow, input);
                return flow.done();
            });
        }
    }

    /** The definition of a saga. May be a lambda or a method of a bean. */
    @FunctionalInterface
    public interface Body<I, O> {
        /** Records the saga and says what it gives. */
        Ref<? extends O> define(Flow saga, Ref<I> input);
    }

    /** The definition of a saga without a result. */
    @FunctionalInterface
    public interface VoidBody<I> {
        /** Records the saga. */
        void define(Flow saga, Ref<I> input);
    }

    private record Options(
            String name,
            int version,
            Optional<Duration> deadline,
            Duration compensatableFor,
            Optional<String> inputSchema) {

        static Options named(String name) {
            return new Options(Bounds.name("saga", name), 0, Optional.empty(), Duration.ZERO, Optional.empty());
        }

        Options version(int version) {
            Bounds.between("version of saga '" + name + "'", version, 1, 1_000_000);
            return new Options(name, version, deadline, compensatableFor, inputSchema);
        }

        Options deadline(Duration deadline) {
            Bounds.positive("deadline of saga '" + name + "'", deadline);
            return new Options(name, version, Optional.of(deadline), compensatableFor, inputSchema);
        }

        Options compensatableFor(Duration time) {
            Bounds.notNegative("time that saga '" + name + "' can be compensated after its end", time);
            return new Options(name, version, deadline, time, inputSchema);
        }

        Options inputSchema(String schema) {
            return new Options(name, version, deadline, compensatableFor, Optional.of(schema));
        }

        Definition definition(Scope root) {
            return new Definition(name, version, root, deadline, compensatableFor, inputSchema);
        }
    }
}

package dev.baton;

import java.time.Duration;
import java.util.Optional;

/**
 * One effect in some service, together with what undoes it. Immutable; the same step may be used in many sagas.
 *
 * <p>Its name is its identity: in the history and in the idempotency key. Its types say what is stored.
 *
 * @param <I> what it is called with
 * @param <O> what it answers; {@link Done} if nothing
 */
public final class Step<I, O> {
    private final String name;
    private final String task;
    private final Class<I> input;
    private final Class<O> output;
    private final Work<I, O> work;
    private final StepOptions<I, O> options;

    private Step(
            String name, String task, Class<I> input, Class<O> output, Work<I, O> work, StepOptions<I, O> options) {
        this.name = name;
        this.task = task;
        this.input = input;
        this.output = output;
        this.work = work;
        this.options = options;
    }

    /**
     * Begins a step with a result.
     *
     * @param name lower case, digits and hyphens, 1 to 80 characters
     * @param input stored as JSON, at most 1 MiB; a record serves best, since it can grow
     * @param output stored as JSON, at most 1 MiB
     */
    public static <I, O> Named<I, O> named(String name, Class<I> input, Class<O> output) {
        return new Named<>(Bounds.name("step", name), input, output);
    }

    /** Begins a step without a result. */
    public static <I> NamedVoid<I> named(String name, Class<I> input) {
        return new NamedVoid<>(named(name, input, Done.class));
    }

    /**
     * A step that runs a saga as a child and waits for it; its compensation is to compensate the child. The step has the
     * saga's name. A saga at hand has {@link Saga#asStep}.
     *
     * @param version the child's, 1 to 1,000,000; it must be registered by then
     */
    public static <I, O> Step<I, O> child(SagaContract<I, O> saga, int version) {
        Bounds.between("version of child saga '" + saga.name() + "'", version, 1, 1_000_000);
        return child(saga, Optional.empty(), version);
    }

    static <I, O> Step<I, O> child(SagaContract<I, O> saga, Optional<Saga<I, O>> defined, int version) {
        return new Step<>(
                saga.name(),
                saga.name(),
                saga.input(),
                saga.output(),
                new Work.Child<>(saga, defined, version),
                new StepOptions<I, O>().with(options -> options.undo = new Undo.Child<>()));
    }

    /** The same step under another name, for a second use in one saga. Limits stay those of the task. */
    public Step<I, O> renamed(String name) {
        return new Step<>(Bounds.name("step", name), task, input, output, work, options);
    }

    /** Makes it compensatable: {@code handler} undoes what it did, or may have done. */
    public Step<I, O> compensatedBy(CompensationHandler<? super I, ? super O> handler) {
        return with(options.with(changed -> changed.undo = new Undo.Local<>(handler)));
    }

    /** As {@link #compensatedBy(CompensationHandler)}, over HTTP. */
    public Step<I, O> compensatedBy(HttpCall call) {
        return with(options.with(changed -> changed.undo = new Undo.Http<>(call, Optional.empty())));
    }

    /**
     * As {@link #compensatedBy(HttpCall)}, by a call that may name the step's result, and another for when that is unknown.
     */
    public Step<I, O> compensatedBy(HttpCall call, HttpCall withoutResult) {
        return with(options.with(changed -> changed.undo = new Undo.Http<>(call, Optional.of(withoutResult))));
    }

    /**
     * As {@link #compensatedBy(CompensationHandler)}, by another saga, which gets the step's input. When it completes, the
     * step is undone; each further attempt is an execution of its own. Bound its time with a deadline of its own.
     */
    public Step<I, O> compensatedBy(Saga<? super I, ?> saga) {
        return with(options.with(changed -> changed.undo = new Undo.Another<>(saga)));
    }

    /** Replaces {@link Retry#ofCompensations()}. Used up, an incident opens: never is an undo forgotten. */
    public Step<I, O> compensationRetry(Retry retry) {
        return with(options.with(changed -> changed.undoRetry = retry));
    }

    /** How long one attempt to compensate may take; 1 ms to 365 days, 1 min by default. */
    public Step<I, O> compensationTimeout(Duration timeout) {
        Bounds.positive("compensation timeout of step '" + name + "'", timeout);
        return with(options.with(changed -> changed.undoTimeout = timeout));
    }

    /** Says how a lost answer is cleared up: before compensating, the service is asked what became of the key. */
    public Step<I, O> probedBy(ProbeHandler<? super I, O> handler) {
        onlyForTasks("probed");
        return with(options.with(changed -> changed.probe = new Probe.Local<>(handler)));
    }

    /**
     * As {@link #probedBy(ProbeHandler)}, over HTTP: 2xx means that it happened, with the body as its result; 410 that it
     * never will; anything else that it was not seen.
     */
    public Step<I, O> probedBy(HttpCall call) {
        onlyForTasks("probed");
        return with(options.with(changed -> changed.probe = new Probe.Http<>(call)));
    }

    /** Declares that it has no effect, so there is nothing to compensate. */
    public Step<I, O> readOnly() {
        return with(options.with(changed -> changed.readOnly = true));
    }

    /** Replaces {@link Retry#defaults()}. After the pivot, {@link Retry#attemptsMax()} is when an incident opens. */
    public Step<I, O> retry(Retry retry) {
        onlyForTasks("retried");
        return with(options.with(changed -> changed.retry = retry));
    }

    /**
     * How long one attempt may take; 1 ms to 365 days. By default 1 min, 1 day for work that somebody else completes
     * ({@link Named#begins}), and no limit for a child saga, which is cancelled when its time is over.
     */
    public Step<I, O> timeout(Duration timeout) {
        Bounds.positive("timeout of step '" + name + "'", timeout);
        return with(options.with(changed -> changed.timeout = Optional.of(timeout)));
    }

    /** How often a long attempt must say that it is alive; 1 ms to 365 days, not required by default. */
    public Step<I, O> heartbeat(Duration heartbeat) {
        onlyForTasks("asked for a heartbeat");
        Bounds.positive("heartbeat of step '" + name + "'", heartbeat);
        return with(options.with(changed -> changed.heartbeat = Optional.of(heartbeat)));
    }

    /**
     * How long the undo of an unknown outcome waits for a stray call; 10 s by default, zero for a service with a fence.
     */
    public Step<I, O> settle(Duration settle) {
        onlyForTasks("settled");
        Bounds.notNegative("settling time of step '" + name + "'", settle);
        return with(options.with(changed -> changed.settle = settle));
    }

    /**
     * Has its handlers called from a durable queue, by any engine on the same store that has them, and not by the one that
     * owns the execution: attempts, compensations and probes, each one that is a handler. Until somebody takes it, an
     * attempt waits, bounded only by the saga's deadline; its own time counts from then on.
     *
     * @param queue 1 to 64 visible ASCII characters, no space
     */
    public Step<I, O> on(String queue) {
        onlyForTasks("put on a queue");
        Bounds.queue(queue);
        return with(options.with(changed -> changed.queue = Optional.of(queue)));
    }

    /** Before the pivot: a failure opens an incident, and a person decides whether to go on or back. */
    public Step<I, O> askOnFailure() {
        return with(options.with(changed -> changed.asksOnFailure = true));
    }

    /** What it is called with must keep to this JSON Schema; else the step is refused without having been called. */
    public Step<I, O> inputSchema(String jsonSchema) {
        onlyForTasks("given a schema; give it to the saga itself");
        return with(options.with(changed -> changed.inputSchema = Optional.of(jsonSchema)));
    }

    /** What it answers must keep to this JSON Schema; else the step fails, and what it did is undone. */
    public Step<I, O> outputSchema(String jsonSchema) {
        onlyForTasks("given a schema");
        return with(options.with(changed -> changed.outputSchema = Optional.of(jsonSchema)));
    }

    /** Its name in the saga. */
    public String name() {
        return name;
    }

    /** The name that it was born with, whatever {@link #renamed} made of it. */
    public String task() {
        return task;
    }

    /** What it is called with. */
    public Class<I> input() {
        return input;
    }

    /** What it answers. */
    public Class<O> output() {
        return output;
    }

    /** Who does the work. For engines. */
    public Work<I, O> work() {
        return work;
    }

    /** Who undoes it. For engines. */
    public Undo<I, O> undo() {
        return options.undo;
    }

    /** Who knows what became of it. For engines. */
    public Probe<I, O> probe() {
        return options.probe;
    }

    @Override
    public String toString() {
        return "Step " + name + " (" + input.getSimpleName() + " -> " + output.getSimpleName() + ")";
    }

    StepOptions<I, O> options() {
        return options;
    }

    private Step<I, O> with(StepOptions<I, O> changed) {
        return new Step<>(name, task, input, output, work, changed);
    }

    private void onlyForTasks(String verb) {
        if (work instanceof Work.Child) {
            throw new IllegalArgumentException("Child saga '" + name + "' cannot be " + verb
                    + ". Its outcome is never unknown, and its own steps have their own rules. [BATON-261]");
        }
    }

    /** A step that has a name and types, and lacks somebody who does the work. */
    public static final class Named<I, O> {
        private final String name;
        private final Class<I> input;
        private final Class<O> output;

        private Named(String name, Class<I> input, Class<O> output) {
            this.name = name;
            this.input = input;
            this.output = output;
        }

        /** A method of this application. */
        public Step<I, O> does(Handler<? super I, ? extends O> handler) {
            return does((in, context) -> handler.handle(in));
        }

        /** A method of this application that also takes the {@link StepContext}. */
        public Step<I, O> does(ContextHandler<? super I, ? extends O> handler) {
            return by(new Work.Local<>(handler));
        }

        /**
         * A method that begins something, such as a letter to be signed; {@link BatonClient#complete} brings the
         * result.
         */
        public Step<I, O> begins(CallbackHandler<? super I> handler) {
            return by(new Work.Callback<>(handler));
        }

        /** A service that the engine calls; see {@link HttpCall}. */
        public Step<I, O> calls(HttpCall call) {
            return by(new Work.Http<>(call));
        }

        private Step<I, O> by(Work<I, O> work) {
            return new Step<>(name, name, input, output, work, new StepOptions<>());
        }
    }

    /** As {@link Named}, for work without a result. */
    public static final class NamedVoid<I> {
        private final Named<I, Done> named;

        private NamedVoid(Named<I, Done> named) {
            this.named = named;
        }

        /** A method of this application. */
        public Step<I, Done> does(VoidHandler<? super I> handler) {
            return does((in, context) -> handler.handle(in));
        }

        /** A method of this application that also takes the {@link StepContext}. */
        public Step<I, Done> does(VoidContextHandler<? super I> handler) {
            return named.does((in, context) -> {
                handler.handle(in, context);
                return Done.DONE;
            });
        }

        /** As {@link Named#begins}; somebody says later that it is done. */
        public Step<I, Done> begins(CallbackHandler<? super I> handler) {
            return named.begins(handler);
        }

        /** A service that the engine calls; its answer's body is ignored. */
        public Step<I, Done> calls(HttpCall call) {
            return named.calls(call);
        }
    }

    /** Who does the work of a step. */
    public sealed interface Work<I, O> {
        /** A method of this application. */
        record Local<I, O>(ContextHandler<? super I, ? extends O> handler) implements Work<I, O> {}

        /** A method that begins it; somebody completes it later. */
        record Callback<I, O>(CallbackHandler<? super I> handler) implements Work<I, O> {}

        /** A service that the engine calls. */
        record Http<I, O>(HttpCall call) implements Work<I, O> {}

        /**
         * Another saga.
         *
         * @param saga empty if it is defined elsewhere
         * @param version 0: the one that {@code saga} gets when it is registered
         */
        record Child<I, O>(SagaContract<I, O> contract, Optional<Saga<I, O>> saga, int version) implements Work<I, O> {}
    }

    /** Who undoes the work of a step. */
    public sealed interface Undo<I, O> {
        /** Nobody. */
        record None<I, O>() implements Undo<I, O> {}

        /** A method of this application. */
        record Local<I, O>(CompensationHandler<? super I, ? super O> handler) implements Undo<I, O> {}

        /**
         * A service that the engine calls.
         *
         * @param blind called instead while the result is unknown; empty: the same call
         */
        record Http<I, O>(HttpCall call, Optional<HttpCall> blind) implements Undo<I, O> {}

        /** By compensating the child. */
        record Child<I, O>() implements Undo<I, O> {}

        /** By running another saga. */
        record Another<I, O>(Saga<? super I, ?> saga) implements Undo<I, O> {}
    }

    /** Who knows what became of a call whose answer was lost. */
    public sealed interface Probe<I, O> {
        /** Nobody. */
        record None<I, O>() implements Probe<I, O> {}

        /** A method of this application. */
        record Local<I, O>(ProbeHandler<? super I, O> handler) implements Probe<I, O> {}

        /** A service that the engine calls. */
        record Http<I, O>(HttpCall call) implements Probe<I, O> {}
    }
}

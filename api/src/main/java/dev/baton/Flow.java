package dev.baton;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Records what a saga consists of, in the order in which its methods are called. It runs nothing: each method notes a
 * node and returns a {@link Ref} to what that node will give.
 *
 * <p>Blocks (branches, paths, bodies) use the same flow. Not thread-safe; of no use after the definition returned.
 */
public final class Flow {
    private final Recording recording;
    private final Optional<String> named;

    Flow(Recording recording, Optional<String> named) {
        this.recording = recording;
        this.named = named;
    }

    /**
     * Gives the next node a name of its own, for the graph and the history: {@code saga.named("risk").either(…)}. A step
     * has a name already.
     *
     * @param name lower case, digits and hyphens, 1 to 80 characters, unique in the saga
     */
    public Flow named(String name) {
        return new Flow(recording, Optional.of(Bounds.name("node", name)));
    }

    /** Runs a step, and compensates it if the saga fails later. After the pivot: retries it until it succeeds. */
    public <I, O> Ref<O> step(Step<I, O> step, Ref<? extends I> input) {
        return place(step, step.options().role(), input);
    }

    /** Runs the step after which there is no way back. At most one on each path. */
    public <I, O> Ref<O> pivot(Step<I, O> step, Ref<? extends I> input) {
        return place(step, Role.PIVOT, input);
    }

    /**
     * Runs a step that is retried until it succeeds. On a path without a pivot the first of these is the point of no
     * return, as soon as it is scheduled; after a pivot it is the same as {@link #step}.
     */
    public <I, O> Ref<O> retriable(Step<I, O> step, Ref<? extends I> input) {
        return place(step, Role.RETRIABLE, input);
    }

    /** Describes a branch. It runs when it is given to {@link #parallel}. */
    public <R> Branch<R> branch(Block<R> block) {
        return recording.branch(block::define);
    }

    /**
     * Runs branches at the same time and goes on when all have ended. If one fails, the others are stopped and undone.
     */
    public Ref<Done> parallel(Branch<?>... branches) {
        String name = name("parallel");
        List<Scope> scopes = Stream.of(branches).map(recording::begin).toList();
        recording.add(Draft.of(name, next -> new Node.Parallel(name, next, scopes, List.of())));
        return done();
    }

    /**
     * Takes the first path whose condition holds. What the paths give together is what {@link Choice#otherwise} returns.
     *
     * @param label the condition in words, for the graph and the history; 1 to 200 characters
     */
    public <R> Choice<R> either(String label, Ref<Boolean> condition, Block<R> path) {
        Choice<R> choice = new Choice<>(recording, name("choice"));
        recording.add(choice.draft());
        return choice.or(label, condition, path);
    }

    /**
     * Runs a block for each item; at most {@value Each#ITEMS_MAX} items.
     *
     * @param type of an item, since each is stored by itself
     */
    public <T, R> Ref<Items<R>> forEach(
            Class<T> type, Ref<? extends List<? extends T>> items, Each each, ItemBlock<T, R> body) {
        String name = name("for-each");
        Mapping all = recording.place(name + ".items", items);
        Recording.Recorded<R> block = recording.block(() -> body.define(recording.known(new Mapping.Current(name))));
        Scope scope = Draft.scope(block.drafts(), new Mapping.Nothing());
        recording.addTyped(
                Draft.of(
                        name,
                        next -> new Node.ForEach(
                                name,
                                next,
                                all,
                                scope,
                                each.concurrencyMax(),
                                each.failuresMax(),
                                each.failuresPercentMax(),
                                List.of())),
                type);
        return new Ref<>(new Source.Collected(recording, name, block.source()));
    }

    /**
     * Runs a block again and again, from one state to the next, until a state will do. Returns that state.
     *
     * @param until asked of each state that a turn has reached, not of the first
     */
    public <S> Ref<S> repeat(
            Class<S> type, Ref<? extends S> initial, Repeat repeat, ItemBlock<S, S> body, Predicate<? super S> until) {
        String name = name("loop");
        Mapping first = recording.place(name + ".initial", initial);
        Recording.Recorded<S> block = recording.block(() -> body.define(recording.known(new Mapping.Current(name))));
        Scope scope = Draft.scope(block.drafts(), recording.place(name + ".turn", block.result()));
        Ref<S> reached = recording.known(new Mapping.ResultOf(name));
        Mapping enough = recording.place(name + ".until", reached.map(until::test));
        recording.addTyped(
                Draft.of(
                        name,
                        next -> new Node.Loop(
                                name, next, first, scope, enough, repeat.pause(), repeat.turnsMax(), List.of())),
                type);
        return reached;
    }

    /**
     * Runs a block; if it fails with this exception or a subclass, undoes what the block did, settles what is unknown,
     * and then runs the other block: the effect cannot happen by both ways.
     */
    public <R> Ref<R> fallback(Block<R> first, Class<? extends Exception> error, Block<? extends R> instead) {
        return fallback(first, Errors.of(error), failure -> widen(instead.define()));
    }

    /** As {@link #fallback(Block, Class, Block)}, for several errors, with a second block that sees the failure. */
    public <R> Ref<R> fallback(Block<R> first, Errors errors, ItemBlock<Failure, ? extends R> instead) {
        String name = name("fallback");
        Recording.Recorded<R> tried = recording.block(first::define);
        Recording.Recorded<R> other =
                recording.block(() -> widen(instead.define(recording.known(new Mapping.FailureOf(name)))));
        Scope scope = Draft.scope(tried.drafts(), new Mapping.Nothing());
        recording.add(
                caught(name, errors, other, (next, rules) -> new Node.Parallel(name, next, List.of(scope), rules)));
        return chosen(name, tried.source(), other.source());
    }

    /** Waits; stored, so a restart does not shorten or lengthen it. 1 ms to 365 days. */
    public Ref<Done> waitFor(Duration duration) {
        Bounds.positive("wait", duration);
        String name = name("wait");
        recording.add(Draft.of(name, next -> new Node.Wait(name, next, new Node.Until.Elapsed(duration))));
        return done();
    }

    /** Waits until an instant; goes on at once if it has passed. */
    public Ref<Done> waitUntil(Ref<Instant> instant) {
        String name = name("wait");
        Mapping until = recording.place(name + ".until", instant);
        recording.add(Draft.of(name, next -> new Node.Wait(name, next, new Node.Until.Moment(until))));
        return done();
    }

    /** Waits for a signal, as long as the saga may take. The node has the signal's name, unless it is given another. */
    public <T> Ref<T> receive(Signal<T> signal) {
        return receive(signal, Optional.empty());
    }

    /** Waits for a signal; if none comes in time (1 ms to 365 days), the saga fails and is compensated. */
    public <T> Ref<T> receive(Signal<T> signal, Duration timeout) {
        return receive(signal, Optional.of(Bounds.positive("timeout of signal '" + signal.name() + "'", timeout)));
    }

    /** Waits for a signal; if none comes in time (1 ms to 365 days), does something else to get an answer. */
    public <T> Ref<T> receive(Signal<T> signal, Duration timeout, Block<? extends T> onTimeout) {
        Bounds.positive("timeout of signal '" + signal.name() + "'", timeout);
        String name = nameOf(signal);
        Recording.Recorded<T> other = recording.block(() -> widen(onTimeout.define()));
        recording.addTyped(
                caught(
                        name,
                        Errors.named(Failure.NO_SIGNAL),
                        other,
                        (next, rules) -> receive(name, next, signal, Optional.of(timeout), rules)),
                signal.type());
        return chosen(name, new Source.Known(recording, new Mapping.ResultOf(name)), other.source());
    }

    /** Computes something once and stores it under a name, which is the node's. */
    public <T> Ref<T> value(String name, Class<T> type, Ref<? extends T> source) {
        String node = recording.take(Bounds.name("value", name));
        Mapping value = recording.place(node + ".value", source);
        recording.addTyped(Draft.of(node, next -> new Node.Pass(node, next, value)), type);
        return recording.known(new Mapping.ResultOf(node));
    }

    /** Fails the saga with {@link Failure#FAILED}, so it is compensated. Fits where any result is expected. */
    public <R> Ref<R> fail(Ref<String> message) {
        String name = name("fail");
        Mapping text = recording.place(name + ".message", message);
        recording.add(Draft.of(name, next -> new Node.Fail(name, Failure.FAILED, text)));
        return recording.known(new Mapping.Nothing());
    }

    /** For a block that gives nothing. */
    public Ref<Done> done() {
        return recording.known(new Mapping.Nothing());
    }

    private <I, O> Ref<O> place(Step<I, O> step, Role role, Ref<? extends I> input) {
        named.ifPresent(name -> recording.problem("named(\"" + name + "\") stands before step '" + step.name()
                + "', which has a name. Use renamed(\"" + name + "\"). [BATON-253]"));
        step.options().contradictions(step.name(), recording);
        String name = recording.take(step.name());
        Mapping data = recording.place(name + ".input", input);
        recording.addStep(
                Draft.of(name, next -> step.options().node(name, next, step.task(), step.work(), role, data)), step);
        return recording.known(new Mapping.ResultOf(name));
    }

    private <T> Ref<T> receive(Signal<T> signal, Optional<Duration> timeout) {
        String name = nameOf(signal);
        recording.addTyped(Draft.of(name, next -> receive(name, next, signal, timeout, List.of())), signal.type());
        return recording.known(new Mapping.ResultOf(name));
    }

    private static Node receive(
            String name, Optional<String> next, Signal<?> signal, Optional<Duration> timeout, List<Catch> rules) {
        return new Node.Receive(name, next, signal.name(), signal.group(), timeout, signal.schema(), rules);
    }

    /** A node that goes another way when it fails with one of these errors. */
    private static Draft caught(
            String name,
            Errors errors,
            Recording.Recorded<?> other,
            BiFunction<Optional<String>, List<Catch>, Node> made) {
        return new Draft.Fixed(
                name,
                List.of(other.drafts()),
                next -> made.apply(next, List.of(new Catch(errors.names(), other.first(next)))));
    }

    private <R> Ref<R> chosen(String name, Source ordinary, Source caught) {
        return new Ref<>(new Source.Chosen(recording, name, List.of(ordinary, caught)));
    }

    private String name(String kind) {
        return named.map(recording::take).orElseGet(() -> recording.fresh(kind));
    }

    private String nameOf(Signal<?> signal) {
        return recording.take(named.orElse(signal.name()));
    }

    @SuppressWarnings("unchecked") // a Ref only ever gives its data
    private static <R> Ref<R> widen(Ref<? extends R> ref) {
        return (Ref<R>) ref;
    }
}

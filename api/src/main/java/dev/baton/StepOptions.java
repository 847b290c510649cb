package dev.baton;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Everything about a step that has a default, and the node that it makes. Changed only while {@link #with} copies it. */
final class StepOptions<I, O> {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Duration CALLBACK_TIMEOUT = Duration.ofDays(1);
    private static final Duration SETTLE = Duration.ofSeconds(10);

    Step.Undo<I, O> undo = new Step.Undo.None<>();
    Retry undoRetry = Retry.ofCompensations();
    Duration undoTimeout = TIMEOUT;
    Step.Probe<I, O> probe = new Step.Probe.None<>();
    boolean readOnly;
    boolean asksOnFailure;
    Retry retry = Retry.defaults();
    Optional<Duration> timeout = Optional.empty();
    Optional<Duration> heartbeat = Optional.empty();
    Duration settle = SETTLE;
    Optional<String> inputSchema = Optional.empty();
    Optional<String> outputSchema = Optional.empty();
    Optional<String> queue = Optional.empty();

    StepOptions() {}

    private StepOptions(StepOptions<I, O> other) {
        undo = other.undo;
        undoRetry = other.undoRetry;
        undoTimeout = other.undoTimeout;
        probe = other.probe;
        readOnly = other.readOnly;
        asksOnFailure = other.asksOnFailure;
        retry = other.retry;
        timeout = other.timeout;
        heartbeat = other.heartbeat;
        settle = other.settle;
        inputSchema = other.inputSchema;
        outputSchema = other.outputSchema;
        queue = other.queue;
    }

    /** A changed copy. */
    StepOptions<I, O> with(Consumer<StepOptions<I, O>> change) {
        var copy = new StepOptions<>(this);
        change.accept(copy);
        return copy;
    }

    /** What it means where it stands, unless its place says otherwise. */
    Role role() {
        if (readOnly) {
            return Role.READ_ONLY;
        }
        return undo instanceof Step.Undo.None ? Role.PLAIN : Role.COMPENSATABLE;
    }

    void contradictions(String name, Recording recording) {
        boolean undone = undoNode().isPresent();
        if (readOnly && undone) {
            recording.problem("Step '" + name + "' is readOnly and has a compensation. What has no effect needs none:"
                    + " leave one out. [BATON-260]");
        }
    }

    Node node(String name, Optional<String> next, String task, Step.Work<I, O> work, Role role, Mapping input) {
        return switch (work) {
            case Step.Work.Child<I, O> child ->
                new Node.Child(
                        name,
                        next,
                        child.contract().name(),
                        child.version(),
                        role,
                        input,
                        timeout,
                        asksOnFailure,
                        undoNode(),
                        List.of());
            case Step.Work.Local<I, O> local -> task(name, next, task, new Call.Handler(), role, input);
            case Step.Work.Callback<I, O> callback -> task(name, next, task, new Call.Callback(), role, input);
            case Step.Work.Http<I, O> http -> task(name, next, task, http.call().asCall(), role, input);
        };
    }

    private Node task(String name, Optional<String> next, String task, Call call, Role role, Mapping input) {
        var rules = new Node.Rules(
                retry,
                timeout.orElse(call instanceof Call.Callback ? CALLBACK_TIMEOUT : TIMEOUT),
                heartbeat,
                settle,
                asksOnFailure,
                inputSchema,
                outputSchema);
        boolean probed = !(probe instanceof Step.Probe.None);
        return new Node.Task(name, next, task, call, role, input, rules, undoNode(), probed, List.of(), queue);
    }

    private Optional<Node.Undo> undoNode() {
        return switch (undo) {
            case Step.Undo.None<I, O> none -> Optional.empty();
            case Step.Undo.Child<I, O> child -> Optional.empty();
            case Step.Undo.Local<I, O> local ->
                Optional.of(new Node.Undo(new Call.Handler(), undoRetry, undoTimeout, false, Optional.empty()));
            case Step.Undo.Another<I, O>(Saga<? super I, ?> saga) ->
                Optional.of(new Node.Undo(
                        new Call.Child(saga.name(), saga.definition().version()),
                        undoRetry,
                        undoTimeout,
                        false,
                        Optional.empty()));
            case Step.Undo.Http<I, O> http ->
                Optional.of(new Node.Undo(
                        http.call().asCall(),
                        undoRetry,
                        undoTimeout,
                        http.call().readsResult(),
                        http.blind().map(HttpCall::asCall)));
        };
    }
}

package dev.baton.engine;

import dev.baton.BatonClient;
import dev.baton.CallbackUnknownException;
import dev.baton.Delivery;
import dev.baton.ExecutionConflictException;
import dev.baton.ExecutionDetails;
import dev.baton.ExecutionFilter;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.ExecutionSummary;
import dev.baton.ExecutionUnknownException;
import dev.baton.Failure;
import dev.baton.HistoryEvent;
import dev.baton.Incident;
import dev.baton.IncidentAnswer;
import dev.baton.IncidentFilter;
import dev.baton.Node;
import dev.baton.Page;
import dev.baton.Paging;
import dev.baton.Reason;
import dev.baton.SagaContract;
import dev.baton.SagaUnknownException;
import dev.baton.StartOptions;
import dev.baton.Step;
import dev.baton.StepEntry;
import dev.baton.core.Ahead;
import dev.baton.core.Cause;
import dev.baton.core.Command;
import dev.baton.core.Decider;
import dev.baton.core.Entry;
import dev.baton.core.ExecutionState;
import dev.baton.core.Outcome;
import dev.baton.core.Payload;
import dev.baton.store.Store;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Everything that users and operators ask of an engine. Thread-safe. */
final class Client implements BatonClient {
    private static final Set<StepEntry.State> STANDING = Set.of(StepEntry.State.DONE, StepEntry.State.MAYBE);

    private final Registry registry;
    private final Decider decider;
    private final Contracts contracts;
    private final Post post;
    private final Tags tags;
    private final Histories histories;
    private final Lists lists;
    private final IncidentAnswers answers;
    private final Views views;

    Client(
            Store store,
            Registry registry,
            Decider decider,
            Contracts contracts,
            List<Partition> partitions,
            TaskRunner runner,
            Limits limits,
            EngineClock clock) {
        this.registry = registry;
        this.decider = decider;
        this.contracts = contracts;
        List<Inbox> inboxes =
                partitions.stream().map(partition -> partition.inbox).toList();
        this.post = new Post(inboxes, runner::queued, limits, new Replies(clock));
        this.tags = new Tags(clock);
        this.histories = new Histories(store);
        this.lists = new Lists(store, histories);
        this.answers = new IncidentAnswers(post, registry, decider, contracts, lists, clock);
        this.views = new Views(new WaitReasons(registry, runner), decider);
    }

    void close() {
        post.close();
    }

    @Override
    public <I, O> ExecutionHandle<O> start(SagaContract<I, O> saga, ExecutionId id, I input, StartOptions options) {
        Served served = registry.startable(saga.name())
                .orElseThrow(() -> new SagaUnknownException(saga.name(), registry.names()));
        ExecutionId.of(id.value()); // ids with a slash are those of children
        String what = "input of execution '" + id + "'";
        var payload =
                new Payload(contracts.encode(what, input, served.definition().inputSchema()));
        var command = new Command.StartExecution(
                served.definition().name(),
                served.definition().version(),
                tags.next(),
                payload,
                options.businessKey(),
                options.tags(),
                Optional.empty(),
                ahead(served, payload, input));
        post.start(id, command, CanonicalJson.hash(payload.bytes()));
        return execution(saga, id);
    }

    /** What the first nodes ask of user code is answered here, which saves them a commit. */
    private List<Ahead> ahead(Served served, Payload input, Object value) {
        if (served.bindings() == null) {
            return List.of();
        }
        var nodes = decider.aheadOfStart(
                served.definition().name(), served.definition().version(), input);
        return nodes.isEmpty()
                ? List.of()
                : new Evaluator(served.bindings(), contracts)
                        .with("", input, value)
                        .ahead(nodes);
    }

    @Override
    public <I, O> ExecutionHandle<O> execution(SagaContract<I, O> saga, ExecutionId id) {
        return new Handle<>(id, saga.output(), post, contracts, histories);
    }

    @Override
    public <T> void signal(ExecutionId id, Delivery<T> delivery) {
        post.order(id, "signalled", signal(delivery));
    }

    private <T> Command signal(Delivery<T> delivery) {
        String name = delivery.signal().name();
        byte[] value = contracts.encode(
                "value of signal '" + name + "'",
                delivery.value(),
                delivery.signal().schema());
        return new Command.DeliverSignal(name, delivery.id().orElseGet(tags::next), new Payload(value));
    }

    @Override
    public <I, O> ExecutionHandle<O> startOrSignal(
            SagaContract<I, O> saga, ExecutionId id, I input, Delivery<?> delivery, StartOptions options) {
        Command signal = signal(delivery);
        try {
            start(saga, id, input, options);
        } catch (ExecutionConflictException e) {
            if (!e.code().equals("BATON-102")) {
                throw e;
            }
            // It runs already, with another input: only the first start reads that.
        }
        post.order(id, "signalled", signal);
        return execution(saga, id);
    }

    @Override
    public <O> void complete(Step<?, O> step, String token, O result) {
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

    @Override
    public void refuse(String token, String why) {
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

    @Override
    public void cancel(ExecutionId id, Reason reason) {
        post.order(id, "cancelled", new Command.CancelExecution(Cause.CANCEL, reason.by(), reason.why()));
    }

    @Override
    public void compensate(ExecutionId id, Reason reason) {
        post.order(id, "compensated", new Command.CompensateExecution(Cause.OPERATOR, reason.by(), reason.why()));
    }

    @Override
    public LeftBehind terminate(ExecutionId id, Children children, Reason reason) {
        boolean runOn = children == Children.RUN_ON;
        post.order(id, "terminated", new Command.TerminateExecution(reason.by(), reason.why(), runOn));
        List<StepEntry> all = histories.withStarts(id, post.look(id, hot -> {
            Hot known = Views.known(id, hot);
            return known.state == null ? List.<StepEntry>of() : views.entries(known.state);
        }));
        List<StepEntry> left =
                all.stream().filter(entry -> STANDING.contains(entry.state())).toList();
        return new LeftBehind(left, runOn ? running(left) : List.of());
    }

    /** A child's outcome is open for as long as it runs. */
    private static List<ExecutionId> running(List<StepEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.state() == StepEntry.State.MAYBE)
                .flatMap(entry -> entry.child().stream())
                .toList();
    }

    @Override
    public void redrive(ExecutionId id, Reason reason) {
        post.order(id, "redriven", new Command.RedriveExecution(reason.by(), reason.why()));
    }

    @Override
    public void answer(Incident.Seen seen, IncidentAnswer answer, Reason reason) {
        answers.answer(seen, answer, reason);
    }

    @Override
    public List<AnswerResult> answerAll(IncidentFilter which, IncidentAnswer answer, Reason reason) {
        return answers.answerAll(which, answer, reason);
    }

    @Override
    public List<AnswerResult> dryRun(IncidentFilter which, IncidentAnswer answer) {
        return answers.dryRun(which, answer);
    }

    @Override
    public void assign(Incident.Seen seen, Optional<String> assignee, Reason reason) {
        answers.assign(seen, assignee, reason);
    }

    @Override
    public ExecutionDetails get(ExecutionId id) {
        return histories.withStarts(post.look(id, hot -> views.details(Views.known(id, hot))));
    }

    @Override
    public Page<ExecutionSummary> list(ExecutionFilter filter, Paging paging) {
        post.checkOpen("list of executions");
        return lists.executions(filter, paging);
    }

    @Override
    public Map<ExecutionStatus, Integer> counts() {
        post.checkOpen("count of executions");
        return lists.counts();
    }

    @Override
    public Map<Integer, Integer> versions(String saga) {
        post.checkOpen("count of executions");
        return lists.versions(saga);
    }

    @Override
    public Page<HistoryEvent> history(ExecutionId id, Paging paging) {
        post.checkOpen("history of execution '" + id + "'");
        return histories.page(id, paging);
    }

    @Override
    public Page<Incident> incidents(IncidentFilter filter, Paging paging) {
        post.checkOpen("list of incidents");
        return lists.incidents(filter, paging);
    }
}

package dev.baton.engine;

import dev.baton.BatonClient;
import dev.baton.Delivery;
import dev.baton.ExecutionConflictException;
import dev.baton.ExecutionDetails;
import dev.baton.ExecutionFilter;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.ExecutionSummary;
import dev.baton.HistoryEvent;
import dev.baton.Incident;
import dev.baton.IncidentAnswer;
import dev.baton.IncidentFilter;
import dev.baton.Page;
import dev.baton.Paging;
import dev.baton.Reason;
import dev.baton.SagaContract;
import dev.baton.StartOptions;
import dev.baton.Step;
import dev.baton.StepEntry;
import dev.baton.core.Cause;
import dev.baton.core.Command;
import dev.baton.core.Decider;
import dev.baton.store.Store;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Everything that users and operators ask of an engine. Thread-safe. */
final class Client implements BatonClient {
    private static final Set<StepEntry.State> STANDING = Set.of(StepEntry.State.DONE, StepEntry.State.MAYBE);

    private final Contracts contracts;
    private final Post post;
    private final Requests requests;
    private final Histories histories;
    private final Lists lists;
    private final IncidentAnswers answers;
    private final Views views;
    private final Callbacks callbacks;

    Client(
            Store store,
            Registry registry,
            Decider decider,
            Contracts contracts,
            Requests requests,
            List<Partition> partitions,
            TaskRunner runner,
            Supplier<Set<String>> servedQueues,
            Limits limits,
            EngineClock clock) {
        this.contracts = contracts;
        List<Inbox> inboxes =
                partitions.stream().map(partition -> partition.inbox).toList();
        this.post = new Post(inboxes, runner::queued, limits, new Replies(clock));
        this.requests = requests;
        this.histories = new Histories(store);
        this.lists = new Lists(store, histories);
        this.answers = new IncidentAnswers(post, registry, decider, contracts, lists, clock);
        this.callbacks = new Callbacks(post, registry, decider, contracts);
        this.views = new Views(new WaitReasons(registry, runner, servedQueues), decider);
    }

    void close() {
        post.close();
    }

    @Override
    public <I, O> ExecutionHandle<O> start(SagaContract<I, O> saga, ExecutionId id, I input, StartOptions options) {
        Command.StartExecution command = requests.start(saga, id, input, options);
        post.start(id, command, CanonicalJson.hash(command.input().bytes()));
        return execution(saga, id);
    }

    @Override
    public <I, O> ExecutionHandle<O> execution(SagaContract<I, O> saga, ExecutionId id) {
        return new Handle<>(id, saga.output(), post, contracts, histories);
    }

    @Override
    public <T> void signal(ExecutionId id, Delivery<T> delivery) {
        post.order(id, "signalled", requests.signal(delivery));
    }

    @Override
    public <I, O> ExecutionHandle<O> startOrSignal(
            SagaContract<I, O> saga, ExecutionId id, I input, Delivery<?> delivery, StartOptions options) {
        Command signal = requests.signal(delivery);
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
        callbacks.complete(step, token, result);
    }

    @Override
    public void refuse(String token, String why) {
        callbacks.refuse(token, why);
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

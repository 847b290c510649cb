package dev.baton.shop.engine;

import dev.baton.BatonClient;
import dev.baton.ExecutionDetails;
import dev.baton.ExecutionFilter;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.ExecutionSummary;
import dev.baton.Failure;
import dev.baton.Incident;
import dev.baton.Page;
import dev.baton.Paging;
import dev.baton.Saga;
import dev.baton.StepEntry;
import dev.baton.Waiting;
import dev.baton.shop.engine.Account.OpenIncident;
import dev.baton.shop.engine.Account.Setback;
import dev.baton.shop.engine.Overview.Standing;
import dev.baton.shop.judge.Claim;
import dev.baton.shop.judge.StepClaim;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Asks Baton's client, as any application could, and writes down what it says. Thread-safe. */
final class ClaimReader {
    private static final Paging PAGES = Paging.first(200);

    private final BatonClient client;
    private final String saga;
    private final Steps steps;

    /** Reads what is said of the executions of one saga. */
    ClaimReader(BatonClient client, Saga<?, ?> saga) {
        this.client = client;
        this.saga = saga.name();
        this.steps = new Steps(saga.definition());
    }

    Overview overview() {
        return new Overview(executions().stream().map(this::standing).toList());
    }

    private Standing standing(ExecutionSummary summary) {
        return new Standing(
                summary.id().value(),
                summary.status(),
                summary.step().orElse(""),
                summary.incident(),
                summary.ended().isPresent() || (summary.incident() && onlyWaitsForPeople(summary)));
    }

    /** Other branches may go on beside an incident. */
    private boolean onlyWaitsForPeople(ExecutionSummary summary) {
        return summary.stopped()
                || client.get(summary.id()).waits().stream()
                        .allMatch(waiting -> waiting.what() == Waiting.For.INCIDENT);
    }

    /** Of all that there are. */
    Account account() {
        return accountOf(executions().stream().map(ExecutionSummary::id).toList());
    }

    /** Of these only. */
    Account account(List<String> ids) {
        return accountOf(ids.stream().map(ExecutionId::of).toList());
    }

    private Account accountOf(List<ExecutionId> ids) {
        List<ExecutionDetails> all = ids.stream().map(client::get).toList();
        List<Setback> setbacks = all.stream()
                .filter(details -> details.status() != ExecutionStatus.COMPLETED)
                .map(ClaimReader::setback)
                .toList();
        List<Incident> incidents =
                all.stream().flatMap(details -> details.incidents().stream()).toList();
        return new Account(
                all.stream().map(this::claim).toList(),
                setbacks,
                incidents.stream().map(ClaimReader::question).toList());
    }

    private Claim claim(ExecutionDetails details) {
        List<Incident> open = details.incidents();
        return new Claim(
                details.id().value(),
                Claim.Status.valueOf(details.status().name()),
                details.entries().stream().map(this::step).toList(),
                !open.isEmpty(),
                details.entries().stream()
                        .filter(entry -> open.stream()
                                .anyMatch(incident -> incident.step()
                                        .filter(entry.step()::equals)
                                        .isPresent()))
                        .map(StepEntry::key)
                        .collect(Collectors.toSet()));
    }

    private StepClaim step(StepEntry entry) {
        Steps.Place place = steps.of(entry.step());
        return StepClaim.of(
                        entry.step(),
                        place.operation(),
                        entry.key(),
                        StepClaim.State.valueOf(entry.state().name()))
                .in(place.branch());
    }

    private static Setback setback(ExecutionDetails details) {
        Failure failure = details.failure().orElseGet(() -> Failure.of("none", "Baton names no failure."));
        return new Setback(
                details.id().value(), details.failedStep().orElse("no step"), failure.error(), failure.message());
    }

    private static OpenIncident question(Incident incident) {
        return new OpenIncident(
                incident.seen().execution().value(),
                incident.kind().name(),
                incident.step().orElse("no step"),
                incident.error(),
                incident.message(),
                incident.attempts());
    }

    private List<ExecutionSummary> executions() {
        return all(paging -> client.list(ExecutionFilter.defaults().saga(saga), paging));
    }

    private static <T> List<T> all(Function<Paging, Page<T>> pages) {
        var all = new ArrayList<T>();
        Page<T> page = pages.apply(PAGES);
        all.addAll(page.items());
        while (page.next().isPresent()) {
            page = pages.apply(PAGES.after(page.next().get()));
            all.addAll(page.items());
        }
        return all;
    }
}

package dev.baton.engine;

import dev.baton.ExecutionFilter;
import dev.baton.ExecutionStatus;
import dev.baton.ExecutionSummary;
import dev.baton.Incident;
import dev.baton.IncidentFilter;
import dev.baton.Page;
import dev.baton.Paging;
import dev.baton.Reason;
import dev.baton.store.Archive;
import dev.baton.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lists executions and incidents from the store's reading side. Thread-safe. */
final class Lists {
    private final Store store;
    private final Histories histories;

    Lists(Store store, Histories histories) {
        this.store = store;
        this.histories = histories;
    }

    Page<ExecutionSummary> executions(ExecutionFilter filter, Paging paging) {
        var wanted = new Archive.Filter(
                filter.saga(),
                filter.status(),
                filter.incident(),
                filter.idPrefix(),
                filter.businessKey(),
                filter.tags(),
                filter.startedFrom().map(Instant::toEpochMilli),
                filter.startedBefore().map(Instant::toEpochMilli));
        return Pages.of(
                store.archive().executions(wanted, Pages.key(paging), paging.size()),
                paging,
                Archive.Listed::key,
                Lists::summary);
    }

    private static ExecutionSummary summary(Archive.Listed listed) {
        return new ExecutionSummary(
                listed.id(),
                listed.definition(),
                listed.version(),
                listed.status(),
                listed.gaps(),
                listed.incident(),
                listed.stopped(),
                Instant.ofEpochMilli(listed.started()),
                listed.ended().map(Instant::ofEpochMilli),
                listed.businessKey(),
                listed.tags(),
                listed.step(),
                listed.parent().isPresent());
    }

    Map<ExecutionStatus, Integer> counts() {
        return store.archive().counts();
    }

    Map<Integer, Integer> versions(String saga) {
        return store.archive().versions(saga);
    }

    Page<Incident> incidents(IncidentFilter filter, Paging paging) {
        var wanted = new Archive.IncidentFilter(
                filter.openOnly(),
                filter.saga(),
                filter.step(),
                filter.error(),
                filter.execution().map(histories::key));
        List<Archive.Incident> page = store.archive().incidents(wanted, Pages.key(paging), paging.size());
        return new Page<>(page.stream().map(Lists::incident).toList(), nextOf(page, wanted));
    }

    /** A page may be short because the next execution's incidents come in one piece, so more may follow one. */
    private Optional<String> nextOf(List<Archive.Incident> page, Archive.IncidentFilter wanted) {
        if (page.isEmpty()) {
            return Optional.empty();
        }
        long last = page.getLast().key();
        return store.archive().incidents(wanted, Optional.of(last), 1).isEmpty()
                ? Optional.empty()
                : Optional.of(String.valueOf(last));
    }

    static Incident incident(Archive.Incident listed) {
        return new Incident(
                new Incident.Seen(listed.execution(), listed.incident(), listed.changes()),
                Incident.Kind.valueOf(listed.kind().name()),
                listed.definition(),
                listed.version(),
                Optional.of(listed.step()).filter(step -> !step.isEmpty()),
                listed.error(),
                listed.message(),
                listed.attempts(),
                listed.businessKey(),
                listed.assignee(),
                Instant.ofEpochMilli(listed.opened()),
                listed.resolved()
                        .map(at -> new Incident.Closed(
                                Instant.ofEpochMilli(at),
                                listed.resolution().orElse("answered"),
                                new Reason(
                                        listed.resolvedBy()
                                                .filter(by -> !by.isBlank())
                                                .orElse("baton"),
                                        listed.reason()
                                                .filter(why -> !why.isBlank())
                                                .orElse("No reason was given.")))));
    }
}

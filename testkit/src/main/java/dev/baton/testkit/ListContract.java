package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.store.Archive;
import dev.baton.store.Attention;
import dev.baton.store.Batch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the lists of executions and their histories show. */
abstract class ListContract extends RecoveryContract {
    private static final Archive.Filter ALL = Archive.Filter.all();

    private List<Archive.Listed> page(Archive.Filter filter) {
        return store.archive().executions(filter, Optional.empty(), 50);
    }

    private List<String> ids(Archive.Filter filter) {
        return page(filter).stream().map(listed -> listed.id().value()).toList();
    }

    private static Archive.Filter status(ExecutionStatus status) {
        return new Archive.Filter(
                ALL.definition(),
                Optional.of(status),
                ALL.incident(),
                ALL.idPrefix(),
                ALL.businessKey(),
                ALL.tags(),
                ALL.startedFrom(),
                ALL.startedBefore());
    }

    private static Archive.Filter definition(String name) {
        return new Archive.Filter(
                Optional.of(name),
                ALL.status(),
                ALL.incident(),
                ALL.idPrefix(),
                ALL.businessKey(),
                ALL.tags(),
                ALL.startedFrom(),
                ALL.startedBefore());
    }

    private static Archive.Filter incident(boolean open) {
        return new Archive.Filter(
                ALL.definition(),
                ALL.status(),
                Optional.of(open),
                ALL.idPrefix(),
                ALL.businessKey(),
                ALL.tags(),
                ALL.startedFrom(),
                ALL.startedBefore());
    }

    private static Archive.Filter about(String idPrefix, String businessKey, Map<String, String> tags) {
        return new Archive.Filter(
                ALL.definition(),
                ALL.status(),
                ALL.incident(),
                Optional.of(idPrefix).filter(text -> !text.isEmpty()),
                Optional.of(businessKey).filter(text -> !text.isEmpty()),
                tags,
                ALL.startedFrom(),
                ALL.startedBefore());
    }

    private static Archive.Filter started(long from, long before) {
        return new Archive.Filter(
                ALL.definition(),
                ALL.status(),
                ALL.incident(),
                ALL.idPrefix(),
                ALL.businessKey(),
                ALL.tags(),
                Optional.of(from),
                Optional.of(before));
    }

    private static Batch.Started tagged(long key, String id, int definition, Map<String, String> tags) {
        return new Batch.Started(
                key, new ExecutionId(id), definition, 1, Optional.of(key(99)), Optional.of("customer-7"), tags);
    }

    /** One execution of each status, a stopped one, and one of another definition. */
    private void oneOfEach() {
        int refund = store.register(List.of(definition("refund", 4))).get(0).number();
        var draft = draft();
        for (int i = 1; i <= 7; i++) {
            draft.start(key(i), "order-" + i, definition);
        }
        store.commit(draft.start(tagged(key(8), "refund-8", refund, Map.of("town", "Ulm", "size", "L")))
                .batch());
        now += 500;
        var compensating = new Attention(Optional.of(ExecutionStatus.COMPENSATING), false, true, false);
        var stopped = new Attention(Optional.empty(), true, false, true);
        store.commit(draft().live(key(1), true, "charge")
                .chunk(key(2), 2, 1)
                .end(key(2))
                .end(key(3), ExecutionStatus.FAILED)
                .standing(key(4), compensating, Optional.empty())
                .end(key(5), ExecutionStatus.COMPENSATED)
                .end(key(6), ExecutionStatus.TERMINATED)
                .standing(key(7), stopped, Optional.empty())
                .batch());
    }

    @Test
    void aListShowsTheNewestFirstInPages() {
        oneOfEach();
        assertThat(ids(ALL))
                .containsExactly(
                        "refund-8", "order-7", "order-6", "order-5", "order-4", "order-3", "order-2", "order-1");
        List<Archive.Listed> first = store.archive().executions(ALL, Optional.empty(), 3);
        assertThat(first).extracting(Archive.Listed::key).containsExactly(key(8), key(7), key(6));
        List<Archive.Listed> second = store.archive().executions(ALL, Optional.of(key(6)), 3);
        assertThat(second).extracting(Archive.Listed::key).containsExactly(key(5), key(4), key(3));
    }

    @Test
    void aListSaysWhereEachExecutionStands() {
        oneOfEach();
        List<Archive.Listed> page = page(ALL);
        assertThat(page)
                .extracting(Archive.Listed::status)
                .containsExactly(
                        ExecutionStatus.RUNNING,
                        ExecutionStatus.RUNNING,
                        ExecutionStatus.TERMINATED,
                        ExecutionStatus.COMPENSATED,
                        ExecutionStatus.COMPENSATING,
                        ExecutionStatus.FAILED,
                        ExecutionStatus.COMPLETED,
                        ExecutionStatus.RUNNING);
        Archive.Listed refund = page.get(0);
        assertThat(refund.definition()).isEqualTo("refund");
        assertThat(refund.version()).isEqualTo(4);
        assertThat(refund.started()).isEqualTo(NOON + 8);
        assertThat(refund.ended()).isEmpty();
        assertThat(refund.businessKey()).contains("customer-7");
        assertThat(refund.tags()).isEqualTo(Map.of("town", "Ulm", "size", "L"));
        assertThat(refund.parent()).contains(key(99));
        assertThat(page.get(1)).matches(Archive.Listed::stopped).matches(Archive.Listed::gaps);
        assertThat(page.get(2).ended()).contains(now);
        assertThat(page.get(4).incident()).isTrue();
        assertThat(page.get(6).ended()).as("a plain end").contains(now);
        assertThat(page.get(7).step()).contains("charge");
    }

    @Test
    void aListShowsOneStatus() {
        oneOfEach();
        assertThat(ids(status(ExecutionStatus.RUNNING))).containsExactly("refund-8", "order-7", "order-1");
        assertThat(ids(status(ExecutionStatus.COMPLETED))).containsExactly("order-2");
        assertThat(ids(status(ExecutionStatus.FAILED))).containsExactly("order-3");
        assertThat(ids(status(ExecutionStatus.COMPENSATING))).containsExactly("order-4");
        assertThat(ids(status(ExecutionStatus.COMPENSATED))).containsExactly("order-5");
        assertThat(ids(status(ExecutionStatus.TERMINATED))).containsExactly("order-6");
    }

    @Test
    void aListShowsWhatAFilterAsksFor() {
        oneOfEach();
        assertThat(ids(definition("refund"))).containsExactly("refund-8");
        assertThat(ids(definition("order"))).hasSize(7);
        assertThat(ids(definition("unknown"))).isEmpty();
        assertThat(ids(about("order-", "", Map.of()))).hasSize(7);
        assertThat(ids(about("refund", "customer-7", Map.of("town", "Ulm")))).containsExactly("refund-8");
        assertThat(ids(about("", "customer-8", Map.of()))).isEmpty();
        assertThat(ids(about("", "", Map.of("town", "Ulm", "size", "L")))).containsExactly("refund-8");
        assertThat(ids(about("", "", Map.of("town", "Ulm", "size", "M")))).isEmpty();
        assertThat(ids(started(NOON + 3, NOON + 5))).containsExactly("order-4", "order-3");
        assertThat(ids(incident(false))).hasSize(7).doesNotContain("order-4");
    }

    @Test
    void aListShowsWhatHasAnOpenIncident() {
        store.commit(draft().start(key(1), "order-1", definition)
                .start(key(2), "order-2", definition)
                .open(key(1), 0, definition, "ship")
                .open(key(1), 1, definition, "charge")
                .batch());
        assertThat(ids(incident(true))).containsExactly("order-1");
        assertThat(ids(incident(false))).containsExactly("order-2");
    }

    @Test
    void countsAreByStatus() {
        oneOfEach();
        assertThat(store.archive().counts())
                .isEqualTo(Map.of(
                        ExecutionStatus.RUNNING, 3,
                        ExecutionStatus.COMPLETED, 1,
                        ExecutionStatus.FAILED, 1,
                        ExecutionStatus.COMPENSATING, 1,
                        ExecutionStatus.COMPENSATED, 1,
                        ExecutionStatus.TERMINATED, 1));
    }

    @Test
    void countsTheLiveExecutionsOfEachVersion() {
        int first = store.register(List.of(definition("count", 1))).getFirst().number();
        int second = store.register(List.of(definition("count", 2))).getFirst().number();
        store.commit(draft().start(key(1), "count-1", first)
                .start(key(2), "count-2", first)
                .start(key(3), "count-3", second)
                .start(key(4), "order-4", definition)
                .batch());
        store.commit(draft().chunk(key(2), 2, 1).end(key(2)).batch());
        assertThat(store.archive().versions("count")).isEqualTo(Map.of(1, 1, 2, 1));
        assertThat(store.archive().versions("nobody's")).isEmpty();
    }

    @Test
    void historyComesInPages() {
        store.commit(draft().start(key(1), "order-1", definition)
                .chunk(key(1), 2, 3)
                .chunk(key(1), 5, 1)
                .batch());
        Archive archive = store.archive();
        assertThat(archive.history(key(1), 0, 2)).extracting(Batch.Chunk::seq).containsExactly(0, 2);
        assertThat(archive.history(key(1), 5, 2)).extracting(Batch.Chunk::seq).containsExactly(5);
        assertThat(archive.history(key(1), 3, 2)).extracting(Batch.Chunk::seq).containsExactly(2, 5);
        assertThat(archive.history(key(1), 6, 2)).isEmpty();
        assertThat(archive.history(key(2), 0, 2)).isEmpty();
        assertThat(archive.history(key(1), 0, 1).get(0).events()).isEqualTo(BatchDraft.events(now, key(1), 0, 2, ""));
    }

    @Test
    void aSecondOfTimeShiftsNoStart() {
        now += Duration.ofSeconds(1).toMillis();
        store.commit(draft().start(key(1_000), "order-1", definition).batch());
        assertThat(page(ALL).get(0).started()).isEqualTo(now);
    }
}

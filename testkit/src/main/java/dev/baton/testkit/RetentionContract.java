package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Done;
import dev.baton.ExecutionFilter;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.ExecutionSummary;
import dev.baton.HistoryEvent;
import dev.baton.Paging;
import dev.baton.Reason;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.StartOptions;
import dev.baton.Step;
import dev.baton.StepRefusedException;
import dev.baton.engine.ArchivedExecution;
import dev.baton.engine.Baton;
import dev.baton.engine.ExecutionArchive;
import dev.baton.engine.Limits;
import dev.baton.store.Archive;
import dev.baton.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What an engine removes from a store and what it keeps, by age and by number, with an archive and without, as tests. Extend
 * it in the store's module and say how to open one.
 */
public abstract class RetentionContract {
    private static final Duration HOURS = Duration.ofHours(4);
    private static final Reason WHY = new Reason("ann", "It was a test.");

    private final VirtualClock clock = new VirtualClock();
    private final Signal<Done> go = Signal.named("go", Done.class);
    private final Saga<String, String> echo = Saga.named("echo", String.class, String.class)
            .define((saga, text) -> saga.step(
                    Step.named("echoes", String.class, String.class)
                            .does((in, context) -> {
                                if (in.equals("bad")) {
                                    throw new StepRefusedException("It is bad.");
                                }
                                return in + "!";
                            })
                            .readOnly(),
                    text));
    private final Saga<String, Done> waits = Saga.named("waits", String.class)
            .define((saga, text) -> saga.receive(go, Duration.ofDays(20), () -> saga.done()));
    private final Saga<String, String> regretted = Saga.named("regretted", String.class, String.class)
            .compensatableAfterCompletion(Duration.ofDays(2))
            .define((saga, text) -> saga.step(
                    Step.named("books", String.class, String.class)
                            .does((in, context) -> in)
                            .compensatedBy(undo -> {}),
                    text));
    private final List<ArchivedExecution> archived = new ArrayList<>();
    private final List<Integer> groups = new ArrayList<>();
    private boolean broken;
    private Store store = new InMemoryStore(clock);

    /** Opens a new, empty store, whose leases are judged by a clock. */
    protected abstract Store open(InstantSource clock) throws Exception;

    @BeforeEach
    final void openStore() throws Exception {
        store = open(clock);
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    private Baton engine(Limits limits, Saga<?, ?>... sagas) {
        Baton engine = Baton.builder()
                .store(store)
                .register(sagas)
                .limits(limits)
                .clock(clock)
                .start();
        clock.finish();
        return engine;
    }

    private Baton archiving(Limits limits, ExecutionArchive archive) {
        Baton engine = Baton.builder()
                .store(store)
                .register(echo, waits)
                .limits(limits)
                .archive(archive)
                .clock(clock)
                .start();
        clock.finish();
        return engine;
    }

    /** Takes them all, unless it is broken. */
    private void keep(List<ArchivedExecution> executions) {
        groups.add(executions.size());
        if (broken) {
            throw new IllegalStateException("injected");
        }
        assertThat(store.locate(executions.stream().map(ArchivedExecution::id).toList()))
                .hasSameSizeAs(executions);
        archived.addAll(executions);
    }

    private void start(Baton engine, Saga<String, ?> saga, String id, String input) {
        engine.client().start(saga, ExecutionId.of(id), input, StartOptions.defaults());
        clock.finish();
    }

    /** Starts some, a minute after each other. */
    private void startMany(Baton engine, Saga<String, ?> saga, int from, int to) {
        for (int i = from; i <= to; i++) {
            start(engine, saga, saga.name() + "-" + i, "text");
            clock.advance(Duration.ofMinutes(1));
        }
    }

    private List<String> ids() {
        return store.archive().executions(Archive.Filter.all(), Optional.empty(), 200).stream()
                .map(listed -> listed.id().value())
                .toList();
    }

    private static List<String> ids(Saga<?, ?> saga, int... numbers) {
        return IntStream.of(numbers)
                .mapToObj(number -> saga.name() + "-" + number)
                .toList();
    }

    @Test
    final void ofMoreThanAreKeptTheOldestGo() {
        try (Baton engine = engine(Limits.defaults().endedMax(3), echo, waits)) {
            start(engine, waits, "waits-1", "text");
            startMany(engine, echo, 1, 8);
            assertThat(ids()).as("nothing goes within an hour").hasSize(9);
            clock.advance(HOURS);
            assertThat(ids()).containsExactlyInAnyOrder("waits-1", "echo-6", "echo-7", "echo-8");
            startMany(engine, echo, 9, 10);
            clock.advance(HOURS);
            assertThat(ids()).containsExactlyInAnyOrder("waits-1", "echo-8", "echo-9", "echo-10");
            engine.client().signal(ExecutionId.of("waits-1"), go, Done.DONE);
            clock.advance(HOURS);
            assertThat(ids()).contains("echo-8", "echo-9", "echo-10");
        }
    }

    /** It knows nothing of what another one counted. */
    @Test
    final void anEngineThatBeginsCountsWhatIsThere() {
        try (Baton engine = engine(Limits.defaults(), echo)) {
            startMany(engine, echo, 1, 6);
            clock.advance(HOURS);
            assertThat(ids()).hasSize(6);
        }
        try (Baton engine = engine(Limits.defaults().endedMax(2), echo)) {
            clock.advance(Duration.ofMinutes(15));
            assertThat(ids()).containsExactlyInAnyOrderElementsOf(ids(echo, 5, 6));
            assertThat(engine.partitionsOwned()).isEqualTo(store.partitions());
        }
    }

    @Test
    final void whatMayBeCompensatedIsKeptHoweverManyThereAre() {
        try (Baton engine = engine(Limits.defaults().endedMax(1), regretted)) {
            startMany(engine, regretted, 1, 5);
            clock.advance(Duration.ofDays(2).minusMinutes(10));
            assertThat(ids()).hasSize(5);
            engine.client().compensate(ExecutionId.of("regretted-2"), WHY);
            clock.finish();
            assertThat(engine.client().get(ExecutionId.of("regretted-2")).status())
                    .isEqualTo(ExecutionStatus.COMPENSATED);
            clock.advance(HOURS);
            assertThat(ids())
                    .as("what ended again is kept as long again")
                    .containsExactlyInAnyOrderElementsOf(ids(regretted, 2, 5));
        }
    }

    @Test
    final void fewerThanAreKeptStayUntilTheyAreOld() {
        try (Baton engine = engine(Limits.defaults().endedMax(5).retention(Duration.ofDays(3)), echo)) {
            startMany(engine, echo, 1, 4);
            clock.advance(Duration.ofDays(2));
            startMany(engine, echo, 5, 6);
            clock.advance(HOURS);
            assertThat(ids()).containsExactlyInAnyOrderElementsOf(ids(echo, 2, 3, 4, 5, 6));
            clock.advance(Duration.ofDays(1));
            assertThat(ids()).containsExactlyInAnyOrderElementsOf(ids(echo, 5, 6));
            startMany(engine, echo, 7, 9);
            clock.advance(HOURS);
            assertThat(ids())
                    .as("what age removed does not count")
                    .containsExactlyInAnyOrderElementsOf(ids(echo, 5, 6, 7, 8, 9));
        }
    }

    @Test
    final void anArchiveGetsEverythingBeforeItIsRemoved() {
        try (Baton engine = archiving(Limits.defaults().retention(Duration.ofHours(2)), this::keep)) {
            start(engine, waits, "waits-1", "text");
            engine.client()
                    .start(
                            echo,
                            ExecutionId.of("echo-1"),
                            "two\nlines",
                            StartOptions.defaults().businessKey("customer-7").tag("town", "Ulm"));
            clock.advance(Duration.ofMinutes(1));
            start(engine, echo, "echo-2", "bad");
            List<HistoryEvent> history = engine.client()
                    .history(ExecutionId.of("echo-1"), Paging.defaults())
                    .items();
            ExecutionSummary before = engine.client()
                    .list(ExecutionFilter.defaults(), Paging.defaults())
                    .items()
                    .get(1);
            clock.advance(HOURS);
            assertThat(ids()).containsExactly("waits-1");
            assertThat(archived).extracting(one -> one.id().value()).containsExactly("echo-1", "echo-2");
            ArchivedExecution first = archived.getFirst();
            assertThat(first.history()).isEqualTo(history).isNotEmpty();
            assertThat(first.started()).isEqualTo(before.started());
            assertThat(first.ended()).isEqualTo(before.ended().orElseThrow());
            assertThat(first.tags()).isEqualTo(before.tags());
            assertThat(first.output()).contains("\"two\\nlines!\"");
            assertThat(first.json())
                    .startsWith("{\"id\":\"echo-1\",\"saga\":\"echo\",\"version\":1,\"status\":\"COMPLETED\","
                            + "\"businessKey\":\"customer-7\",\"tags\":{\"town\":\"Ulm\"},\"started\":\"2030-01-01T")
                    .contains("\"input\":\"two\\nlines\",\"output\":\"two\\nlines!\",\"history\":[{\"number\":0,")
                    .contains("\"kind\":\"TaskSucceeded\",\"step\":\"echoes\",\"details\":{")
                    .doesNotContain("\n")
                    .endsWith("}]}");
            assertThat(archived.get(1).status()).isEqualTo(ExecutionStatus.FAILED);
            assertThat(archived.get(1).output()).isEmpty();
        }
    }

    @Test
    final void whatAnArchiveDoesNotTakeIsKeptAndGivenAgain() {
        broken = true;
        try (Baton engine =
                archiving(Limits.defaults().retention(Duration.ofHours(2)).endedMax(2), this::keep)) {
            startMany(engine, echo, 1, 5);
            clock.advance(Duration.ofHours(8));
            assertThat(ids()).hasSize(5);
            assertThat(groups).as("it is asked every ten minutes").hasSizeBetween(20, 60);
            broken = false;
            clock.advance(Duration.ofMinutes(11));
            assertThat(ids()).isEmpty();
            assertThat(archived)
                    .extracting(one -> one.id().value())
                    .containsExactlyElementsOf(ids(echo, 1, 2, 3, 4, 5));
        }
    }

    @Test
    final void whatAnArchiveRefusesHoldsUpNoOther() {
        ExecutionArchive picky = executions -> {
            assertThat(executions).noneMatch(one -> one.id().value().equals("echo-1"));
            keep(executions);
        };
        try (Baton engine = archiving(Limits.defaults().retention(Duration.ofHours(2)), picky)) {
            startMany(engine, echo, 1, 4);
            clock.advance(HOURS);
            assertThat(ids()).containsExactly("echo-1");
            startMany(engine, echo, 5, 6);
            clock.advance(HOURS);
            assertThat(ids()).containsExactly("echo-1");
            assertThat(archived)
                    .extracting(one -> one.id().value())
                    .containsExactlyElementsOf(ids(echo, 2, 3, 4, 5, 6));
        }
    }

    @Test
    final void anArchiveGetsAFewAtATime() {
        String large = "x".repeat(900_000);
        try (Baton engine = archiving(Limits.defaults().retention(Duration.ofHours(2)), this::keep)) {
            for (int i = 0; i < 230; i++) {
                start(engine, echo, "echo-" + i, i < 220 ? "small" : large);
            }
            clock.advance(HOURS);
            assertThat(archived).hasSize(230);
            assertThat(groups.subList(0, 2)).containsExactly(100, 100);
            assertThat(groups.stream().mapToInt(size -> size).sum()).isEqualTo(230);
            assertThat(groups).as("ten of these have more than 8 MiB").hasSizeGreaterThan(4);
        }
    }
}

package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Done;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.ExecutionUnknownException;
import dev.baton.Incident;
import dev.baton.IncidentAnswer;
import dev.baton.IncidentFilter;
import dev.baton.Paging;
import dev.baton.Reason;
import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.SagaCompensatedException;
import dev.baton.Signal;
import dev.baton.Step;
import dev.baton.StepRefusedException;
import dev.baton.TransactionRefusedException;
import dev.baton.engine.Baton;
import dev.baton.engine.Limits;
import dev.baton.testkit.Await;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A dump that is taken while sagas run in every stage is restored elsewhere, and all of it goes on there. */
@Timeout(120)
class BackupTest {
    private static final Duration SOON = Await.SOON;
    private static final Reason WHY = new Reason("ann", "It is mended.");
    private static final Signal<Done> GO = Signal.named("go", Done.class);

    private final PostgresSchema schema = PostgresSchema.next();
    private final String copy = schema.name + "_copy";
    private final World before = new World(true);
    private final World after = new World(false);

    BackupTest() throws Exception {}

    /** The services and the sagas of an engine, on this side of the restore or on that one. */
    private static final class World {
        /** The key of the last call of each task for each execution: "task execution". */
        private final Map<String, String> keys = new ConcurrentHashMap<>();

        private final CountDownLatch over = new CountDownLatch(1);
        private final boolean original;

        /** @param original its slow services do not answer, and one cannot undo */
        World(boolean original) {
            this.original = original;
        }

        private final Step<String, String> charge = step("charge", false).readOnly();
        private final Step<String, String> slow = step("slow", true).readOnly();
        private final Step<String, String> book = step("book", false).compensatedBy(undo -> {
            called("unbook", undo.context().execution(), undo.context().idempotencyKey());
            answer(true);
        });
        private final Step<String, String> ship = step("ship", false)
                .compensatedBy(undo -> {
                    called("unship", undo.context().execution(), undo.context().idempotencyKey());
                    if (cannotUndo()) {
                        throw new IllegalStateException("The ship has sailed.");
                    }
                })
                .compensationRetry(Retry.never());
        private final Step<String, String> refuse = Step.named("refuse", String.class, String.class)
                .does((in, context) -> {
                    throw new StepRefusedException("There is none left.");
                })
                .readOnly();

        final Saga<String, String> quick =
                Saga.named("quick", String.class, String.class).define((saga, text) -> saga.step(charge, text));
        final Saga<String, Done> signalled = Saga.named("signalled", String.class, Done.class)
                .define((saga, text) -> {
                    saga.step(charge, text);
                    return saga.receive(GO);
                });
        final Saga<String, String> timed = Saga.named("timed", String.class, String.class)
                .define((saga, text) -> {
                    saga.waitFor(Duration.ofSeconds(12));
                    return saga.step(charge, text);
                });
        final Saga<String, String> held =
                Saga.named("held", String.class, String.class).define((saga, text) -> saga.step(slow, text));
        final Saga<String, String> undone = Saga.named("undone", String.class, String.class)
                .define((saga, text) -> saga.step(refuse, saga.step(book, text)));
        final Saga<String, String> stuck = Saga.named("stuck", String.class, String.class)
                .define((saga, text) -> saga.step(refuse, saga.step(ship, text)));

        private Step<String, String> step(String name, boolean isSlow) {
            return Step.named(name, String.class, String.class).does((in, context) -> {
                called(name, context.execution(), context.idempotencyKey());
                answer(isSlow);
                return in + "!";
            });
        }

        private boolean cannotUndo() {
            return original;
        }

        private void called(String task, ExecutionId execution, String key) {
            keys.put(task + " " + execution, key);
        }

        private void answer(boolean isSlow) throws InterruptedException {
            if (isSlow && original) {
                over.await();
            }
        }

        Baton engine(JdbcStore store) {
            return Baton.builder()
                    .store(store)
                    .register(quick, signalled, timed, held, undone, stuck)
                    .limits(Limits.defaults().closing(Duration.ofSeconds(2)))
                    .start();
        }
    }

    private String url() {
        return schema.server.url(copy, "postgres");
    }

    private static ExecutionId id(String id) {
        return ExecutionId.of(id);
    }

    @Test
    void everythingOfADumpGoesOnWhereItIsRestored() throws Exception {
        SchemaDump dump;
        try (JdbcStore store = schema.open();
                Baton engine = before.engine(store)) {
            startInEveryStage(engine);
            dump = dumpUnderLoad(engine);
            before.over.countDown();
        }
        restore(dump);
        Set<String> ids = checkNothingIsStoredByHalf();
        assertThat(ids)
                .contains("signalled", "timed", "held", "undone", "stuck", "quick")
                .doesNotContain("late");
        try (JdbcStore store = JdbcStore.postgres(url(), schema.options());
                Baton engine = after.engine(store)) {
            checkEverythingGoesOn(engine, ids);
            checkTransactionsOfTheCopyAlone(engine);
        }
    }

    private void startInEveryStage(Baton engine) throws Exception {
        var client = engine.client();
        client.start(before.signalled, id("signalled"), "a");
        client.start(before.held, id("held"), "a");
        client.start(before.undone, id("undone"), "a");
        client.start(before.stuck, id("stuck"), "a");
        assertThat(client.start(before.quick, id("quick"), "a").result(SOON)).isEqualTo("a!");
        Await.until(
                "each has come to its stage",
                () -> before.keys
                                .keySet()
                                .containsAll(Set.of("charge signalled", "slow held", "unbook undone", "unship stuck"))
                        && !incidents(engine).isEmpty()
                        && !client.get(id("signalled")).waits().isEmpty());
        client.start(before.timed, id("timed"), "a");
    }

    private static List<Incident> incidents(Baton engine) {
        return engine.client()
                .incidents(IncidentFilter.defaults(), Paging.defaults())
                .items();
    }

    /** Others start and end all the time; one starts and ends after the dump's moment. */
    private SchemaDump dumpUnderLoad(Baton engine) throws Exception {
        var enough = new CountDownLatch(1);
        CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
            for (int i = 0; enough.getCount() > 0 && i < 100_000; i++) {
                engine.client().start(before.quick, id("load-" + i), "a");
            }
        });
        try {
            Await.until("it runs", () -> before.keys.size() > 100);
            return SchemaDump.of(
                    schema.server.url(),
                    schema.name,
                    () -> assertThat(engine.client()
                                    .start(before.quick, id("late"), "a")
                                    .result(SOON))
                            .isEqualTo("a!"));
        } finally {
            enough.countDown();
            load.join();
        }
    }

    /** Into an empty database, on which nobody has worked yet. */
    private void restore(SchemaDump dump) throws Exception {
        schema.server.execute("CREATE DATABASE " + copy);
        JdbcStore.postgres(url(), schema.options()).close();
        dump.restore(url());
    }

    /** Answers the ids of all executions. */
    private Set<String> checkNothingIsStoredByHalf() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url())) {
            connection.setSchema(schema.name);
            var session = new Session(connection);
            for (String table : List.of("live", "history", "timers", "incidents", "tags", "snapshots")) {
                assertThat(session.list(
                                "SELECT key FROM " + table + " t WHERE NOT EXISTS (SELECT FROM executions e WHERE e.key"
                                        + " = t.key)",
                                row -> row.getLong(1)))
                        .as(table)
                        .isEmpty();
            }
            assertThat(session.list(
                            "SELECT e.key FROM executions e LEFT JOIN (SELECT key, seq, coalesce(lag(next) OVER"
                                + " (PARTITION BY key ORDER BY seq), 0) AS due FROM history) h ON h.key = e.key WHERE"
                                + " h.key IS NULL OR h.seq <> h.due",
                            row -> row.getLong(1)))
                    .as("histories without a gap")
                    .isEmpty();
            return Set.copyOf(session.list("SELECT id FROM executions", row -> row.getString(1)));
        }
    }

    private void checkEverythingGoesOn(Baton engine, Set<String> ids) throws Exception {
        var client = engine.client();
        Await.until("the owners of the dump are taken for dead", () -> engine.partitionsOwned() == 16);
        client.signal(id("signalled"), GO, Done.DONE);
        assertThat(client.execution(after.signalled, id("signalled")).result(SOON))
                .isEqualTo(Done.DONE);
        assertThat(client.execution(after.held, id("held")).result(SOON)).isEqualTo("a!");
        assertThatThrownBy(() -> client.execution(after.undone, id("undone")).result(SOON))
                .isInstanceOf(SagaCompensatedException.class);
        Incident open = incidents(engine).getFirst();
        assertThat(open.seen().execution()).isEqualTo(id("stuck"));
        client.answer(open.seen(), IncidentAnswer.retry(), WHY);
        assertThatThrownBy(() -> client.execution(after.stuck, id("stuck")).result(SOON))
                .isInstanceOf(SagaCompensatedException.class);
        for (String one : ids) {
            if (one.startsWith("load-") || one.equals("quick") || one.equals("timed")) {
                assertThat(client.execution(after.quick, id(one)).result(SOON)).isEqualTo("a!");
            }
        }
        assertThatThrownBy(() -> client.get(id("late"))).isInstanceOf(ExecutionUnknownException.class);
        assertThat(client.counts()).doesNotContainKeys(ExecutionStatus.RUNNING, ExecutionStatus.COMPENSATING);
        checkCalls();
    }

    /** What is called again has the key of the first time; what was done is not called again. */
    private void checkCalls() {
        assertThat(after.keys)
                .containsKeys("slow held", "unbook undone", "unship stuck", "charge timed")
                .doesNotContainKeys("charge signalled", "charge quick", "book undone", "ship stuck");
        after.keys.forEach((call, key) -> {
            if (before.keys.containsKey(call)) {
                assertThat(key).as(call).isEqualTo(before.keys.get(call));
            }
        });
    }

    /** It has an id of its own, so that a transaction on the original cannot be taken for one on the copy. */
    private void checkTransactionsOfTheCopyAlone(Baton engine) throws Exception {
        try (Connection there = DriverManager.getConnection(schema.server.url());
                Connection here = DriverManager.getConnection(url())) {
            there.setAutoCommit(false);
            here.setAutoCommit(false);
            engine.joining(JdbcTransaction.of(here)).start(after.quick, id("joined"), "b");
            here.commit();
            Await.until("its letter is read", () -> after.keys.containsKey("charge joined"));
            assertThat(engine.client().execution(after.quick, id("joined")).result(SOON))
                    .isEqualTo("b!");
            new Session(here).update("UPDATE " + schema.name + ".store SET id = gen_random_uuid()");
            here.commit();
        }
        try (JdbcStore store = JdbcStore.postgres(url(), schema.options());
                Baton another = after.engine(store);
                Connection there = DriverManager.getConnection(schema.server.url())) {
            there.setAutoCommit(false);
            assertThatThrownBy(() -> another.joining(JdbcTransaction.of(there)).start(after.quick, id("astray"), "c"))
                    .isInstanceOf(TransactionRefusedException.class);
        }
    }
}

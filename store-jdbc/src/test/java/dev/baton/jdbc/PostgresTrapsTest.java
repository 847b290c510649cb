package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Definition;
import dev.baton.ExecutionId;
import dev.baton.Mapping;
import dev.baton.Scope;
import dev.baton.store.Archive;
import dev.baton.store.Attention;
import dev.baton.store.Batch;
import dev.baton.store.BatchRefusedException;
import dev.baton.store.Keys;
import dev.baton.store.Lease;
import dev.baton.store.LeaseLostException;
import dev.baton.store.Mail;
import dev.baton.store.Store;
import dev.baton.store.TaskQueue;
import dev.baton.testkit.Await;
import dev.baton.testkit.BatchDraft;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is easily done wrong with PostgreSQL. */
class PostgresTrapsTest {
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final long NOW = 1_800_000_000_000L;

    private final PostgresSchema schema = PostgresSchema.next();
    private final JdbcStore store = schema.open();
    private final Lease lease = store.claim(0, "ann", TTL).orElseThrow();

    PostgresTrapsTest() throws Exception {}

    @AfterEach
    void close() {
        store.close();
    }

    private static long key(int n) {
        return Keys.at(NOW + n);
    }

    private BatchDraft draft() {
        return new BatchDraft(lease, NOW);
    }

    private Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(schema.server.url());
        connection.setSchema(schema.name);
        return connection;
    }

    private long count(String question) throws SQLException {
        try (Connection connection = connect();
                var rows = connection.createStatement().executeQuery(question)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** A claim is under way when the commit comes: the commit waits for it, and is refused then. */
    @Test
    void aCommitThatWaitsForAClaimIsRefused() throws Exception {
        try (Connection claimer = connect()) {
            claimer.setAutoCommit(false);
            claimer.createStatement()
                    .execute("UPDATE partitions SET epoch = epoch + 1, owner = 'ben' WHERE partition = 0");
            CompletableFuture<?> commit = CompletableFuture.runAsync(
                    () -> store.commit(draft().start(key(1), "order-1", 1).batch()));
            Await.until("it waits", () -> count("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0);
            assertThat(commit).isNotDone();
            claimer.commit();
            assertThatThrownBy(() -> commit.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(LeaseLostException.class);
        }
        assertThat(store.load(key(1))).isEmpty();
        assertThat(count("SELECT count(*) FROM executions") + count("SELECT count(*) FROM live"))
                .isZero();
    }

    /** The other way round: the claim waits for the commit, and then finds what it stored. */
    @Test
    void aClaimWaitsForACommitThatIsUnderWay() throws Exception {
        try (Connection blocker = connect()) {
            blocker.setAutoCommit(false); // stops the commit in its midst: it has the lease's lock already
            blocker.createStatement()
                    .execute("INSERT INTO executions (key, id, partition, definition, input_hash)"
                            + " VALUES (1, 'order-1', 0, 1, 1)");
            CompletableFuture<?> commit = CompletableFuture.runAsync(
                    () -> store.commit(draft().start(key(1), "order-1", 1).batch()));
            Await.until("it waits", () -> count("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0);
            assertThat(store.claim(0, "ann", TTL))
                    .as("a claim gives up before its lease would end")
                    .isEmpty();
            blocker.rollback();
            commit.get(10, TimeUnit.SECONDS);
        }
        assertThat(store.claim(0, "ann", TTL).orElseThrow().keyLast()).isEqualTo(key(1));
    }

    /** A client that stops between BEGIN and COMMIT would hold the lease's row: there is no such place. */
    @Test
    void noTransactionIsOpenBetweenCommits() throws Exception {
        store.commit(draft().start(key(1), "order-1", 1).batch());
        store.renew(List.of(lease), TTL);
        store.mail().send(List.of(new Mail.Letter(0, new ExecutionId("a"), new byte[1], Optional.empty())));
        assertThat(count("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'baton'"
                        + " AND state LIKE 'idle in transaction%'"))
                .isZero();
    }

    @Test
    void aStatementThatIsTooLargeForOnePacketIsStillOne() {
        var draft = draft();
        for (int i = 0; i < 2_000; i++) {
            draft.start(key(i), "order-" + i, 1);
        }
        Batch bad = draft.start(key(5_000), "order-7", 1).batch(); // the last of 2,001 has a taken id
        assertThatThrownBy(() -> store.commit(bad)).isInstanceOf(BatchRefusedException.class);
        assertThat(store.locate(List.of(new ExecutionId("order-0")))).isEmpty();
    }

    /** All parts of the statement see the state before it. */
    @Test
    void whatABatchDoesTwiceToARowIsOneChange() {
        var asker = new Mail.Asker(UUID.randomUUID(), "ann");
        var task = new TaskQueue.Task(key(1), 0, 1);
        var root = new Scope(Optional.empty(), List.of(), new Mapping.SagaInput());
        store.register(List.of(new Definition("order", 1, root, Optional.empty(), Duration.ZERO, Optional.empty())));
        store.commit(draft().start(new Batch.Started(
                        key(1),
                        new ExecutionId("order-1"),
                        1,
                        1,
                        Optional.empty(),
                        Optional.of("customer"),
                        Map.of("town", "Ulm")))
                .live(key(1), false, "wait")
                .live(key(1), true, "ship")
                .setTimer(key(1), 0, NOW + 1)
                .setTimer(key(1), 0, NOW + 2)
                .clearTimer(key(1), 1)
                .setTimer(key(1), 1, NOW + 3)
                .snapshot(key(1), 1, new byte[] {1})
                .snapshot(key(1), 2, new byte[] {2})
                .open(key(1), 0, 1, "ship")
                .change(key(1), 0, 1, Optional.of("ben"), Optional.empty())
                .change(key(1), 0, 2, Optional.of("ben"), Optional.of("RETRY"))
                .standing(key(1), new Attention(Optional.empty(), true, false, false), Optional.empty())
                .answer(asker, new byte[] {1})
                .answer(asker, new byte[] {2})
                .queue(new TaskQueue.Queued(task, "gpu", new ExecutionId("order-1"), 1, new byte[1]))
                .queue(new TaskQueue.Queued(task, "cpu", new ExecutionId("order-1"), 1, new byte[1]))
                .start(key(2), "order-2", 1)
                .end(key(2))
                .batch());
        checkTheLastOfEachCounts(asker);
    }

    private void checkTheLastOfEachCounts(Mail.Asker asker) {
        assertThat(store.active(0, 0, 10)).extracting(Store.Located::key).containsExactly(key(1));
        assertThat(store.dueTimers(0, Store.TimerPlace.FIRST, Long.MAX_VALUE, 10))
                .extracting(Store.DueTimer::due)
                .containsExactly(NOW + 2, NOW + 3);
        Store.Stored stored = store.load(key(1)).orElseThrow();
        assertThat(stored.snapshot().orElseThrow().seq()).isEqualTo(2);
        assertThat(Attention.of(stored.execution().attention()).gaps()).isTrue();
        var all = new Archive.IncidentFilter(
                false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        Archive.Incident incident =
                store.archive().incidents(all, Optional.empty(), 10).getFirst();
        assertThat(incident.changes()).isEqualTo(2);
        assertThat(incident.resolution()).contains("RETRY");
        assertThat(store.mail().answers(Set.of(asker.question())).get(asker.question()))
                .as("the first answer stands")
                .containsExactly(1);
        assertThat(store.tasks().claim(List.of("gpu", "cpu"), "w", TTL, 10))
                .extracting(claimed -> claimed.queued().queue())
                .containsExactly("cpu");
        assertThat(store.ended(List.of(new ExecutionId("order-2")))).hasSize(1);
    }

    /** What the driver or the server refuses in the data is the batch's fault, and leaves nothing behind. */
    @Test
    void whatTheDatabaseCannotKeepRefusesTheBatch() {
        store.commit(draft().start(key(1), "order-1", 1).batch());
        for (String text : List.of("a\0b", incompressible())) { // the second is too long for an index
            Batch bad = draft().start(new Batch.Started(
                            key(2), new ExecutionId("order-2"), 1, 1, Optional.empty(), Optional.of(text), Map.of()))
                    .chunk(key(1), 2, 1)
                    .batch();
            assertThatThrownBy(() -> store.commit(bad))
                    .isInstanceOf(BatchRefusedException.class)
                    .hasMessageContaining("[BATON-509]");
        }
        assertThat(store.load(key(1)).orElseThrow().chunks()).hasSize(1);
        store.commit(draft().chunk(key(1), 2, 1).live(key(1), true, "a\0b").batch()); // what is only shown is stored
    }

    private static String incompressible() {
        var random = new Random(7);
        var text = new StringBuilder();
        for (int i = 0; i < 12_000; i++) {
            text.append((char) ('!' + random.nextInt(90)));
        }
        return text.toString();
    }

    /** A claimed task stays within its page, so that its two indexes need not be written. */
    @Test
    void aClaimOfATaskIsHot() throws Exception {
        for (int i = 0; i < 50; i++) {
            var task = new TaskQueue.Task(key(1), i, 1);
            store.commit(draft().queue(new TaskQueue.Queued(task, "gpu", new ExecutionId("a"), 1, new byte[10]))
                    .batch());
        }
        store.tasks().claim(List.of("gpu"), "w", TTL, 50);
        store.close(); // a connection that ends says what it has done
        Await.until(
                "the server has counted",
                () -> count("SELECT n_tup_upd FROM pg_stat_user_tables WHERE relname = 'tasks'" + " AND schemaname = '"
                                + schema.name + "'")
                        == 50);
        assertThat(count("SELECT n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'tasks' AND schemaname = '"
                        + schema.name + "'"))
                .isGreaterThan(25);
    }

    @Test
    void commitsWaitForTheDiskWhateverTheServerSays() throws Exception {
        schema.server.execute("ALTER DATABASE postgres SET synchronous_commit = off");
        try (JdbcStore another = schema.open()) {
            assertThat(setting(another, "synchronous_commit")).isEqualTo("on");
        } finally {
            schema.server.execute("ALTER DATABASE postgres RESET synchronous_commit");
        }
    }

    private String setting(JdbcStore another, String name) throws SQLException {
        assertThat(another.partitions()).isEqualTo(16);
        try (Connection connection = new SettledDataSource(
                        PostgresUrl.dataSource(schema.server.url(), schema.options()),
                        PostgresSettings.hot(schema.name))
                .getConnection()) {
            return new Session(connection)
                    .one("SELECT current_setting(?)", row -> row.getString(1), name)
                    .orElseThrow();
        }
    }

    /** One lease of several is lost: its batch is refused, and the others are stored nevertheless. */
    @Test
    void ofBatchesTogetherOnlyThoseAreRefusedThatMustBe() {
        Lease one = store.claim(1, "ann", TTL).orElseThrow();
        Lease two = store.claim(2, "ann", TTL).orElseThrow();
        assertThat(store.claim(1, "ann", TTL)).isPresent();
        List<Optional<RuntimeException>> results = store.commit(List.of(
                draft().start(key(1), "order-1", 1).batch(),
                new BatchDraft(one, NOW).start(key(2) + 1, "order-2", 1).batch(),
                new BatchDraft(two, NOW).start(key(3) + 2, "order-3", 1).batch()));
        assertThat(results.get(0)).isEmpty();
        assertThat(results.get(1)).containsInstanceOf(LeaseLostException.class);
        assertThat(results.get(2)).isEmpty();
        assertThat(store.load(key(3) + 2)).isPresent();
        results = store.commit(List.of(
                draft().chunk(key(1), 2, 1).batch(),
                new BatchDraft(two, NOW).chunk(key(3) + 2, 9, 1).batch()));
        assertThat(results.get(0)).isEmpty();
        assertThat(results.get(1)).containsInstanceOf(BatchRefusedException.class);
        assertThat(store.load(key(1)).orElseThrow().chunks()).hasSize(2);
    }
}

package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionId;
import dev.baton.StoreUnavailableException;
import dev.baton.store.Attention;
import dev.baton.store.Batch;
import dev.baton.store.BatchRefusedException;
import dev.baton.store.Keys;
import dev.baton.store.Lease;
import dev.baton.store.Removal;
import dev.baton.store.Store;
import dev.baton.store.TaskQueue;
import dev.baton.testkit.Await;
import dev.baton.testkit.BatchDraft;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Much at once, and rows that others have locked: what can go on does. */
class PostgresCrowdsTest {
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final long NOW = 1_800_000_000_000L;
    private static final String WAITING = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted";

    private final PostgresSchema schema = PostgresSchema.next();
    private final JdbcStore store = schema.open();
    private final Lease lease = store.claim(0, "ann", TTL).orElseThrow();
    private final Connection other = DriverManager.getConnection(schema.server.url());

    PostgresCrowdsTest() throws Exception {
        other.setSchema(schema.name);
    }

    @AfterEach
    void close() throws SQLException {
        other.close();
        store.close();
    }

    private static long key(int n) {
        return Keys.at(NOW + n);
    }

    private void execute(String sql) throws SQLException {
        try (var statement = other.createStatement()) {
            statement.execute(sql);
        }
    }

    private long number(String question) throws SQLException {
        return new Session(other).one(question, row -> row.getLong(1)).orElseThrow();
    }

    @Test
    void oldAnswersAreRemovedInPortionsAndNoneIsWaitedFor() throws SQLException {
        execute("INSERT INTO answers SELECT gen_random_uuid(), '', now() - interval '1 hour'"
                + " FROM generate_series(1, 12000)");
        other.setAutoCommit(false);
        execute("SELECT 1 FROM answers ORDER BY at LIMIT 1 FOR UPDATE");
        store.mail().sweep();
        assertThat(number("SELECT count(*) FROM answers")).isOne();
        other.rollback();
        store.mail().sweep();
        assertThat(number("SELECT count(*) FROM answers")).isZero();
    }

    @Test
    void aTaskThatAnotherHasLockedIsNotWaitedFor() throws SQLException {
        var one = new TaskQueue.Task(key(1), 0, 1);
        var two = new TaskQueue.Task(key(1), 1, 1);
        for (TaskQueue.Task task : List.of(one, two)) {
            store.commit(new BatchDraft(lease, NOW)
                    .queue(new TaskQueue.Queued(task, "gpu", new ExecutionId("a"), 1, new byte[10]))
                    .batch());
        }
        assertThat(store.tasks().claim(List.of("gpu"), "w", Duration.ofSeconds(20), 10))
                .hasSize(2);
        other.setAutoCommit(false);
        execute("SELECT 1 FROM tasks WHERE entry = 0 FOR UPDATE");
        assertThat(store.tasks().hold("w", List.of(one, two), TTL)).containsExactlyInAnyOrder(one, two);
        assertThat(store.tasks().hold("v", List.of(one, two), TTL)).isEmpty();
        assertThat(number("SELECT count(*) FROM tasks WHERE claimed_until > now() + interval '1 minute'"))
                .isOne();
        store.tasks().giveBack("w", List.of(one, two));
        other.rollback();
        assertThat(number("SELECT count(*) FROM tasks WHERE claimed_by IS NULL"))
                .isOne();
        assertThat(store.tasks().hold("w", List.of(one, two), TTL)).containsExactly(one);
    }

    /** Removes what may go, at most so many, and answers how many went. */
    private int purge(long endedBefore, int limit) {
        var old = new Removal.Old(Set.of(0), Long.MAX_VALUE, endedBefore);
        List<Store.Located> found = List.of();
        for (Optional<Long> after = Optional.of(Long.MIN_VALUE); after.isPresent() && found.isEmpty(); ) {
            Removal.Page page = store.removal().find(old, after.get(), limit);
            found = page.executions();
            after = page.next();
        }
        return store.removal().remove(found.stream().map(Store.Located::key).toList(), endedBefore);
    }

    /** More than one statement looks at stands between the oldest and what may go. */
    @Test
    void retentionGetsPastWhatIsKept() throws SQLException {
        int kept = 2 * PostgresRemoval.ROWS_PER_LOOK + 10;
        execute("INSERT INTO executions (key, id, partition, definition, input_hash) SELECT n << 8, 'kept-' || n, 0,"
                + " 1, 1 FROM generate_series(1, " + kept + ") n");
        execute("INSERT INTO live (key, partition, active) SELECT key, 0, false FROM executions");
        store.commit(new BatchDraft(lease, NOW)
                .start(key(1), "order-1", 1)
                .end(key(1))
                .start(key(2), "order-2", 1)
                .end(key(2))
                .batch());
        long later = NOW + Duration.ofDays(1).toMillis();
        assertThat(purge(later, 1)).isOne();
        assertThat(purge(later, 10)).isOne();
        assertThat(purge(later, 10)).isZero();
        execute("DELETE FROM live WHERE key = 1 << 8");
        assertThat(purge(later, 10)).as("it begins anew").isOne();
        assertThat(number("SELECT count(*) FROM executions")).isEqualTo(kept - 1);
    }

    /** Whoever has locked a row is not waited for, and commits go on while others are removed. */
    @Test
    void retentionWaitsForNobodyAndNobodyWaitsForIt() throws Exception {
        execute("INSERT INTO executions (key, id, partition, definition, input_hash) SELECT n << 8, 'old-' || n, 0, 1,"
                + " 1 FROM generate_series(1, 6000) n");
        execute("INSERT INTO history SELECT key, 0, 2, 'x' FROM executions");
        other.setAutoCommit(false);
        execute("SELECT 1 FROM executions WHERE key = 7 << 8 FOR UPDATE");
        var stored = new AtomicInteger();
        var over = new AtomicBoolean();
        CompletableFuture<?> load = CompletableFuture.runAsync(() -> {
            while (!over.get() && stored.get() < 100_000) {
                store.commit(started(lease, key(stored.incrementAndGet())).batch());
            }
        });
        int removed = 0;
        int before = 0;
        for (int part = 0; part < 7; part++) {
            removed += purge(NOW, 1_000);
            int seen = before;
            Await.until("commits go on", () -> stored.get() > seen);
            before = stored.get();
        }
        over.set(true);
        load.get(10, TimeUnit.SECONDS);
        assertThat(removed).isEqualTo(5_999);
        other.rollback();
        assertThat(purge(NOW, 1_000)).isOne();
        assertThat(number("SELECT count(*) FROM history WHERE key < " + key(0))).isZero();
        assertThat(number("SELECT count(*) FROM executions")).isEqualTo(stored.get());
    }

    /** As a statement that runs into its time-out does. */
    @Test
    void whatIsTooMuchForOneStatementIsRemovedInParts() throws SQLException {
        execute("INSERT INTO executions (key, id, partition, definition, input_hash) SELECT n << 8, 'old-' || n, 0, 1,"
                + " 1 FROM generate_series(1, 100) n");
        execute("INSERT INTO history SELECT key, 0, 2, 'x' FROM executions");
        execute("CREATE FUNCTION tire() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " IF (SELECT count(*) FROM gone) > 7 THEN RAISE 'too much' USING ERRCODE = '57014'; END IF;"
                + " RETURN NULL; END $$");
        execute("CREATE TRIGGER tire AFTER DELETE ON history REFERENCING OLD TABLE AS gone FOR EACH STATEMENT"
                + " EXECUTE FUNCTION tire()");
        assertThat(purge(NOW, 500)).isEqualTo(100);
        assertThat(number("SELECT count(*) FROM history")).isZero();
    }

    /** It became live, or waits for a person, after retention had looked for what may go. */
    @Test
    void whatRetentionRemovesIsLookedAtOnceMore() throws SQLException {
        store.commit(new BatchDraft(lease, NOW)
                .start(key(1), "order-1", 1)
                .start(key(2), "order-2", 1)
                .end(key(2))
                .open(key(2), 0, 1, "ship")
                .start(key(3), "order-3", 1)
                .end(key(3))
                .batch());
        other.setAutoCommit(false);
        var session = new Session(other);
        var all = PostgresArrays.longs(session, List.of(key(1), key(2), key(3)).stream());
        assertThat(session.update(PostgresRemovalSql.PURGE, all)).isOne();
        other.commit();
        assertThat(store.load(List.of(key(1), key(2), key(3)))).containsOnlyKeys(key(1), key(2));
    }

    /** The statement that makes it live again sees its events, and then waits for who removes them. */
    @Test
    void whatIsDecidedWhileRetentionRemovesItsExecutionIsRefused() throws Exception {
        store.commit(new BatchDraft(lease, NOW)
                .start(key(1), "order-1", 1)
                .end(key(1))
                .batch());
        other.setAutoCommit(false);
        var session = new Session(other);
        var key = PostgresArrays.longs(session, List.of(key(1)).stream());
        assertThat(session.list(PostgresRemovalSql.LOCK_OLD, row -> row.getLong(1), key, Long.MAX_VALUE))
                .containsExactly(key(1));
        CompletableFuture<Boolean> redriven = storing(new BatchDraft(lease, NOW)
                .chunk(
                        key(1),
                        store.load(key(1)).orElseThrow().chunks().getLast().next(),
                        1)
                .live(key(1), true, "ship")
                .standing(key(1), new Attention(Optional.empty(), false, false, false), Optional.empty())
                .batch());
        Await.until("it waits", () -> number(WAITING) == 1);
        assertThat(session.update(PostgresRemovalSql.PURGE, key)).isOne();
        other.commit();
        assertThat(redriven.get(10, TimeUnit.SECONDS)).as("stored").isFalse();
        assertThat(number("SELECT count(*) FROM live") + number("SELECT count(*) FROM history"))
                .isZero();
    }

    @Test
    void batchesThatAreLargeTogetherAreSeveralStatements() throws SQLException {
        Lease one = store.claim(1, "ann", TTL).orElseThrow();
        Lease two = store.claim(2, "ann", TTL).orElseThrow();
        String large = "x".repeat(5 << 20);
        assertThat(store.commit(List.of(
                        started(lease, key(1)).chunk(key(1), 2, 1, large).batch(),
                        started(one, key(2) + 1).batch(),
                        started(two, key(3) + 2).chunk(key(3) + 2, 2, 1, large).batch())))
                .hasSize(3)
                .containsOnly(Optional.empty());
        assertThat(number("SELECT count(DISTINCT xmin::text) FROM executions")).isEqualTo(2);
    }

    /** One of several waits for a row that a stuck transaction has: it alone is given up. */
    @Test
    void aBatchThatIsStuckStopsNoOther() throws SQLException {
        Lease one = store.claim(1, "ann", TTL).orElseThrow();
        Lease two = store.claim(2, "ann", TTL).orElseThrow();
        other.setAutoCommit(false);
        execute("SELECT 1 FROM partitions WHERE partition = 1 FOR UPDATE");
        List<Optional<RuntimeException>> results = store.commit(List.of(
                started(lease, key(1)).batch(),
                started(one, key(2) + 1).batch(),
                started(two, key(3) + 2).batch()));
        assertThat(results.get(0)).isEmpty();
        assertThat(results.get(1)).containsInstanceOf(StoreUnavailableException.class);
        assertThat(results.get(2)).isEmpty();
        other.rollback();
        assertThat(store.load(List.of(key(1), key(2) + 1, key(3) + 2))).containsOnlyKeys(key(1), key(3) + 2);
    }

    /** Each sees the state before it, so both find that theirs come next: only the key of the history refuses one. */
    @Test
    void ofTwoBatchesThatMeetWithTheSameNextEventsOneIsRefused() throws Exception {
        store.commit(started(lease, key(1)).batch());
        other.setAutoCommit(false); // stops the first in its midst
        execute("INSERT INTO executions (key, id, partition, definition, input_hash) VALUES (1, 'order-" + key(2)
                + "', 0, 1, 1)");
        CompletableFuture<Boolean> first =
                storing(started(lease, key(2)).chunk(key(1), 2, 1, "first").batch());
        Await.until("it waits", () -> number(WAITING) == 1);
        CompletableFuture<Boolean> second =
                storing(new BatchDraft(lease, NOW).chunk(key(1), 2, 1, "second").batch());
        Await.until("it waits, too, or is stored", () -> second.isDone() || number(WAITING) == 2);
        other.rollback();
        assertThat(List.of(first.get(10, TimeUnit.SECONDS), second.get(10, TimeUnit.SECONDS)))
                .as("stored")
                .containsExactlyInAnyOrder(true, false);
        assertThat(store.load(key(1)).orElseThrow().chunks())
                .extracting(Batch.Chunk::seq)
                .containsExactly(0, 2);
    }

    private CompletableFuture<Boolean> storing(Batch batch) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        store.commit(batch);
                        return true;
                    } catch (BatchRefusedException e) {
                        return false;
                    }
                },
                Thread::startVirtualThread); // the common pool may have one thread only
    }

    private static BatchDraft started(Lease lease, long key) {
        return new BatchDraft(lease, NOW).start(key, "order-" + key, 1);
    }
}

package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.store.Attention;
import dev.baton.store.Removal;
import dev.baton.store.Store;
import dev.baton.testkit.Await;
import dev.baton.testkit.BatchDraft;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What retention removes while others work: whoever meets it is not lost. */
class PostgresRemovalTest extends PostgresCrowd {
    PostgresRemovalTest() throws Exception {}

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
}

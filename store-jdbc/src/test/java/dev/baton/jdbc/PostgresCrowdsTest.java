package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionId;
import dev.baton.StoreUnavailableException;
import dev.baton.store.Batch;
import dev.baton.store.Lease;
import dev.baton.store.TaskQueue;
import dev.baton.testkit.Await;
import dev.baton.testkit.BatchDraft;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Much at once, and rows that others have locked: what can go on does. */
class PostgresCrowdsTest extends PostgresCrowd {
    PostgresCrowdsTest() throws Exception {}

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
}

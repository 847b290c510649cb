package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.store.Batch;
import dev.baton.store.Removal;
import dev.baton.store.Store;
import dev.baton.store.TaskQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What may be removed, and that it goes as a whole. */
abstract class RemovalContract extends CommitContract {
    private static final long ANY = Long.MIN_VALUE;

    /** Removes what may go, at most so many, and answers how many went. */
    private int purge(long endedBefore, int limit) {
        return store.removal().remove(old(endedBefore, limit), endedBefore);
    }

    private List<Long> old(long endedBefore, int limit) {
        return keys(store.removal().find(old(endedBefore), ANY, limit));
    }

    private static Removal.Old old(long endedBefore) {
        return new Removal.Old(Set.of(0), Long.MAX_VALUE, endedBefore);
    }

    private static List<Long> keys(Removal.Page page) {
        return page.executions().stream().map(Store.Located::key).toList();
    }

    @Test
    void whatEndedLongAgoIsRemovedWithAllItsRows() {
        store.commit(draft().start(new Batch.Started(
                        key(1),
                        new ExecutionId("order-1"),
                        definition,
                        1,
                        Optional.empty(),
                        Optional.empty(),
                        Map.of("town", "Ulm")))
                .snapshot(key(1), 2, new byte[1])
                .setTimer(key(1), 0, now)
                .queue(new TaskQueue.Queued(
                        new TaskQueue.Task(key(1), 0, 1), "gpu", new ExecutionId("order-1"), definition, new byte[1]))
                .start(key(2), "order-2", definition)
                .start(key(3), "order-3", definition)
                .batch());
        now += 1_000;
        store.commit(
                draft().end(key(1)).end(key(2), ExecutionStatus.COMPENSATED).batch());
        assertThat(purge(now, 10)).isZero();
        now += Duration.ofHours(2).toMillis();
        assertThat(purge(now, 1)).isEqualTo(1);
        assertThat(purge(now, 10)).isEqualTo(1);
        assertThat(purge(now, 10)).isZero();
        assertThat(store.load(key(1))).isEmpty();
        assertThat(store.load(key(2))).isEmpty();
        assertThat(store.load(key(3))).isPresent();
        assertThat(store.archive().history(key(1), 0, 10)).isEmpty();
        assertThat(store.dueTimers(0, Store.TimerPlace.FIRST, Long.MAX_VALUE, 10))
                .isEmpty();
        assertThat(store.tasks().claim(Set.of("gpu"), "ann", Duration.ofSeconds(20), 10))
                .as("what waited on a queue")
                .isEmpty();
        store.commit(draft().start(key(9), "order-1", definition).batch());
    }

    @Test
    void whatWaitsForAPersonOrHasAParentThatIsKeptStays() {
        store.commit(draft().start(key(1), "order-1", definition)
                .open(key(1), 0, definition, "ship")
                .start(key(2), "order-2", definition)
                .start(new Batch.Started(
                        key(3),
                        new ExecutionId("order-2/child"),
                        definition,
                        1,
                        Optional.of(key(2)),
                        Optional.empty(),
                        Map.of()))
                .batch());
        now += 1_000;
        store.commit(
                draft().end(key(1), ExecutionStatus.COMPENSATED).end(key(3)).batch());
        now += Duration.ofHours(2).toMillis();
        assertThat(purge(now, 10)).isZero();
        assertThat(store.load(key(1))).isPresent();
        assertThat(store.load(key(3))).isPresent();
    }

    @Test
    void whatStartedLongAgoAndEndedNowIsKept() {
        store.commit(draft().start(key(1), "order-1", definition).batch());
        now += Duration.ofDays(30).toMillis();
        store.commit(draft().end(key(1), ExecutionStatus.COMPLETED).batch());
        assertThat(purge(now - 1_000, 10)).isZero();
        assertThat(store.load(key(1))).isPresent();
        assertThat(purge(now + 1_000, 10)).isEqualTo(1);
    }

    @Test
    void whatMayGoIsFoundPageByPageUpToAKey() {
        var draft = draft();
        for (int i = 1; i <= 6; i++) {
            draft.start(key(i), "order-" + i, definition);
        }
        store.commit(draft.end(key(1))
                .end(key(2), ExecutionStatus.FAILED)
                .end(key(4))
                .end(key(5))
                .batch());
        now += Duration.ofHours(2).toMillis();
        Removal.Page first = store.removal().find(old(now), ANY, 2);
        assertThat(keys(first)).containsExactly(key(1), key(2));
        assertThat(first.executions().get(1).attention()).isNotZero();
        assertThat(first.executions().get(1).id()).hasToString("order-2");
        assertThat(first.next()).contains(key(2));
        Removal.Page second = store.removal().find(old(now), key(2), 10);
        assertThat(keys(second)).containsExactly(key(4), key(5));
        assertThat(second.next()).isEmpty();
        var upTo = new Removal.Old(Set.of(0), key(4), now);
        assertThat(keys(store.removal().find(upTo, ANY, 10))).containsExactly(key(1), key(2), key(4));
        assertThat(keys(store.removal().find(upTo, key(4), 10))).isEmpty();
        var elsewhere = new Removal.Old(Set.of(7), Long.MAX_VALUE, now);
        assertThat(keys(store.removal().find(elsewhere, ANY, 10))).isEmpty();
    }

    /** An archive had it in hand meanwhile: what it was given is no longer all. */
    @Test
    void whatWasTakenUpAgainSinceItWasFoundStays() {
        store.commit(draft().start(key(1), "order-1", definition)
                .start(key(2), "order-2", definition)
                .start(key(3), "order-3", definition)
                .start(key(4), "order-4", definition)
                .batch());
        store.commit(draft().end(key(1)).end(key(2)).end(key(3)).end(key(4)).batch());
        now += Duration.ofHours(2).toMillis();
        long before = now;
        List<Long> found = new ArrayList<>(old(before, 10));
        assertThat(found).hasSize(4);
        now += 1_000;
        store.commit(draft().chunk(key(1), 2, 1)
                .live(key(1), true, "charge")
                .chunk(key(2), 2, 1)
                .live(key(2), true, "charge")
                .open(key(3), 0, definition, "charge")
                .batch());
        store.commit(draft().chunk(key(2), 3, 1)
                .end(key(2), ExecutionStatus.COMPENSATED)
                .batch());
        found.add(key(99));
        assertThat(store.removal().remove(found, before)).isEqualTo(1);
        assertThat(store.load(found)).containsOnlyKeys(key(1), key(2), key(3));
        assertThat(store.removal().remove(found, before)).isZero();
    }

    @Test
    void whatEndedIsCountedPieceByPiece() {
        var draft = draft();
        for (int i = 1; i <= 5; i++) {
            draft.start(key(i), "order-" + i, definition);
        }
        store.commit(draft.end(key(1)).end(key(2), ExecutionStatus.FAILED).batch());
        store.commit(draft().end(key(5)).batch());
        Removal removal = store.removal();
        assertThat(removal.count(ANY, Long.MAX_VALUE, 10)).isEqualTo(new Removal.Counted(5, 3, key(5)));
        assertThat(removal.count(ANY, Long.MAX_VALUE, 3)).isEqualTo(new Removal.Counted(3, 2, key(3)));
        assertThat(removal.count(key(3), Long.MAX_VALUE, 3)).isEqualTo(new Removal.Counted(2, 1, key(5)));
        assertThat(removal.count(key(1), key(3), 3)).isEqualTo(new Removal.Counted(2, 1, key(3)));
        assertThat(removal.count(key(5), key(3), 3)).isEqualTo(new Removal.Counted(0, 0, key(5)));
    }
}

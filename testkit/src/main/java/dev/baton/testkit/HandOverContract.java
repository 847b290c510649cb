package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.store.Batch;
import dev.baton.store.BatchRefusedException;
import dev.baton.store.HandedOver;
import dev.baton.store.Lease;
import dev.baton.store.LeaseLostException;
import dev.baton.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What owners leave to each other, and what an owner of several partitions stores and loads at once. */
abstract class HandOverContract extends TaskQueueContract {
    private static HandedOver running(int entry, HandedOver.Kind kind, int attempt) {
        return new HandedOver(new ExecutionId("order-1"), entry, kind, attempt, "ann");
    }

    @Test
    void theNextOwnerFindsWhatTheLastOneStillRuns() {
        HandedOver task = running(0, HandedOver.Kind.TASK, 1);
        HandedOver undo = running(0, HandedOver.Kind.UNDO, 1);
        HandedOver probe = running(3, HandedOver.Kind.PROBE, 2);
        assertThat(store.handedOver(0)).isEmpty();
        assertThat(store.release(lease, List.of(task, undo, probe))).isTrue();
        Lease next = store.claim(0, "ben", TTL).orElseThrow();
        assertThat(store.handedOver(0)).containsExactlyInAnyOrder(task, undo, probe);
        store.forget(0, List.of(task, running(9, HandedOver.Kind.TASK, 1)));
        assertThat(store.handedOver(0)).containsExactlyInAnyOrder(undo, probe);
        store.forget(0, List.of());
        HandedOver own = new HandedOver(new ExecutionId("order-2"), 0, HandedOver.Kind.TASK, 1, "ben");
        assertThat(store.release(next, List.of(own, undo))).isTrue();
        assertThat(store.handedOver(0)).containsExactlyInAnyOrder(undo, probe, own);
        store.forget(0, List.of(undo, probe, own));
        assertThat(store.handedOver(0)).isEmpty();
    }

    @Test
    void whoLostTheLeaseHandsNothingOver() {
        assertThat(store.claim(0, "ann", TTL)).isPresent();
        assertThat(store.release(lease, List.of(running(0, HandedOver.Kind.TASK, 1))))
                .isFalse();
        assertThat(store.handedOver(0)).isEmpty();
        assertThat(store.claim(0, "ben", TTL)).as("nor was it released").isEmpty();
    }

    @Test
    void eachPartitionHasItsOwnList() {
        int other = store.partitions() - 1;
        Lease last = store.claim(other, "ann", TTL).orElseThrow();
        store.release(last, List.of(running(0, HandedOver.Kind.TASK, 1)));
        assertThat(store.handedOver(other)).hasSize(1);
        assertThat(store.handedOver(0)).hasSize(other == 0 ? 1 : 0);
    }

    private enum Fate {
        STORED,
        LOST,
        REFUSED,
        EMPTY
    }

    private Batch batch(Fate fate, Lease old, Lease current, long key) {
        var draft = new BatchDraft(fate == Fate.LOST ? old : current, now);
        if (fate != Fate.EMPTY) {
            draft.start(key, "order-" + key, definition);
        }
        return fate == Fate.REFUSED ? draft.chunk(key, 9, 1).batch() : draft.batch();
    }

    /** As many at once as there are partitions; each fate meets each place in the list. */
    @Test
    void ofBatchesThatAreStoredAtOnceEachIsStoredOrNotByItself() {
        Fate[] fates = Fate.values();
        int together = Math.min(store.partitions(), fates.length);
        for (int round = 0; round < fates.length; round++) {
            var batches = new ArrayList<Batch>();
            for (int partition = 0; partition < together; partition++) {
                Lease old = store.claim(partition, "ann", TTL).orElseThrow();
                Lease current = store.claim(partition, "ann", TTL).orElseThrow();
                long key = key(1 + round) + partition;
                batches.add(batch(fates[(round + partition) % fates.length], old, current, key));
            }
            List<Optional<RuntimeException>> results = store.commit(batches);
            assertThat(results).hasSize(together);
            for (int partition = 0; partition < together; partition++) {
                Fate fate = fates[(round + partition) % fates.length];
                switch (fate) {
                    case STORED, EMPTY -> assertThat(results.get(partition)).isEmpty();
                    case LOST -> assertThat(results.get(partition)).containsInstanceOf(LeaseLostException.class);
                    case REFUSED -> assertThat(results.get(partition)).containsInstanceOf(BatchRefusedException.class);
                }
                assertThat(store.load(key(1 + round) + partition).isPresent()).isEqualTo(fate == Fate.STORED);
            }
        }
        assertThat(store.commit(List.of())).isEmpty();
    }

    @Test
    void manyAreLoadedAtOnce() {
        var draft = draft();
        List<Long> keys = LongStream.rangeClosed(1, 300)
                .map(HandOverContract::key)
                .boxed()
                .toList();
        keys.forEach(key -> draft.start(key, "order-" + key, definition));
        store.commit(draft.chunk(key(7), 2, 3)
                .chunk(key(7), 5, 1)
                .snapshot(key(7), 5, new byte[] {9})
                .chunk(key(8), 2, 1)
                .batch());
        var asked = new ArrayList<>(keys.reversed());
        asked.add(key(7));
        asked.add(key(400));
        Map<Long, Store.Stored> stored = store.load(asked);
        assertThat(stored.keySet()).containsExactlyInAnyOrderElementsOf(keys);
        stored.forEach((key, one) -> assertThat(one.execution().key()).isEqualTo(key));
        Store.Stored seven = Objects.requireNonNull(stored.get(key(7)));
        assertThat(seven.snapshot().orElseThrow().seq()).isEqualTo(5);
        assertThat(seven.chunks()).extracting(Batch.Chunk::seq).containsExactly(5);
        assertThat(Objects.requireNonNull(stored.get(key(8))).chunks())
                .extracting(Batch.Chunk::seq)
                .containsExactly(0, 2);
        assertThat(store.load(List.of())).isEmpty();
    }

    @Test
    void theStoreSaysWhichHaveEnded() {
        store.commit(draft().start(key(1), "order-1", definition)
                .start(key(2), "order-2", definition)
                .start(key(3), "order-3", definition)
                .start(key(4), "order-4", definition)
                .end(key(4))
                .batch());
        store.commit(draft().end(key(1))
                .end(key(2), ExecutionStatus.COMPENSATED)
                .live(key(3), false, "wait")
                .batch());
        List<ExecutionId> asked = List.of(
                new ExecutionId("order-2"),
                new ExecutionId("order-3"),
                new ExecutionId("order-9"),
                new ExecutionId("order-1"),
                new ExecutionId("order-4"));
        List<Store.Located> ended = store.ended(asked);
        assertThat(ended).extracting(Store.Located::key).containsExactlyInAnyOrder(key(1), key(2), key(4));
        assertThat(ended)
                .filteredOn(one -> one.key() == key(2))
                .extracting(Store.Located::attention)
                .doesNotContain(0);
        store.commit(draft().chunk(key(1), 2, 1).live(key(1), true, "charge").batch());
        assertThat(store.ended(List.of(new ExecutionId("order-1"))))
                .as("it runs again")
                .isEmpty();
        assertThat(store.ended(List.of())).isEmpty();
    }
}

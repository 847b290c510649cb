package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.ExecutionId;
import dev.baton.StoreUnavailableException;
import dev.baton.store.BatchRefusedException;
import dev.baton.store.HandedOver;
import dev.baton.store.Lease;
import dev.baton.store.LeaseLostException;
import dev.baton.store.Store;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract, and the faults on demand. */
class InMemoryStoreTest extends StoreContract {
    private final InMemoryStore memory = new InMemoryStore(16, () -> Instant.ofEpochMilli(now));

    @Override
    protected Store open(InstantSource clock) {
        return memory;
    }

    @Test
    void aLostAnswerLeavesTheBatchStored() {
        memory.onCommit(batch -> InMemoryStore.Fault.ANSWER_LOST);
        assertThatThrownBy(() -> store.commit(
                        draft().start(key(1), "order-1", definition).batch()))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(store.load(key(1))).isPresent();
    }

    @Test
    void anUnavailableOrRefusingStoreStoresNothing() {
        memory.onCommit(batch -> InMemoryStore.Fault.UNAVAILABLE);
        assertThatThrownBy(() -> store.commit(
                        draft().start(key(1), "order-1", definition).batch()))
                .isInstanceOf(StoreUnavailableException.class);
        memory.onCommit(batch -> InMemoryStore.Fault.REFUSED);
        assertThatThrownBy(() -> store.commit(
                        draft().start(key(1), "order-1", definition).batch()))
                .isInstanceOf(BatchRefusedException.class);
        memory.onCommit(batch -> InMemoryStore.Fault.NONE);
        assertThat(store.load(key(1))).isEmpty();
    }

    @Test
    void aLostLeaseIsClaimedAgain() {
        memory.onCommit(batch -> InMemoryStore.Fault.LEASE_LOST);
        assertThatThrownBy(() -> store.commit(
                        draft().start(key(1), "order-1", definition).batch()))
                .isInstanceOf(LeaseLostException.class);
        memory.onCommit(batch -> InMemoryStore.Fault.NONE);
        Lease again = store.claim(0, "ann", TTL).orElseThrow();
        store.commit(
                new BatchDraft(again, now).start(key(1), "order-1", definition).batch());
        assertThat(store.load(key(1))).isPresent();
    }

    @Test
    void whileItIsDownNothingIsAnswered() {
        memory.down(true);
        assertThatThrownBy(() -> store.load(key(1))).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> store.claim(0, "ann", TTL)).isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> store.archive().counts()).isInstanceOf(StoreUnavailableException.class);
        memory.down(false);
        assertThat(store.load(key(1))).isEmpty();
    }

    @Test
    void aCopyIsWhatARestartFinds() {
        store.commit(draft().start(key(1), "order-1", definition).batch());
        InMemoryStore copy = memory.copy();
        store.commit(
                draft().start(key(2), "order-2", definition).chunk(key(1), 2, 1).batch());
        assertThat(copy.load(key(1)).orElseThrow().chunks()).hasSize(1);
        assertThat(copy.load(key(2))).isEmpty();
        assertThat(copy.claim(0, "ben", TTL)).as("no lease outlives a crash").isPresent();
    }

    @Test
    void whatWasHandedOverOutlivesACrash() {
        var running = new HandedOver(new ExecutionId("order-1"), 0, HandedOver.Kind.TASK, 1, "ann");
        store.release(lease, List.of(running));
        InMemoryStore copy = memory.copy();
        store.forget(0, List.of(running));
        assertThat(copy.handedOver(0)).containsExactly(running);
    }
}

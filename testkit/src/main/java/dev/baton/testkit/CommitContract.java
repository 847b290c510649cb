package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.ExecutionId;
import dev.baton.store.Attention;
import dev.baton.store.Batch;
import dev.baton.store.BatchRefusedException;
import dev.baton.store.LeaseLostException;
import dev.baton.store.Store;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** That a batch is stored as a whole, once, and only on the state it was decided on. */
abstract class CommitContract extends LeaseContract {
    @Test
    void whatWasCommittedIsLoaded() {
        store.commit(draft().start(key(1), "order-1", definition).batch());
        store.commit(draft().chunk(key(1), 2, 3).batch());
        store.commit(draft().chunk(key(1), 5, 1).batch());
        Store.Stored stored = load(key(1));
        assertThat(stored.execution())
                .isEqualTo(
                        new Store.Located(new ExecutionId("order-1"), key(1), 0, definition, "order-1".hashCode(), 0));
        assertThat(stored.snapshot()).isEmpty();
        assertThat(seqs(key(1))).containsExactly(0, 2, 5);
        assertThat(stored.chunks().get(1).events()).isEqualTo(BatchDraft.events(now, key(1), 2, 3, ""));
        assertThat(stored.chunks().get(1).next()).isEqualTo(5);
        assertThat(store.load(key(2))).isEmpty();
    }

    @Test
    void aBatchIsStoredAsAWholeOrNotAtAll() {
        store.commit(draft().start(key(1), "order-1", definition).batch());
        Batch bad = draft().start(key(2), "order-2", definition)
                .chunk(key(1), 2, 1)
                .live(key(1), false, "ship")
                .setTimer(key(1), 0, now)
                .open(key(1), 0, definition, "ship")
                .chunk(key(2), 9, 1)
                .batch();
        assertThatThrownBy(() -> store.commit(bad)).isInstanceOf(BatchRefusedException.class);
        assertThat(store.load(key(2))).isEmpty();
        assertThat(seqs(key(1))).containsExactly(0);
        assertThat(store.active(0, 0, 10)).hasSize(1);
        assertThat(store.dueTimers(0, Store.TimerPlace.FIRST, Long.MAX_VALUE, 10))
                .isEmpty();
        assertThat(load(key(1)).execution().attention()).isZero();
    }

    @Test
    void aBatchThatIsSentTwiceAppliesOnce() {
        Batch first = draft().start(key(1), "order-1", definition)
                .setTimer(key(1), 0, now)
                .batch();
        store.commit(first);
        store.commit(first);
        Batch second =
                draft().chunk(key(1), 2, 2).clearTimer(key(1), 0).end(key(1)).batch();
        store.commit(second);
        store.commit(first);
        store.commit(second);
        assertThat(seqs(key(1))).containsExactly(0, 2);
        assertThat(store.active(0, 0, 10)).isEmpty();
        assertThat(store.dueTimers(0, Store.TimerPlace.FIRST, Long.MAX_VALUE, 10))
                .isEmpty();
    }

    @Test
    void aBatchOfAnEarlierEpochIsRefusedThoughItIsStored() {
        Batch first = draft().start(key(1), "order-1", definition).batch();
        store.commit(first);
        store.claim(0, "ann", TTL);
        assertThatThrownBy(() -> store.commit(first)).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void eventsWithAGapAreRefused() {
        store.commit(draft().start(key(1), "order-1", definition).batch());
        assertThatThrownBy(() -> store.commit(draft().chunk(key(1), 3, 1).batch()))
                .isInstanceOf(BatchRefusedException.class)
                .hasMessageContaining("the next number is 2");
        assertThatThrownBy(() -> store.commit(draft().chunk(key(1), 1, 1).batch()))
                .isInstanceOf(BatchRefusedException.class);
    }

    @Test
    void otherEventsUnderAStoredNumberAreRefused() {
        store.commit(
                draft().start(key(1), "order-1", definition).chunk(key(1), 2, 1).batch());
        assertThatThrownBy(
                        () -> store.commit(draft().chunk(key(1), 2, 1, "other").batch()))
                .isInstanceOf(BatchRefusedException.class)
                .hasMessageContaining("[BATON-508]");
        assertThatThrownBy(() -> store.commit(
                        draft().chunk(key(1), 2, 1).chunk(key(1), 3, 1).batch()))
                .isInstanceOf(BatchRefusedException.class);
        assertThat(seqs(key(1))).containsExactly(0, 2);
    }

    @Test
    void eventsOfAnExecutionThatIsNotThereAreRefused() {
        assertThatThrownBy(() -> store.commit(draft().chunk(key(1), 0, 1).batch()))
                .isInstanceOf(BatchRefusedException.class);
        assertThatThrownBy(() -> store.commit(draft().chunk(key(1), 2, 1).batch()))
                .isInstanceOf(BatchRefusedException.class);
    }

    @Test
    void anIdIsTakenOnce() {
        store.commit(draft().start(key(1), "order-1", definition).batch());
        assertThatThrownBy(() -> store.commit(
                        draft().start(key(2), "order-1", definition).batch()))
                .isInstanceOf(BatchRefusedException.class)
                .hasMessageContaining("Execution 'order-1' was not started");
        assertThatThrownBy(() -> store.commit(
                        draft().start(key(1), "order-2", definition).batch()))
                .isInstanceOf(BatchRefusedException.class);
    }

    @Test
    void executionsAreLocatedById() {
        store.commit(draft().start(key(1), "order-1", definition)
                .start(key(2), "order-1/ship/1", definition)
                .batch());
        store.commit(draft().standing(key(2), new Attention(Optional.empty(), true, false, true), Optional.empty())
                .batch());
        Map<ExecutionId, Store.Located> located = store.locate(
                List.of(new ExecutionId("order-1/ship/1"), new ExecutionId("order-3"), new ExecutionId("order-1")));
        assertThat(located.keySet())
                .extracting(ExecutionId::value)
                .containsExactlyInAnyOrder("order-1", "order-1/ship/1");
        Store.Located marked = Objects.requireNonNull(located.get(new ExecutionId("order-1/ship/1")));
        assertThat(marked.key()).isEqualTo(key(2));
        assertThat(Attention.of(marked.attention())).isEqualTo(new Attention(Optional.empty(), true, false, true));
        assertThat(store.locate(Set.of())).isEmpty();
    }

    @Test
    void loadingBeginsAtTheSnapshot() {
        store.commit(
                draft().start(key(1), "order-1", definition).chunk(key(1), 2, 3).batch());
        byte[] state = {1, 2, 3};
        store.commit(
                draft().chunk(key(1), 5, 1).snapshot(key(1), 6, new byte[] {9}).batch());
        store.commit(draft().chunk(key(1), 6, 2).snapshot(key(1), 8, state).batch());
        store.commit(draft().chunk(key(1), 8, 1).batch());
        Batch.Snapshot snapshot = load(key(1)).snapshot().orElseThrow();
        assertThat(snapshot.seq()).isEqualTo(8);
        assertThat(snapshot.state()).isEqualTo(state);
        assertThat(seqs(key(1))).containsExactly(8);
        assertThat(store.archive().history(key(1), 0, 100))
                .extracting(Batch.Chunk::seq)
                .containsExactly(0, 2, 5, 6, 8);
    }
}

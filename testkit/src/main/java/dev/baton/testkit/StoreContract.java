package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Definition;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.Mapping;
import dev.baton.Scope;
import dev.baton.store.Attention;
import dev.baton.store.Batch;
import dev.baton.store.BatchRefusedException;
import dev.baton.store.Keys;
import dev.baton.store.Lease;
import dev.baton.store.LeaseLostException;
import dev.baton.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Store} does, as tests: extend it in the store's module. {@link ArchiveContract} has the lists.
 *
 * <p>A test gets a new, empty store with at least one partition.
 */
public abstract class StoreContract {
    /** Long enough that no test meets its end by accident. */
    protected static final Duration TTL = Duration.ofSeconds(5);

    /** When the tests take place. */
    protected static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();

    /** What the store's leases are judged by, in epoch milliseconds; moved by the tests. */
    protected long now = NOON;

    protected Store store = new InMemoryStore(() -> Instant.ofEpochMilli(now));
    protected Lease lease = new Lease(0, 0, "", 0);
    protected int definition;

    /** Opens a new, empty store. */
    protected abstract Store open(InstantSource clock) throws Exception;

    @BeforeEach
    final void openStore() throws Exception {
        store = open(() -> Instant.ofEpochMilli(now));
        lease = store.claim(0, "ann", TTL).orElseThrow();
        definition = store.register(List.of(definition("order", 1))).get(0).number();
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    /** The key of an execution that starts after so many milliseconds. */
    protected static long key(long millis) {
        return Keys.at(NOON + millis);
    }

    protected final BatchDraft draft() {
        return new BatchDraft(lease, now);
    }

    protected static Definition definition(String name, int version) {
        var root = new Scope(Optional.empty(), List.of(), new Mapping.SagaInput());
        return new Definition(name, version, root, Optional.empty(), Duration.ZERO, Optional.empty());
    }

    private Store.Stored load(long key) {
        return store.load(key).orElseThrow();
    }

    private List<Integer> seqs(long key) {
        return load(key).chunks().stream().map(Batch.Chunk::seq).toList();
    }

    // Leases.

    @Test
    void onePartitionHasOneOwner() {
        assertThat(store.claim(0, "ben", TTL)).isEmpty();
        now += TTL.toMillis() + 1;
        assertThat(store.claim(0, "ben", TTL)).isPresent();
        assertThat(store.claim(0, "ann", TTL)).isEmpty();
    }

    @Test
    void eachClaimRaisesTheEpochEvenOfTheSameOwner() {
        Lease again = store.claim(0, "ann", TTL).orElseThrow();
        assertThat(again.epoch()).isGreaterThan(lease.epoch());
        assertThat(again.owner()).isEqualTo("ann");
        assertThatThrownBy(() -> store.commit(
                        draft().start(key(1), "order-1", definition).batch()))
                .isInstanceOf(LeaseLostException.class);
        assertThat(store.load(key(1))).isEmpty();
    }

    @Test
    void renewingProlongsALease() {
        now += TTL.toMillis() - 1;
        assertThat(store.renew(List.of(lease), TTL)).containsExactly(lease);
        now += TTL.toMillis() - 1;
        assertThat(store.claim(0, "ben", TTL)).isEmpty();
    }

    @Test
    void aLeaseThatAnotherTookIsNotRenewed() {
        now += TTL.toMillis() + 1;
        Lease other = store.claim(0, "ben", TTL).orElseThrow();
        assertThat(store.renew(List.of(lease), TTL)).isEmpty();
        assertThat(store.renew(List.of(lease, other), TTL)).containsExactly(other);
    }

    @Test
    void aReleasedPartitionIsFreeAtOnceAndItsOldOwnerIsFenced() {
        store.release(lease);
        Lease other = store.claim(0, "ben", TTL).orElseThrow();
        store.release(lease); // too late to release the other's
        assertThat(store.claim(0, "cat", TTL)).isEmpty();
        assertThatThrownBy(() -> store.commit(
                        draft().start(key(1), "order-1", definition).batch()))
                .isInstanceOf(LeaseLostException.class);
        store.commit(
                new BatchDraft(other, now).start(key(1), "order-1", definition).batch());
        assertThat(store.load(key(1))).isPresent();
    }

    @Test
    void refusesADecisionMadeUnderALeaseThatEnded() {
        Lease slow = lease;
        now += TTL.toMillis() + 1;
        assertThat(store.claim(0, "ben", TTL)).isPresent();
        assertThatThrownBy(() -> store.commit(new BatchDraft(slow, now)
                        .start(key(1), "order-1", definition)
                        .batch()))
                .isInstanceOf(LeaseLostException.class)
                .hasMessageContaining("[BATON-507]");
        assertThat(store.load(key(1))).isEmpty();
    }

    @Test
    void keysGrowOverOwners() {
        assertThat(lease.keyLast()).isZero();
        store.commit(draft().start(key(1), "order-1", definition)
                .start(key(7), "order-7", definition)
                .batch());
        assertThat(store.claim(0, "ann", TTL).orElseThrow().keyLast()).isEqualTo(key(7));
    }

    // Commits.

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
        assertThat(store.dueTimers(0, Long.MAX_VALUE, 10)).isEmpty();
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
        assertThat(store.dueTimers(0, Long.MAX_VALUE, 10)).isEmpty();
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
                .start(key(2), "Straße/1", definition)
                .batch());
        store.commit(draft().standing(key(2), new Attention(Optional.empty(), true, false, true), Optional.empty())
                .batch());
        Map<ExecutionId, Store.Located> located = store.locate(
                List.of(new ExecutionId("Straße/1"), new ExecutionId("order-3"), new ExecutionId("order-1")));
        assertThat(located.keySet()).extracting(ExecutionId::value).containsExactlyInAnyOrder("order-1", "Straße/1");
        Store.Located marked = Objects.requireNonNull(located.get(new ExecutionId("Straße/1")));
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

    // What a new owner asks for.

    @Test
    void activeExecutionsComeInPages() {
        var draft = draft();
        for (int i = 1; i <= 7; i++) {
            draft.start(key(i), "order-" + i, definition);
        }
        store.commit(draft.live(key(2), false, "wait").end(key(3)).batch());
        store.commit(draft().live(key(4), false, "wait")
                .end(key(5))
                .live(key(6), true, "ship")
                .batch());
        List<Store.Located> first = store.active(0, 0, 2);
        assertThat(first).extracting(Store.Located::key).containsExactly(key(1), key(6));
        assertThat(store.active(0, key(6), 2)).extracting(Store.Located::key).containsExactly(key(7));
        assertThat(store.active(0, key(7), 2)).isEmpty();
    }

    @Test
    void whatEndedCanRunAgain() {
        store.commit(draft().start(key(1), "order-1", definition).end(key(1)).batch());
        assertThat(store.active(0, 0, 10)).isEmpty();
        store.commit(draft().chunk(key(1), 2, 1).live(key(1), true, "charge").batch());
        assertThat(store.active(0, 0, 10)).hasSize(1);
    }

    @Test
    void timersAreFoundWhenTheyAreDueTheEarliestFirst() {
        store.commit(draft().start(key(1), "order-1", definition)
                .start(key(2), "order-2", definition)
                .setTimer(key(1), 0, now + 300)
                .setTimer(key(1), 1, now + 100)
                .setTimer(key(2), 0, now + 200)
                .setTimer(key(2), 1, now + 900)
                .batch());
        assertThat(store.dueTimers(0, now + 300, 10))
                .extracting(Store.DueTimer::due)
                .containsExactly(now + 100, now + 200);
        assertThat(store.dueTimers(0, now + 301, 2)).hasSize(2);
        store.commit(
                draft().clearTimer(key(1), 1).setTimer(key(2), 0, now + 400).batch());
        List<Store.DueTimer> due = store.dueTimers(0, now + 401, 10);
        assertThat(due).extracting(Store.DueTimer::due).containsExactly(now + 300, now + 400);
        assertThat(due.get(1).execution().id()).hasToString("order-2");
        assertThat(due.get(1).timer()).isZero();
    }

    // Definitions.

    @Test
    void definitionsAreKeptWithANumber() {
        List<Store.Registered> registered =
                store.register(List.of(definition("order", 2), definition("refund", 1), definition("order", 1)));
        assertThat(registered).extracting(one -> one.definition().version()).containsExactly(2, 1, 1);
        assertThat(registered.get(2).number()).isEqualTo(definition);
        assertThat(registered).extracting(Store.Registered::number).doesNotHaveDuplicates();
        assertThat(store.definitions()).containsExactlyInAnyOrderElementsOf(registered);
    }

    @Test
    void aVersionHasOneContent() {
        var other = new Scope(Optional.empty(), List.of(), new Mapping.Nothing());
        var changed = new Definition("order", 1, other, Optional.empty(), Duration.ZERO, Optional.empty());
        assertThatThrownBy(() -> store.register(List.of(definition("refund", 1), changed)))
                .isInstanceOf(BatchRefusedException.class)
                .hasMessageContaining("Version 1 of 'order'")
                .hasMessageContaining("[BATON-505]");
        assertThat(store.definitions())
                .extracting(one -> one.definition().name())
                .containsExactly("order");
    }

    // Retention.

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
                .open(key(1), 0, definition, "ship")
                .start(key(2), "order-2", definition)
                .start(key(3), "order-3", definition)
                .batch());
        now += 1_000;
        store.commit(
                draft().end(key(1)).end(key(2), ExecutionStatus.COMPENSATED).batch());
        assertThat(store.purge(0, now, 10)).isZero();
        now += Duration.ofHours(2).toMillis();
        assertThat(store.purge(0, now, 1)).isEqualTo(1);
        assertThat(store.purge(0, now, 10)).isEqualTo(1);
        assertThat(store.purge(0, now, 10)).isZero();
        assertThat(store.load(key(1))).isEmpty();
        assertThat(store.load(key(2))).isEmpty();
        assertThat(store.load(key(3))).isPresent();
        assertThat(store.archive().history(key(1), 0, 10)).isEmpty();
        assertThat(store.dueTimers(0, Long.MAX_VALUE, 10)).isEmpty();
        store.commit(draft().start(key(9), "order-1", definition).batch());
    }

    @Test
    void whatStartedLongAgoAndEndedNowIsKept() {
        store.commit(draft().start(key(1), "order-1", definition).batch());
        now += Duration.ofDays(30).toMillis();
        store.commit(draft().end(key(1), ExecutionStatus.COMPLETED).batch());
        assertThat(store.purge(0, now - 1_000, 10)).isZero();
        assertThat(store.load(key(1))).isPresent();
        assertThat(store.purge(0, now + 1_000, 10)).isEqualTo(1);
    }
}

package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.store.Lease;
import dev.baton.store.LeaseLostException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who owns a partition, and that nobody else stores anything in it. */
abstract class LeaseContract extends StoreFixture {
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
        store.release(lease, List.of());
        Lease other = store.claim(0, "ben", TTL).orElseThrow();
        store.release(lease, List.of()); // too late to release the other's
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

    /** A database that lost its last claims gives an epoch out again, to another. */
    @Test
    void whoHasTheEpochOfAnotherOwnerHasNothing() {
        var ben = new Lease(0, lease.epoch(), "ben", 0);
        assertThatThrownBy(() -> store.commit(new BatchDraft(ben, now)
                        .start(key(1), "order-1", definition)
                        .batch()))
                .isInstanceOf(LeaseLostException.class);
        assertThat(store.load(key(1))).isEmpty();
        assertThat(store.renew(List.of(ben), TTL)).isEmpty();
        assertThat(store.renew(List.of(ben, lease), TTL)).containsExactly(lease);
        assertThat(store.release(ben, List.of())).isFalse();
        assertThat(store.claim(0, "ben", TTL)).isEmpty();
        store.commit(draft().start(key(1), "order-1", definition).batch());
    }

    @Test
    void whetherSomebodyWasThereInBetweenIsKnownHoweverOftenAnOwnerClaims() {
        Lease again = store.claim(0, "ann", TTL).orElseThrow();
        now += TTL.toMillis() + 1;
        Lease late = store.claim(0, "ann", TTL).orElseThrow();
        assertThat(again.epoch()).isGreaterThan(lease.epoch());
        assertThat(late.epoch()).isGreaterThan(again.epoch());
        assertThat(List.of(again.tenure(), late.tenure())).containsOnly(lease.tenure());
        now += TTL.toMillis() + 1;
        Lease ben = store.claim(0, "ben", TTL).orElseThrow();
        now += TTL.toMillis() + 1;
        Lease back = store.claim(0, "ann", TTL).orElseThrow();
        assertThat(ben.tenure()).isGreaterThan(late.tenure());
        assertThat(back.tenure()).isGreaterThan(ben.tenure());
        store.release(back, List.of());
        assertThat(store.claim(0, "ann", TTL).orElseThrow().tenure()).isGreaterThan(back.tenure());
    }

    @Test
    void anOwnerWhoseLeaseEndedHasDied() {
        assertThat(lease.deaths()).isZero();
        for (int deaths = 1; deaths <= 4; deaths++) {
            now += TTL.toMillis() + 1;
            assertThat(store.claim(0, "engine-" + deaths, TTL).orElseThrow().deaths())
                    .isEqualTo(deaths);
            assertThat(store.deaths(0)).isEqualTo(deaths);
        }
    }

    @Test
    void whoClaimsAgainHasNotDied() {
        assertThat(store.claim(0, "ann", TTL).orElseThrow().deaths()).isZero();
        now += TTL.toMillis() + 1;
        assertThat(store.claim(0, "ann", TTL).orElseThrow().deaths()).isZero();
        now += TTL.toMillis() + 1;
        assertThat(store.claim(0, "ben", TTL).orElseThrow().deaths()).isOne();
        Lease again = store.claim(0, "ben", TTL).orElseThrow();
        assertThat(again.deaths()).isOne();
        assertThat(store.renew(List.of(again), TTL)).containsExactly(again);
        assertThat(store.deaths(0)).isOne();
    }

    /** It may have gone before it came to what the others died of. */
    @Test
    void whoGivesThePartitionUpHasNotDiedButWhoDiedBeforeStillCounts() {
        now += TTL.toMillis() + 1;
        Lease ben = store.claim(0, "ben", TTL).orElseThrow();
        assertThat(store.mark(ben, Optional.of(7L))).isTrue();
        assertThat(store.release(ben, List.of())).isTrue();
        now += TTL.toMillis() + 1;
        Lease cat = store.claim(0, "cat", TTL).orElseThrow();
        assertThat(cat.deaths()).isOne();
        assertThat(cat.suspect()).isEmpty();
    }

    @Test
    void theMarkOfADeadOwnerIsFoundByTheNext() {
        assertThat(store.mark(lease, Optional.of(6L))).isTrue();
        assertThat(store.mark(lease, Optional.of(key(7)))).isTrue();
        now += TTL.toMillis() + 1;
        Lease ben = store.claim(0, "ben", TTL).orElseThrow();
        assertThat(ben.suspect()).contains(new Lease.Suspect(key(7), 1));
        Lease again = store.claim(0, "ben", TTL).orElseThrow();
        assertThat(again.suspect()).contains(new Lease.Suspect(key(7), 1));
        assertThat(store.mark(again, Optional.of(key(8)))).isTrue();
        assertThat(store.mark(again, Optional.empty())).isTrue();
        now += TTL.toMillis() + 1;
        assertThat(store.claim(0, "cat", TTL).orElseThrow().suspect())
                .as("who died with nothing marked accuses nobody")
                .contains(new Lease.Suspect(key(7), 1));
    }

    @Test
    void whoDiesWithTheSameMarkedAgainIsCounted() {
        for (long marked : List.of(7L, 7L, 8L, 8L, 8L)) {
            assertThat(store.mark(lease, Optional.of(marked))).isTrue();
            now += TTL.toMillis() + 1;
            lease = store.claim(0, "after-" + lease.epoch(), TTL).orElseThrow();
            assertThat(lease.suspect()).map(Lease.Suspect::key).contains(marked);
            if (lease.deaths() == 2) {
                assertThat(lease.suspect()).contains(new Lease.Suspect(7, 2));
            }
        }
        assertThat(lease.suspect()).contains(new Lease.Suspect(8, 3));
        assertThat(store.release(lease, List.of())).isTrue();
        assertThat(store.claim(0, "ben", TTL).orElseThrow().suspect()).contains(new Lease.Suspect(8, 3));
    }

    @Test
    void whoClaimsAgainKeepsItsMarkAndIsAccusedOfNothing() {
        assertThat(store.mark(lease, Optional.of(7L))).isTrue();
        assertThat(store.claim(0, "ann", TTL).orElseThrow().suspect()).isEmpty();
        now += TTL.toMillis() + 1;
        assertThat(store.claim(0, "ben", TTL).orElseThrow().suspect()).contains(new Lease.Suspect(7, 1));
    }

    @Test
    void aSuspicionIsTakenBack() {
        for (String name : List.of("ben", "cat")) {
            assertThat(store.mark(lease, Optional.of(7L))).isTrue();
            now += TTL.toMillis() + 1;
            lease = store.claim(0, name, TTL).orElseThrow();
        }
        store.acquit(0, 8);
        lease = store.claim(0, "cat", TTL).orElseThrow();
        assertThat(lease.suspect()).contains(new Lease.Suspect(7, 2));
        store.acquit(0, 7);
        lease = store.claim(0, "cat", TTL).orElseThrow();
        assertThat(lease.suspect()).isEmpty();
        assertThat(lease.deaths()).isEqualTo(2);
        assertThat(store.mark(lease, Optional.of(7L))).isTrue();
        now += TTL.toMillis() + 1;
        assertThat(store.claim(0, "dan", TTL).orElseThrow().suspect()).contains(new Lease.Suspect(7, 1));
    }

    @Test
    void aSettledPartitionForgetsItsDeaths() {
        now += TTL.toMillis() + 1;
        Lease ben = store.claim(0, "ben", TTL).orElseThrow();
        assertThat(store.mark(ben, Optional.of(7L))).isTrue();
        assertThat(store.settle(ben)).isTrue();
        assertThat(store.deaths(0)).isZero();
        now += TTL.toMillis() + 1;
        Lease cat = store.claim(0, "cat", TTL).orElseThrow();
        assertThat(cat.deaths()).isOne();
        assertThat(cat.suspect()).isEmpty();
    }

    @Test
    void onlyTheOwnerMarksAndSettles() {
        now += TTL.toMillis() + 1;
        Lease ben = store.claim(0, "ben", TTL).orElseThrow();
        assertThat(store.mark(ben, Optional.of(7L))).isTrue();
        var thief = new Lease(0, ben.epoch(), "ann", 0);
        for (Lease other : List.of(lease, thief)) {
            assertThat(store.mark(other, Optional.of(8L))).isFalse();
            assertThat(store.mark(other, Optional.empty())).isFalse();
            assertThat(store.settle(other)).isFalse();
        }
        assertThat(store.claim(0, "ben", TTL).orElseThrow().deaths()).isOne();
        now += TTL.toMillis() + 1;
        assertThat(store.claim(0, "cat", TTL).orElseThrow().suspect()).contains(new Lease.Suspect(7, 1));
    }

    @Test
    void keysGrowOverOwners() {
        assertThat(lease.keyLast()).isZero();
        store.commit(draft().start(key(1), "order-1", definition)
                .start(key(7), "order-7", definition)
                .batch());
        assertThat(store.claim(0, "ann", TTL).orElseThrow().keyLast()).isEqualTo(key(7));
    }
}

package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.store.Lease;
import dev.baton.store.Members;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who shares the store, and who has which partition. */
abstract class MembersContract extends MailContract {
    private Members.Roll announce(String name, String... queues) {
        return store.members().announce(new Members.Member(name, 1, Set.of(queues)), TTL);
    }

    private static List<String> names(Members.Roll roll) {
        return roll.members().stream().map(Members.Member::name).toList();
    }

    @Test
    void whoeverAnnouncesItselfIsSeenByAll() {
        assertThat(names(announce("cat"))).containsExactly("cat");
        assertThat(names(announce("ann"))).containsExactly("ann", "cat");
        assertThat(names(announce("ben"))).containsExactly("ann", "ben", "cat");
        assertThat(names(announce("cat"))).containsExactly("ann", "ben", "cat");
    }

    @Test
    void whatAMemberSaidLastCounts() {
        announce("ann", "gpu", "order@3");
        var changed = new Members.Member("ann", 2, Set.of("gpu"));
        assertThat(store.members().announce(changed, TTL).members()).containsExactly(changed);
        assertThat(announce("ben").members()).containsExactly(changed, new Members.Member("ben", 1, Set.of()));
    }

    @Test
    void whoIsSilentTooLongIsGone() {
        announce("ann");
        now += TTL.toMillis() / 2;
        assertThat(names(announce("ben"))).containsExactly("ann", "ben");
        now += TTL.toMillis() / 2 + 1;
        assertThat(names(announce("ben"))).containsExactly("ben");
        assertThat(names(announce("ann"))).containsExactly("ann", "ben");
    }

    @Test
    void whoLeavesIsGoneAtOnce() {
        announce("ann");
        announce("ben");
        store.members().leave("ann");
        store.members().leave("nobody");
        assertThat(names(announce("ben"))).containsExactly("ben");
    }

    @Test
    void theRollSaysWhoHasAPartition() {
        assertThat(announce("ann").owners()).containsEntry(0, "ann").hasSize(1);
        now += TTL.toMillis() + 1;
        assertThat(announce("ann").owners()).as("its lease has ended").isEmpty();
        Lease other = store.claim(0, "ben", TTL).orElseThrow();
        assertThat(announce("ann").owners()).containsEntry(0, "ben").hasSize(1);
        store.release(other, List.of());
        assertThat(announce("ann").owners()).isEmpty();
    }

    @Test
    void theRollHasTheStoresTime() {
        long first = announce("ann").now();
        now += 1_500;
        assertThat(announce("ben").now()).isGreaterThanOrEqualTo(first + 1_500);
    }
}

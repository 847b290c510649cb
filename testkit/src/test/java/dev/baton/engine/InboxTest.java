package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionId;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where executions belong. */
class InboxTest {
    @Test
    void ordinaryIdsAreSpreadEvenly() {
        int[] counts = new int[16];
        for (int i = 0; i < 16_000; i++) {
            counts[Inbox.partition(ExecutionId.of("order-" + i), 16)]++;
        }
        for (int count : counts) {
            assertThat(count).isBetween(700, 1_300);
        }
    }

    /** Which partition an id is in is stored: it must never change. */
    @Test
    void aTreeStaysInThePartitionOfItsRootForEver() {
        assertThat(Inbox.partition(ExecutionId.of("order-42"), 16)).isEqualTo(PARTITION_OF_ORDER_42);
        assertThat(Inbox.partition(new ExecutionId("order-42/pay-1/x"), 16)).isEqualTo(PARTITION_OF_ORDER_42);
        assertThat(Inbox.partition(ExecutionId.of("order-42"), 1)).isZero();
    }

    @Test
    void thoseOfOnePartitionDifferInTheBitsThatHashTablesUse() {
        Set<Integer> lower = new HashSet<>();
        for (int i = 0; i < 16_000; i++) {
            ExecutionId id = ExecutionId.of("order-" + i);
            if (Inbox.partition(id, 16) == 0) {
                lower.add(id.hashCode() & 0xf);
            }
        }
        assertThat(lower).hasSize(16);
    }

    private static final int PARTITION_OF_ORDER_42 = 1;
}

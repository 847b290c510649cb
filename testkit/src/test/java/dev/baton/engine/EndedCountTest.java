package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.StoreUnavailableException;
import dev.baton.store.Removal;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is more than is kept is found among many, and nothing is counted twice. */
class EndedCountTest {
    /** By key: whether it has ended. */
    private final TreeMap<Long, Boolean> executions = new TreeMap<>();

    private int looked;
    private int asked;
    private int failAt;
    private final Removal removal = new Removal() {
        @Override
        public Page find(Old which, long afterKey, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int remove(List<Long> keys, long endedBefore) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Counted count(long afterKey, long uptoKey, int limit) {
            assertThat(limit).isBetween(1, 5_000);
            if (++asked == failAt) {
                throw new StoreUnavailableException("It is away.");
            }
            if (afterKey >= uptoKey) {
                return new Counted(0, 0, afterKey);
            }
            var rows = executions.subMap(afterKey, false, uptoKey, true).entrySet().stream()
                    .limit(limit)
                    .toList();
            looked += rows.size();
            int ended = (int) rows.stream().filter(row -> row.getValue()).count();
            return new Counted(
                    rows.size(),
                    ended,
                    rows.isEmpty() ? afterKey : rows.getLast().getKey());
        }
    };

    private void add(int from, int upTo, boolean ended) {
        for (long key = from; key <= upTo; key++) {
            executions.put(key, ended);
        }
    }

    /** Counts to the end, and removes what is too many, as retention does. */
    private long cut(EndedCount count, long upTo) {
        boolean more = true;
        for (int rounds = 0; more; rounds++) {
            assertThat(rounds).isLessThan(100);
            more = count.countOn(upTo);
        }
        long cut = count.cut();
        executions.headMap(cut, true).values().removeIf(ended -> ended);
        return cut;
    }

    private long ended() {
        return executions.values().stream().filter(ended -> ended).count();
    }

    @Test
    void ofManyExactlyThoseAreCutThatAreTooMany() {
        add(1, 23_456, true);
        var count = new EndedCount(removal, 7_000);
        assertThat(cut(count, Long.MAX_VALUE)).isEqualTo(16_456);
        assertThat(ended()).isEqualTo(7_000);
        looked = 0;
        assertThat(cut(count, Long.MAX_VALUE)).isEqualTo(16_456);
        assertThat(looked).as("what is counted is not counted again").isLessThanOrEqualTo(5_000);
        add(23_457, 23_466, true);
        assertThat(cut(count, Long.MAX_VALUE)).isEqualTo(16_466);
        assertThat(ended()).isEqualTo(7_000);
    }

    @Test
    void whatRunsIsNotCounted() {
        add(1, 6_000, false);
        add(6_001, 12_000, true);
        var count = new EndedCount(removal, 6_000);
        assertThat(cut(count, Long.MAX_VALUE)).isLessThan(6_001);
        assertThat(ended()).isEqualTo(6_000);
        add(12_001, 12_100, true);
        cut(count, Long.MAX_VALUE);
        assertThat(executions).containsEntry(6_000L, false);
        assertThat(ended()).isEqualTo(6_000);
    }

    @Test
    void aFewAmongManyThatRunAreFound() {
        add(1, 4_000, false);
        add(4_001, 4_010, true);
        add(4_011, 4_500, false);
        add(4_501, 4_520, true);
        var count = new EndedCount(removal, 19);
        assertThat(cut(count, Long.MAX_VALUE)).isEqualTo(4_501);
        assertThat(ended()).isEqualTo(19);
    }

    @Test
    void whatAgeRemovedMeanwhileDoesNotCount() {
        add(1, 20_000, true);
        var count = new EndedCount(removal, 20_000);
        cut(count, Long.MAX_VALUE);
        executions.headMap(13_000L, true).clear();
        add(20_001, 33_000, true);
        cut(count, Long.MAX_VALUE);
        assertThat(ended()).as("no more than are kept").isEqualTo(20_000);
        add(33_001, 33_500, true);
        cut(count, Long.MAX_VALUE);
        assertThat(ended()).isEqualTo(20_000);
        assertThat(executions.firstKey()).isEqualTo(13_501);
    }

    @Test
    void whenTheStoreWasAwayItIsCountedAnew() {
        boolean failed = true;
        for (int call = 1; failed; call++) {
            assertThat(call).isLessThan(100);
            executions.clear();
            add(1, 23_000, true);
            var count = new EndedCount(removal, 7_000);
            cut(count, Long.MAX_VALUE);
            add(23_001, 40_000, true);
            failAt = asked + call;
            failed = false;
            try {
                cut(count, Long.MAX_VALUE);
            } catch (StoreUnavailableException e) {
                failed = true;
            }
            failAt = 0;
            cut(count, Long.MAX_VALUE);
            assertThat(ended()).as("kept after question %d failed", call).isEqualTo(7_000);
        }
    }

    @Test
    void itCountsUpToAKey() {
        add(1, 10, true);
        var count = new EndedCount(removal, 4);
        assertThat(cut(count, 6)).isEqualTo(2);
        assertThat(cut(count, 8)).isEqualTo(4);
    }
}

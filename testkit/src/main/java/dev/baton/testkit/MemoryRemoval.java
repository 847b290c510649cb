package dev.baton.testkit;

import dev.baton.store.Removal;
import dev.baton.store.Store;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** How an {@link InMemoryStore} removes what has ended. Thread-safe. */
final class MemoryRemoval implements Removal {
    private final MemoryTables tables;
    private final InMemoryStore.Lock gate;

    MemoryRemoval(MemoryTables tables, InMemoryStore.Lock gate) {
        this.tables = tables;
        this.gate = gate;
    }

    @Override
    public Page find(Old which, long afterKey, int limit) {
        return gate.under(() -> {
            if (afterKey >= which.uptoKey()) {
                return new Page(List.of(), Optional.empty());
            }
            List<Store.Located> old = tables.rows.subMap(afterKey, false, which.uptoKey(), true).values().stream()
                    .filter(row -> which.partitions().contains(row.partition))
                    .filter(row -> isOld(row, which.endedBefore()))
                    .filter(row -> row.started
                            .parent()
                            .filter(tables.rows::containsKey)
                            .isEmpty())
                    .limit(limit)
                    .map(MemoryRow::located)
                    .toList();
            return new Page(
                    old,
                    old.size() < limit
                            ? Optional.empty()
                            : Optional.of(old.getLast().key()));
        });
    }

    private static boolean isOld(MemoryRow row, long endedBefore) {
        return row.live == null
                && row.ended != null
                && row.ended < endedBefore
                && row.incidents.values().stream().noneMatch(MemoryRow.Incident::isOpen);
    }

    @Override
    public int remove(List<Long> keys, long endedBefore) {
        return gate.under(() -> {
            List<MemoryRow> old = keys.stream()
                    .map(tables.rows::get)
                    .filter(Objects::nonNull)
                    .filter(row -> isOld(row, endedBefore))
                    .toList();
            old.forEach(tables::remove);
            return old.size();
        });
    }

    @Override
    public Counted count(long afterKey, long uptoKey, int limit) {
        return gate.under(() -> {
            if (afterKey >= uptoKey) {
                return new Counted(0, 0, afterKey);
            }
            List<MemoryRow> looked = tables.rows.subMap(afterKey, false, uptoKey, true).values().stream()
                    .limit(limit)
                    .toList();
            int ended = (int) looked.stream().filter(row -> row.live == null).count();
            return new Counted(
                    looked.size(),
                    ended,
                    looked.isEmpty() ? afterKey : looked.getLast().started.key());
        });
    }
}

package dev.baton.jdbc;

import dev.baton.store.HandedOver;
import dev.baton.store.Lease;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What owners of a partition leave to each other. All of them are in the process that has the file, and what they run ends
 * with it, so nothing of it is stored. Thread-safe.
 */
final class SqliteHandOver {
    private final Writer writer;
    private final Map<Integer, Set<HandedOver>> running = new HashMap<>();

    SqliteHandOver(Writer writer) {
        this.writer = writer;
    }

    /** Gives the partition up; false if the lease is lost. The next owner, who comes then, waits for the list. */
    synchronized boolean release(Lease lease, List<HandedOver> left) {
        boolean released = true; // also if nobody knows
        try {
            released = writer.transaction(
                    session -> session.update(SqliteSql.RELEASE, lease.partition(), lease.epoch(), lease.owner()) > 0);
        } finally {
            if (released) {
                running.computeIfAbsent(lease.partition(), partition -> new LinkedHashSet<>())
                        .addAll(left);
            }
        }
        return released;
    }

    synchronized List<HandedOver> list(int partition) {
        return List.copyOf(running.getOrDefault(partition, Set.of()));
    }

    synchronized void forget(int partition, List<HandedOver> over) {
        running.computeIfPresent(partition, (number, left) -> {
            over.forEach(left::remove);
            return left;
        });
    }
}

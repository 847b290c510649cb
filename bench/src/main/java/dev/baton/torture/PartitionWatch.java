package dev.baton.torture;

import dev.baton.shop.engine.PostgresSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks every 20 ms into the database who owns which partition, and so measures from a node's death until another owner
 * has each of its partitions. Thread-safe.
 */
final class PartitionWatch implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final String LOOK = "SELECT partition, epoch, owner FROM partitions";

    private final PostgresSchema postgres;
    private final Thread thread;
    private final List<Long> takeovers = new ArrayList<>(); // milliseconds; guarded by this
    private final List<Death> deaths = new ArrayList<>(); // those whose partitions are not all taken; guarded by this
    private Map<Integer, Holding> now = Map.of(); // guarded by this
    private volatile boolean open = true;

    PartitionWatch(PostgresSchema postgres) {
        this.postgres = postgres;
        this.thread = Thread.ofPlatform().name("partition-watch").daemon().start(this::watch);
    }

    private record Holding(long epoch, @Nullable String owner) {}

    /** An owner that has gone, and the partitions that nobody has taken from it yet. */
    static final class Death {
        private final Set<String> owner;
        private final long at = System.nanoTime();
        private final Map<Integer, Long> epochs = new HashMap<>();

        private Death(Set<String> owner) {
            this.owner = Set.copyOf(owner);
        }
    }

    /** From now on, the partitions of an owner of these names wait for another one. */
    synchronized Death died(Set<String> names) {
        var death = new Death(names);
        now.forEach((partition, holding) -> {
            if (holding.owner() != null && death.owner.contains(holding.owner())) {
                death.epochs.put(partition, holding.epoch());
            }
        });
        deaths.add(death);
        return death;
    }

    /** It is there again before its time was over: what nobody has taken, it keeps. */
    synchronized void returned(Death death) {
        deaths.remove(death);
    }

    /** How long each takeover took so far, in milliseconds. */
    synchronized List<Long> takeovers() {
        return List.copyOf(takeovers);
    }

    /** Partitions that have waited longer than this for an owner. */
    synchronized int overdue(Duration bound) {
        long latest = System.nanoTime() - bound.toNanos();
        return deaths.stream()
                .filter(death -> death.at < latest)
                .mapToInt(death -> death.epochs.size())
                .sum();
    }

    /** The names of the owners that have at least one partition. */
    synchronized Set<String> owners() {
        var owners = new HashSet<String>();
        now.values().forEach(holding -> {
            if (holding.owner() != null) {
                owners.add(holding.owner());
            }
        });
        return owners;
    }

    private void watch() {
        while (open) {
            try (Connection connection = postgres.connect();
                    PreparedStatement look = connection.prepareStatement(LOOK)) {
                while (open) {
                    look(look);
                    TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
                }
            } catch (SQLException e) {
                if (!rests()) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** The database is away, or its tables are not there yet. */
    private static boolean rests() {
        try {
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void look(PreparedStatement look) throws SQLException {
        var seen = new HashMap<Integer, Holding>();
        try (ResultSet row = look.executeQuery()) {
            while (row.next()) {
                seen.put(row.getInt(1), new Holding(row.getLong(2), row.getString(3)));
            }
        }
        compare(seen, System.nanoTime());
    }

    private synchronized void compare(Map<Integer, Holding> seen, long at) {
        now = seen;
        for (Death death : deaths) {
            death.epochs.entrySet().removeIf(waiting -> {
                Holding holding = seen.get(waiting.getKey());
                boolean taken = holding != null
                        && holding.epoch() > waiting.getValue()
                        && holding.owner() != null
                        && !death.owner.contains(holding.owner());
                if (taken) {
                    takeovers.add(TimeUnit.NANOSECONDS.toMillis(at - death.at));
                }
                return taken;
            });
        }
        deaths.removeIf(death -> death.epochs.isEmpty());
    }

    @Override
    public void close() {
        open = false;
        thread.interrupt();
    }
}

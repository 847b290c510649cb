package dev.baton.engine;

import dev.baton.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes executions that ended long ago, a few at a time. Thread-safe. */
final class Retention implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Retention.class);
    private static final Duration EVERY = Duration.ofMinutes(10);
    private static final Duration BETWEEN_BATCHES = Duration.ofMillis(100);
    private static final int BATCH = 500;

    private final Store store;
    private final List<Partition> partitions;
    private final Supplier<Duration> kept;
    private final EngineClock clock;
    private final @Nullable ExecutorService thread;
    private volatile boolean open = true;

    /** @param kept after their end, executions are kept for this time; it grows with what other engines register */
    Retention(Store store, List<Partition> partitions, Supplier<Duration> kept, EngineClock clock) {
        this.store = store;
        this.partitions = partitions;
        this.kept = kept;
        this.clock = clock;
        this.thread = clock instanceof SteppedClock
                ? null
                : Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().name("baton-retention").daemon(true).factory());
    }

    /** How long executions are kept after their end: as the limits say, and for as long as they may be compensated. */
    static Duration kept(Limits limits, Registry registry) {
        Duration compensatable = registry.compensatableMax();
        return compensatable.compareTo(limits.retention()) > 0 ? compensatable : limits.retention();
    }

    void begin() {
        schedule(EVERY);
    }

    private void schedule(Duration pause) {
        clock.schedule(clock.instant().plus(pause), () -> {
            if (!open) {
                return;
            }
            if (thread == null) {
                remove();
            } else {
                thread.execute(this::remove);
            }
        });
    }

    private void remove() {
        Duration pause = EVERY;
        try {
            Instant before = clock.instant().minus(kept.get());
            for (Partition partition : partitions) {
                if (open && partition.ownership.isSafe() && remove(partition, before) == BATCH) {
                    pause = BETWEEN_BATCHES;
                }
            }
        } finally {
            if (open) {
                schedule(pause);
            }
        }
    }

    /** How many were removed; none if that failed, which is no matter of the other partitions. */
    private int remove(Partition partition, Instant before) {
        try {
            return store.purge(partition.number, before.toEpochMilli(), BATCH);
        } catch (RuntimeException e) {
            log.warn(
                    "Ended executions of partition {} were not removed, since the store did not do it. It is tried"
                            + " again later.",
                    partition.number,
                    e);
            return 0;
        }
    }

    @Override
    public void close() {
        open = false;
        if (thread != null) {
            thread.shutdown();
        }
    }
}

package dev.baton.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drives a {@link PartitionLoop} on a platform thread, which sleeps while there is nothing to do. */
final class ThreadDriver implements LoopDriver {
    private static final Logger log = LoggerFactory.getLogger(ThreadDriver.class);
    private static final int HEAP = 64;
    private static final Duration SLEEP_MAX = Duration.ofMillis(500);

    private final EngineClock clock;
    private final int partition;
    private volatile boolean open = true;
    private volatile boolean asleep;
    private volatile @Nullable PartitionLoop loop;
    private volatile @Nullable Thread thread;

    ThreadDriver(int partition, EngineClock clock) {
        this.partition = partition;
        this.clock = clock;
    }

    @Override
    public void start(PartitionLoop loop) {
        this.loop = loop;
        thread = Thread.ofPlatform()
                .name("baton-partition-" + partition)
                .daemon(true)
                .start(() -> run(loop));
    }

    private void run(PartitionLoop loop) {
        while (open) {
            try {
                if (loop.turn() == 0) {
                    sleep(loop);
                }
            } catch (RuntimeException | Error e) {
                log.error("Bug: a turn of partition {} failed; please report this. [BATON-901]", partition, e);
                LockSupport.parkNanos(this, SLEEP_MAX.toNanos());
            }
        }
    }

    private void sleep(PartitionLoop loop) {
        asleep = true;
        try {
            if (open && loop.mayRest()) {
                Instant wakeAt = loop.wakeAt();
                Duration pause = Duration.between(clock.instant(), wakeAt);
                Duration bounded = pause.compareTo(SLEEP_MAX) > 0 ? SLEEP_MAX : pause;
                if (bounded.isPositive()) {
                    LockSupport.parkNanos(this, bounded.toNanos());
                }
            }
        } finally {
            asleep = false;
        }
    }

    /** While a commit is under way nothing can be sent, so only a heap of messages is worth waking up for. */
    @Override
    public void wake(int waiting) {
        PartitionLoop driven = loop;
        if (asleep && driven != null && (waiting >= HEAP || !driven.isCommitting())) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void landed() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void close() {
        open = false;
        Thread running = thread;
        LockSupport.unpark(running);
        try {
            if (running != null && !running.equals(Thread.currentThread())) {
                running.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

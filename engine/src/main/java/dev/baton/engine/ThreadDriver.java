package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.StoreUnavailableException;
import dev.baton.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives several {@link PartitionLoop}s on one platform thread, which sleeps while there is nothing to do. What they ask
 * of the store goes together: the executions they look up, and their commits.
 */
final class ThreadDriver implements LoopDriver {
    private static final Logger log = LoggerFactory.getLogger(ThreadDriver.class);
    /** Messages that are worth a turn while a commit is under way; with 64, 16 partitions did 8 % fewer sagas. */
    private static final int HEAP = 256;

    private static final Duration SLEEP_MAX = Duration.ofMillis(500);

    private final Store store;
    private final EngineClock clock;
    private final Committer committer;
    private final Thread thread;
    private final List<PartitionLoop> loops = new ArrayList<>();
    /** Messages that came since the thread looked last. */
    private final AtomicInteger arrived = new AtomicInteger();

    private volatile boolean open = true;
    private volatile boolean asleep;

    ThreadDriver(Store store, int number, EngineClock clock) {
        this.store = store;
        this.clock = clock;
        this.committer = new Committer.OnThread(store, number, this::landed);
        this.thread =
                Thread.ofPlatform().name("baton-loop-" + number).daemon(true).unstarted(this::run);
    }

    @Override
    public void add(PartitionLoop loop) {
        loops.add(loop);
    }

    @Override
    public Committer committer() {
        return committer;
    }

    @Override
    public void begin() {
        thread.start();
    }

    private void run() {
        while (open) {
            try {
                if (turn() == 0 || committer.isBusy()) {
                    sleep();
                }
            } catch (RuntimeException | Error e) {
                log.error("Bug: a turn failed; please report this. [BATON-901]", e);
                LockSupport.parkNanos(this, SLEEP_MAX.toNanos());
            }
        }
    }

    /** A turn of every loop: first all land and take, then all decide, then all send. */
    private int turn() {
        arrived.set(0);
        List<Set<ExecutionId>> asked = new ArrayList<>(loops.size());
        Set<ExecutionId> together = new HashSet<>();
        for (PartitionLoop loop : loops) {
            Set<ExecutionId> ids = loop.begin();
            asked.add(ids);
            together.addAll(ids);
        }
        int decided = 0;
        try {
            Map<ExecutionId, Store.Located> located = together.isEmpty() ? Map.of() : store.locate(together);
            for (int i = 0; i < loops.size(); i++) {
                decided += loops.get(i).decide(asked.get(i), located);
            }
        } catch (StoreUnavailableException e) {
            loops.forEach(loop -> loop.giveUp(e));
        } catch (RuntimeException e) {
            // Each looks for itself, so that one at fault is found.
            for (PartitionLoop loop : loops) {
                decided += loop.decide(Set.of(), Map.of());
            }
        }
        loops.forEach(PartitionLoop::end);
        committer.go();
        return decided;
    }

    private void sleep() {
        asleep = true;
        try {
            // A commit may have ended after the last look and before that.
            committer.go();
            if (open && mayRest()) {
                Instant wakeAt = loops.stream()
                        .map(PartitionLoop::wakeAt)
                        .min(Instant::compareTo)
                        .orElse(Instant.MAX);
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

    /**
     * While a commit is under way nothing can be sent: what arrives gathers to a heap, and is decided together. But those
     * who wait for what the commit before it stored are told.
     */
    private boolean mayRest() {
        return committer.isBusy()
                ? arrived.get() < HEAP && loops.stream().noneMatch(loop -> loop.isOwned() && loop.hasLanded())
                : loops.stream().allMatch(PartitionLoop::mayRest);
    }

    /** While a commit is under way nothing can be sent, so only a heap of messages is worth waking up for. */
    @Override
    public void arrived() {
        int waiting = arrived.incrementAndGet();
        if (asleep && (waiting % HEAP == 0 || !committer.isBusy())) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void wake() {
        LockSupport.unpark(thread);
    }

    private void landed() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void close() {
        open = false;
        LockSupport.unpark(thread);
        try {
            if (!thread.equals(Thread.currentThread())) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        committer.close();
    }
}

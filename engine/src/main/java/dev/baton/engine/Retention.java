package dev.baton.engine;

import dev.baton.store.Keys;
import dev.baton.store.Removal;
import dev.baton.store.Store;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes ended executions of this engine's partitions in the background, a few at a time: those that ended long ago, and the
 * oldest of more than are kept. Thread-safe.
 */
final class Retention implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Retention.class);
    static final Duration EVERY = Duration.ofMinutes(10);
    /** Soon, so that an engine that is often restarted removes something, too. */
    private static final Duration FIRST = Duration.ofSeconds(30);

    private static final Duration BETWEEN_STEPS = Duration.ofMillis(25);
    /** However many there are, an execution is kept for this time: somebody may wait for its result. */
    private static final Duration KEPT_MIN = Duration.ofHours(1);

    private static final int BATCH = 500;

    private final Removal removal;
    private final List<Partition> partitions;
    private final Limits limits;
    private final Registry registry;
    private final EngineClock clock;
    private final Remover remover;
    private final @Nullable EndedCount number;
    private final @Nullable ExecutorService thread;
    private @Nullable Round round;
    private volatile boolean open = true;

    Retention(
            Store store,
            List<Partition> partitions,
            Limits limits,
            Registry registry,
            @Nullable ExecutionArchive archive,
            EngineClock clock) {
        this.removal = store.removal();
        this.partitions = partitions;
        this.limits = limits;
        this.registry = registry;
        this.clock = clock;
        this.remover = new Remover(store, archive, () -> open);
        this.number = limits.endedMax() == Limits.UNBOUNDED ? null : new EndedCount(removal, limits.endedMax());
        this.thread = clock instanceof SteppedClock
                ? null
                : Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().name("baton-retention").daemon(true).factory());
    }

    /** How long executions are kept after their end, at least: as the limits say, and for as long as they may be compensated. */
    static Duration kept(Limits limits, Registry registry) {
        Duration kept =
                limits.endedMax() == Limits.UNBOUNDED ? limits.retention() : shorter(limits.retention(), KEPT_MIN);
        return longer(kept, registry.compensatableMax());
    }

    private static Duration longer(Duration one, Duration two) {
        return one.compareTo(two) > 0 ? one : two;
    }

    private static Duration shorter(Duration one, Duration two) {
        return one.compareTo(two) < 0 ? one : two;
    }

    void begin() {
        schedule(FIRST);
    }

    private void schedule(Duration pause) {
        clock.schedule(clock.instant().plus(pause), () -> {
            if (!open) {
                return;
            }
            if (thread == null) {
                step();
            } else {
                thread.execute(this::step);
            }
        });
    }

    /** A small piece of a round. */
    private void step() {
        boolean more = false;
        try {
            Round now = round == null ? new Round() : round;
            more = open && now.step();
            round = more ? now : null;
        } catch (RuntimeException e) {
            round = null;
            log.warn("Ended executions were not removed, since the store did not do it. It is tried again later.", e);
        } finally {
            if (open) {
                schedule(more ? BETWEEN_STEPS : EVERY);
            }
        }
    }

    /** One walk over what has ended, for each rule by which it may go. */
    private final class Round {
        private final Deque<Walk> walks = new ArrayDeque<>();
        private final long now = clock.millis();
        private final Duration compensatable = registry.compensatableMax(); // grows with what other engines register
        private boolean counting = number != null;

        Round() {
            walks.add(new Walk(Long.MAX_VALUE, before(limits.retention())));
        }

        /** Nothing that may be compensated goes by any rule. */
        private long before(Duration kept) {
            return now - longer(kept, compensatable).toMillis();
        }

        /** False: the round is over. */
        boolean step() {
            Set<Integer> mine = partitions.stream()
                    .filter(partition -> partition.ownership.isSafe())
                    .map(partition -> partition.number)
                    .collect(Collectors.toSet());
            if (mine.isEmpty()) {
                return false;
            }
            if (counting && number != null) {
                count(number);
                return true;
            }
            Walk walk = walks.element();
            Removal.Page page =
                    removal.find(new Removal.Old(mine, walk.uptoKey, walk.endedBefore), walk.afterKey, BATCH);
            if (!remover.remove(page.executions(), walk.endedBefore)) {
                return false;
            }
            walks.remove();
            page.next().ifPresent(last -> walks.addFirst(new Walk(walk.uptoKey, walk.endedBefore, last)));
            return !walks.isEmpty();
        }

        private void count(EndedCount ended) {
            long before = before(KEPT_MIN);
            counting = ended.countOn(Keys.at(before));
            if (!counting) {
                walks.addFirst(new Walk(ended.cut(), before));
            }
        }
    }

    /** Up the keys, past what is kept. */
    private record Walk(long uptoKey, long endedBefore, long afterKey) {
        Walk(long uptoKey, long endedBefore) {
            this(uptoKey, endedBefore, Long.MIN_VALUE);
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

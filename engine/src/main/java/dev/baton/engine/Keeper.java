package dev.baton.engine;

import dev.baton.StoreUnavailableException;
import dev.baton.store.Lease;
import dev.baton.store.Members;
import dev.baton.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this engine's place among those that share a store: says that it lives, prolongs its leases, follows the store's
 * time, and decides which partitions it is to own. Each engine computes the same even shares from the same list, so
 * nobody has to agree on anything; the store decides who gets a partition. Thread-safe.
 */
final class Keeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Keeper.class);
    private static final Duration EVERY = Duration.ofMillis(500);
    /** A partition that stays free for so many looks is taken by whoever sees it: its engine may be unable to. */
    private static final int FREE_LOOKS_MAX = 4;

    private static final Duration ANSWER_MAX = Duration.ofSeconds(2);
    private static final Duration AVOIDED = Duration.ofSeconds(30);

    private final Store store;
    private final List<Partition> partitions;
    private final Members.Member member;
    private final Duration ttl;
    private final EngineClock own;
    private final StoreClock clock;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("baton-keeper").daemon(true).factory());
    private final Map<Integer, Integer> freeLooks = new HashMap<>();
    /** Until when partitions are left to others. */
    private final Map<Integer, Instant> avoided = new ConcurrentHashMap<>();

    private volatile Members.Roll roll = new Members.Roll(0, List.of(), Map.of());
    private volatile Set<String> alive = Set.of();
    private Instant renewAt = Instant.MIN;
    private Instant sweepAt = Instant.MIN;
    private volatile boolean open = true;
    private volatile boolean leaving;

    Keeper(
            Store store,
            List<Partition> partitions,
            Members.Member member,
            Duration ttl,
            EngineClock own,
            StoreClock clock) {
        this.store = store;
        this.partitions = partitions;
        this.member = member;
        this.ttl = ttl;
        this.own = own;
        this.clock = clock;
    }

    /** The first look, and then regular ones. */
    void begin() {
        look();
        schedule();
    }

    private void schedule() {
        own.schedule(own.instant().plus(EVERY), () -> {
            if (open) {
                submit();
            }
        });
    }

    private void submit() {
        try {
            thread.execute(this::tick);
        } catch (RejectedExecutionException e) {
            log.debug("It was stopped just now.", e);
        }
    }

    private void tick() {
        try {
            look();
        } catch (StoreUnavailableException e) {
            log.warn("The store did not answer; leases are prolonged again in {}.", EVERY, e);
        } catch (RuntimeException e) {
            log.error("Bug: leases could not be prolonged; it is tried again. [BATON-901]", e);
        } finally {
            schedule();
        }
    }

    private void look() {
        Instant asked = own.instant();
        if (!asked.isBefore(renewAt)) {
            renew(asked);
            renewAt = asked.plus(ttl.dividedBy(3));
        }
        Instant before = own.instant();
        Members.Roll now = store.members().announce(member, ttl);
        clock.set(Instant.ofEpochMilli(now.now()), before, own.instant());
        roll = now;
        Set<String> names = now.members().stream().map(Members.Member::name).collect(Collectors.toSet());
        alive = names.equals(alive) ? alive : Set.copyOf(names);
        share(now);
        if (!asked.isBefore(sweepAt)) {
            store.mail().sweep();
            sweepAt = asked.plus(ttl.multipliedBy(2));
        }
    }

    private void renew(Instant asked) {
        Map<Lease, Partition> held = new HashMap<>();
        for (Partition partition : partitions) {
            partition.ownership.renewable().ifPresent(lease -> held.put(lease, partition));
        }
        if (held.isEmpty()) {
            return;
        }
        Set<Lease> renewed = new HashSet<>(store.renew(List.copyOf(held.keySet()), ttl));
        held.forEach((lease, partition) -> {
            if (renewed.contains(lease)) {
                partition.ownership.renewed(lease, asked);
            } else {
                partition.ownership.ended(lease);
                partition.wake();
            }
        });
    }

    private void share(Members.Roll now) {
        if (leaving) {
            return;
        }
        List<Partition> mine = new ArrayList<>();
        List<Partition> free = new ArrayList<>();
        for (Partition partition : partitions) {
            String owner = now.owners().get(partition.number);
            if (partition.ownership.isWanted()) {
                mine.add(partition);
            } else if ((owner == null || owner.equals(member.name())) && !isAvoided(partition)) {
                free.add(partition);
            }
        }
        freeLooks
                .keySet()
                .retainAll(free.stream().map(partition -> partition.number).toList());
        int share = share(now.members());
        giveUp(mine, share);
        Collections.rotate(
                free,
                -place(now.members()) * free.size() / Math.max(1, now.members().size()));
        for (Partition partition : free) {
            int looks = freeLooks.merge(partition.number, 1, Integer::sum);
            if (mine.size() < share || looks > FREE_LOOKS_MAX) {
                partition.ownership.want(true);
                if (leaving) {
                    partition.ownership.want(false); // it began to leave just now
                }
                partition.wake();
                mine.add(partition);
            }
        }
    }

    /** How many partitions this engine is to own: all shares together are all partitions. */
    private int share(List<Members.Member> members) {
        int count = Math.max(1, members.size());
        int place = place(members);
        return partitions.size() / count + (place < partitions.size() % count ? 1 : 0);
    }

    /** This engine's among those that live: each begins with other partitions that are free, so that few want the same. */
    private int place(List<Members.Member> members) {
        return members.stream().map(Members.Member::name).toList().indexOf(member.name());
    }

    private static void giveUp(List<Partition> mine, int share) {
        while (mine.size() > share) {
            Partition surplus = mine.removeLast();
            surplus.ownership.want(false);
            surplus.wake();
        }
    }

    /** A partition could not be had: another engine was first. */
    void refused(Partition partition) {
        partition.ownership.want(false);
    }

    /** Another engine has to take a partition, since this one cannot; it looks again later whether it can. */
    void avoid(Partition partition) {
        avoided.put(partition.number, own.instant().plus(AVOIDED));
        partition.ownership.want(false);
    }

    private boolean isAvoided(Partition partition) {
        Instant until = avoided.get(partition.number);
        return until != null && own.instant().isBefore(until);
    }

    /** Who owned a partition at the last look. */
    Optional<String> owner(int partition) {
        return Optional.ofNullable(roll.owners().get(partition));
    }

    /** The engines that lived at the last look; the same set until it changes. */
    Set<String> alive() {
        return alive;
    }

    /** The task queues that the engines serve. */
    Set<String> queues() {
        return roll.members().stream().flatMap(other -> other.queues().stream()).collect(Collectors.toSet());
    }

    List<Members.Member> members() {
        return roll.members();
    }

    /** Whether no other engine lives now that could take over; also if the store does not say. */
    boolean isAlone() {
        try {
            return thread
                    .submit(() -> store.members().announce(member, ttl))
                    .get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)
                    .members()
                    .stream()
                    .allMatch(other -> other.name().equals(member.name()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        } catch (ExecutionException | TimeoutException e) {
            log.warn("The store does not say whether there are other engines.", e);
            return true;
        }
    }

    /** Gives all partitions to the other engines, and takes none any more. */
    void giveUpAll() {
        leaving = true;
        partitions.forEach(partition -> {
            partition.ownership.want(false);
            partition.wake();
        });
    }

    /** Prolongs nothing any more. */
    void stop() {
        open = false;
        thread.shutdown();
    }

    /** Says that this engine lives no more. */
    @Override
    public void close() {
        stop();
        try {
            store.members().leave(member.name());
        } catch (StoreUnavailableException e) {
            log.warn("The other engines are not told that this one ends; they notice within {}.", ttl, e);
        }
    }
}

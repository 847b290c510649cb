package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.StoreUnavailableException;
import dev.baton.store.Lease;
import dev.baton.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where owners of a partition died running, perhaps of an execution: takes up one at a time. Each is marked in the store
 * before it is loaded, and the next has its turn when what was decided for it is stored and its effects have begun. What an
 * earlier owner left marked is stopped unread. Once all are recovered and nothing happened for a while, the partition is
 * settled: the deaths are forgotten. Belongs to its partition's thread.
 */
final class CarefulRecovery {
    private static final Logger log = LoggerFactory.getLogger(CarefulRecovery.class);
    /** Executions that wait for their turn; while there are more, no timers and recoveries are taken. */
    private static final int WAITING_MAX = 1_000;

    private final Store store;
    private final Ownership ownership;
    private final Caution caution;
    /** For how long nothing may happen before the partition is settled. */
    private final Duration quiet;
    /** A monotonic one. */
    private final EngineClock clock;

    private final Runnable wake;
    private final Map<ExecutionId, List<Message>> waiting = new LinkedHashMap<>();

    private int deaths;
    private @Nullable ExecutionId current;
    /** What is marked in the store. */
    private Optional<Long> marked = Optional.empty();
    /** What this engine had marked when it lost the partition: it did not die of it. */
    private Optional<Long> survived = Optional.empty();
    /** What an earlier owner left marked, until it is stopped. */
    private Optional<Long> condemned = Optional.empty();
    /** How many of those that the last owner left still wait; negative while that is not known. */
    private int owed = -1;

    private @Nullable Instant settleAt;

    CarefulRecovery(
            Store store, Ownership ownership, Caution caution, Duration quiet, EngineClock clock, Runnable wake) {
        this.store = store;
        this.ownership = ownership;
        this.caution = caution;
        this.quiet = quiet;
        this.clock = clock;
        this.wake = wake;
    }

    /** Begins to own the partition. */
    void begin(Lease lease) {
        deaths = lease.deaths();
        marked = lease.marked();
        if (deaths >= Caution.DEATHS) {
            log.warn(
                    "{} engines running died while they owned partition {}. Its executions are taken up one at a time.",
                    deaths,
                    lease.partition());
            caution.alarm(this);
        }
        Optional<Long> left = lease.marked().filter(key -> !survived.equals(Optional.of(key)));
        left.flatMap(key -> Halting.listed(store, key))
                .filter(found -> found.ended().isEmpty())
                .ifPresent(found -> {
                    condemned = left;
                    // It needs a message to be stopped by; this one asks for nothing.
                    put(new Message.Lost(found.id(), List.of()));
                });
    }

    /** Whether executions are taken up one at a time. */
    boolean isOn() {
        return deaths > 0 && (caution.isOn() || !waiting.isEmpty());
    }

    /** Whether owners died and the partition is not settled since. */
    boolean isAlert() {
        return deaths > 0;
    }

    /**
     * Keeps for later what is not to be taken up now.
     *
     * @param takesUp whether a message brings what is stored of its execution into memory
     */
    void hold(Collection<Message> messages, Predicate<Message> takesUp) {
        if (!isOn()) {
            return;
        }
        Iterator<Message> all = messages.iterator();
        while (all.hasNext()) {
            Message message = all.next();
            if (!message.id().equals(current) && (waiting.containsKey(message.id()) || takesUp.test(message))) {
                put(message);
                all.remove();
            }
        }
    }

    private void put(Message message) {
        waiting.computeIfAbsent(message.id(), id -> new ArrayList<>(1)).add(message);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether nothing can be done now about what waits. */
    boolean mayRest() {
        return waiting.isEmpty() || caution.isOfAnother(this);
    }

    /** Whether no more is to be taken that may have to wait. */
    boolean isFull() {
        return waiting.size() >= WAITING_MAX;
    }

    /**
     * Goes on with the next execution. To be called when everything that was decided is stored, and has taken its effect.
     *
     * @param into gets what came for it
     */
    void next(Collection<Message> into) {
        boolean hadTurn = current != null;
        if (hadTurn) {
            current = null;
            owed -= owed > 0 ? 1 : 0;
        }
        if (waiting.isEmpty() || (hadTurn && caution.isAwaited())) {
            unmark();
            caution.pass(this);
        }
        if (!waiting.isEmpty() && caution.take(this)) {
            ExecutionId id = waiting.keySet().iterator().next();
            current = id;
            into.addAll(inOrder(Objects.requireNonNull(waiting.remove(id))));
        }
    }

    /** Results come before the recovery, as always: what is known is not lost. */
    private static List<Message> inOrder(List<Message> messages) {
        var ordered =
                new ArrayList<>(messages.stream().filter(Recovery::isResult).toList());
        messages.stream().filter(message -> !Recovery.isResult(message)).forEach(ordered::add);
        return ordered;
    }

    /** What is to be done before an execution is loaded: it is marked, if this has to be done with care. */
    void mark(long key) {
        if (isOn() && !marked.equals(Optional.of(key))) {
            store(Optional.of(key));
        }
    }

    private void unmark() {
        if (marked.isPresent()) {
            store(Optional.empty());
        }
    }

    private void store(Optional<Long> key) {
        Lease lease = ownership.lease();
        if (!store.mark(lease, key)) {
            throw lost(lease);
        }
        marked = key;
    }

    private StoreUnavailableException lost(Lease lease) {
        ownership.ended(lease);
        return new StoreUnavailableException(
                "Another engine owns partition " + lease.partition() + " now, so nothing is taken up here.");
    }

    /** Whether engines died while they took this one up: it is stopped, or stays so, unread. */
    boolean condemns(long key) {
        return condemned.isPresent() && condemned.get() == key;
    }

    /** Why the condemned one is stopped. */
    EnginesDiedException sentence(ExecutionId id) {
        return new EnginesDiedException(id, ownership.lease().partition(), deaths);
    }

    /** It is stored that the condemned one is stopped. */
    void carriedOut() {
        condemned = Optional.empty();
    }

    /**
     * Has the deaths forgotten some time after everything is recovered.
     *
     * @param found whether recovery has found all that the last owner left
     * @param into gets what still waits for its turn then
     */
    void settle(boolean found, Collection<Message> into) {
        if (!found) {
            return;
        }
        owed = owed < 0 ? waiting.size() + (current == null ? 0 : 1) : owed;
        Instant now = clock.instant();
        Instant at = settleAt;
        if (at == null && owed == 0) {
            settleAt = now.plus(quiet);
        } else if (at != null && !now.isBefore(at)) {
            Lease lease = ownership.lease();
            if (!store.settle(lease)) {
                throw lost(lease);
            }
            log.info("Partition {} has lived well for {}: who died before is forgotten.", lease.partition(), quiet);
            into.addAll(drain());
        }
    }

    /**
     * When there is something to do about that although nothing arrives, by the clock that says {@code now}.
     *
     * @param found as in {@link #settle}
     */
    Instant settles(boolean found, Instant now) {
        Instant at = settleAt;
        if (at != null) {
            return now.plus(Duration.between(clock.instant(), at));
        }
        return isAlert() && found && waiting.isEmpty() && current == null ? now : Instant.MAX;
    }

    /** Forgets everything, and gives what waits. */
    List<Message> drain() {
        List<Message> all = waiting.values().stream().flatMap(List::stream).toList();
        waiting.clear();
        deaths = 0;
        current = null;
        survived = marked;
        marked = Optional.empty();
        condemned = Optional.empty();
        owed = -1;
        settleAt = null;
        caution.forget(this);
        return all;
    }

    /** It is this one's turn. */
    void wake() {
        wake.run();
    }
}

package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.store.Lease;
import dev.baton.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where owners of a partition died running, perhaps of an execution: takes up one at a time. Each is marked in the store
 * before it is loaded, and the next has its turn when what was decided for it is stored and its effects have begun. What was
 * marked when an owner died is suspected: the next owner takes it up first, and leaves the mark for a while. What two
 * owners in a row died with is stopped unread. Once all are recovered and nothing happened for a while, the partition is
 * settled: the deaths are forgotten. Belongs to its partition's thread.
 */
final class CarefulRecovery {
    private static final Logger log = LoggerFactory.getLogger(CarefulRecovery.class);
    /** Messages that wait for their turn; while there are more, recovery finds no more. */
    private static final int WAITING_MAX = 1_000;

    private final Ownership ownership;
    private final Caution caution;
    /** For how long nothing may happen before the partition is settled. */
    private final Duration quiet;
    /** A monotonic one. */
    private final EngineClock clock;

    private final Runnable wake;
    private final HeldBack held = new HeldBack();
    /** What is marked, and what is suspected. */
    final Suspicion suspicion;

    private int deaths;
    /** The suspect, until it can be taken up. */
    private Optional<ExecutionId> pending = Optional.empty();

    private @Nullable ExecutionId current;
    /** Until when the current one keeps its mark, once its effects have begun. */
    private @Nullable Instant leavesAt;
    /** How many of those that the last owner left still wait; negative while that is not known. */
    private int owed = -1;

    private @Nullable Instant settleAt;

    CarefulRecovery(
            Store store, Ownership ownership, Caution caution, Duration quiet, EngineClock clock, Runnable wake) {
        this.suspicion = new Suspicion(store, ownership);
        this.ownership = ownership;
        this.caution = caution;
        this.quiet = quiet;
        this.clock = clock;
        this.wake = wake;
    }

    /** Begins to own the partition. */
    void begin(Lease lease) {
        deaths = lease.deaths();
        if (deaths >= Caution.DEATHS) {
            log.warn(
                    "{} engines died one after the other while they owned partition {}. Its executions are taken up"
                            + " one at a time.",
                    deaths,
                    lease.partition());
            caution.alarm(this);
        }
        pending = suspicion.begin(lease);
    }

    /** Whether executions are taken up one at a time. */
    boolean isOn() {
        return deaths > 0 && (caution.isOn() || pending.isPresent() || !held.isEmpty());
    }

    /** Keeps the letters' right of way: only now may the suspect, as everything that is recovered, be taken up. */
    void lettersAreRead() {
        // It needs a message to be taken up by; this one asks for nothing.
        pending.ifPresent(id -> held.putFirst(new Message.Lost(id, List.of())));
        pending = Optional.empty();
    }

    /**
     * Keeps for later what is not to be taken up now.
     *
     * @param takesUp whether a message brings what is stored of its execution into memory
     */
    void hold(Collection<Message> messages, Predicate<Message> takesUp) {
        if (isOn() || !held.isEmpty()) {
            messages.removeIf(message -> {
                boolean waits =
                        !message.id().equals(current) && (held.has(message.id()) || (isOn() && takesUp.test(message)));
                if (waits) {
                    held.put(message);
                }
                return waits;
            });
        }
    }

    /** Keeps a message until its execution has its turn, whatever is in memory. */
    void postpone(Message message) {
        held.put(message);
    }

    boolean isEmpty() {
        return held.isEmpty() && pending.isEmpty();
    }

    /** How many messages wait. Thread-safe. */
    int waiting() {
        return held.messages();
    }

    /** Whether no more is to be taken that may have to wait. */
    boolean isFull() {
        return held.messages() >= WAITING_MAX;
    }

    /** Whether it can go on as soon as everything that was decided is stored. */
    boolean isBusy() {
        boolean wants = current != null || !held.isEmpty();
        return pending.isEmpty()
                && !isStaying()
                && (suspicion.marked().isPresent() || (wants && !caution.isOfAnother(this)));
    }

    /** A message is for one that is in memory: if it is its turn, it is marked nevertheless. */
    void meet(Hot hot) {
        if (hot.id.equals(current)) {
            mark(hot.key);
        }
    }

    /**
     * Goes on with the next execution. To be called when everything that was decided is stored, and has taken its effect.
     *
     * @param into gets what came for it
     */
    void next(Collection<Message> into, int room) {
        boolean idle = deaths == 0
                && current == null
                && held.isEmpty()
                && suspicion.marked().isEmpty();
        if (idle || pending.isPresent() || (current != null && stays())) {
            return;
        }
        boolean hadTurn = current != null;
        leave();
        boolean passes = held.isEmpty() || (hadTurn && caution.isAwaited(this));
        if (passes || !caution.has(this)) {
            suspicion.mark(Optional.empty());
        }
        if (passes) {
            caution.pass(this);
        }
        if (deaths == 0) {
            while (!held.isEmpty() && into.size() < room) {
                held.takeFirst(into);
            }
        } else if (!held.isEmpty() && caution.take(this)) {
            current = held.first();
            held.takeFirst(into);
        }
    }

    /** The current one did no harm, or is stopped. */
    private void leave() {
        if (current == null) {
            return;
        }
        suspicion.leave();
        current = null;
        leavesAt = null;
        owed -= owed > 0 ? 1 : 0;
    }

    /** Whether the current one has to keep its mark for a while: what it began may kill a little later. */
    private boolean stays() {
        if (leavesAt == null) {
            leavesAt = clock.instant().plus(suspicion.stay());
        }
        return isStaying();
    }

    private boolean isStaying() {
        Instant until = leavesAt;
        return until != null && clock.instant().isBefore(until);
    }

    /** The turn failed: others may have theirs before it is tried again. */
    void failed() {
        if (current != null && leavesAt == null) {
            current = null;
            caution.pass(this);
        }
    }

    /** What is to be done before an execution is loaded: it is marked, if this has to be done with care. */
    void mark(long key) {
        if (isOn()) {
            suspicion.mark(Optional.of(key));
        }
    }

    /** An execution is read again that engines died of: it is marked, whatever happened since. */
    void dread(Hot hot) {
        suspicion.dread(hot.key);
        current = current == null ? hot.id : current;
    }

    /** Whether others that the current one speaks to may be loaded in the same turn. */
    boolean mayReach() {
        return !isOn() || current != null || caution.take(this);
    }

    /** Others were loaded that the current one speaks to: it has the mark again. */
    void markAgain(Optional<Long> before) {
        if (before.isPresent() && current != null) {
            suspicion.mark(before);
        }
    }

    /**
     * Has the deaths forgotten some time after everything is recovered. To be called when no batch is on its way.
     *
     * @param found whether recovery has found all that the last owner left
     */
    void settle(boolean found) {
        if (deaths == 0 || !found || pending.isPresent()) {
            return;
        }
        boolean noneIsLeft = held.isEmpty() && current == null;
        owed = noneIsLeft ? 0 : owed < 0 ? held.size() + (current == null ? 0 : 1) : owed;
        Instant now = clock.instant();
        Instant at = settleAt;
        if (at == null && owed == 0) {
            settleAt = now.plus(quiet);
        } else if (at != null && !now.isBefore(at)) {
            suspicion.settle();
            log.info(
                    "Partition {} has lived well for {}: who died before is forgotten.",
                    ownership.lease().partition(),
                    quiet);
            forget();
        }
    }

    /**
     * The owner closes, or gives the partition away, and lives: if it has recovered everything, the deaths are forgotten.
     *
     * @param found as in {@link #settle}
     */
    void settleAtOnce(boolean found) {
        if (deaths > 0 && found && isEmpty() && !isStaying() && ownership.isHeld()) {
            suspicion.settleIfPossible();
        }
    }

    /**
     * When there is something to do although nothing arrives and no batch is on its way, by the clock that says {@code now}.
     *
     * @param found as in {@link #settle}
     */
    Instant next(boolean found, Instant now) {
        Instant at = isStaying() ? leavesAt : settleAt;
        if (at != null) {
            return now.plus(Duration.between(clock.instant(), at));
        }
        return deaths > 0 && found && isEmpty() && current == null ? now : Instant.MAX;
    }

    /** Forgets everything, and gives what waits. Who had something marked lives, so that did no harm. */
    List<Message> drain() {
        suspicion.takeBack();
        forget();
        return held.drain();
    }

    private void forget() {
        deaths = 0;
        pending = Optional.empty();
        current = null;
        leavesAt = null;
        owed = -1;
        settleAt = null;
        suspicion.forget();
        caution.forget(this);
    }

    /** It is this one's turn. */
    void wake() {
        wake.run();
    }
}

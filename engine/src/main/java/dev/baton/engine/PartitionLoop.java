package dev.baton.engine;

import dev.baton.StoreUnavailableException;
import dev.baton.store.Batch;
import dev.baton.store.BatchRefusedException;
import dev.baton.store.Lease;
import dev.baton.store.LeaseLostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Advances the executions of one partition: takes messages, decides them, stores what was decided in one batch, and only
 * then acts on it. Owned by one thread.
 *
 * <p>While a batch is on its way into the store, one further batch is decided on the states in memory. Effects and
 * answers wait until the batch that they come from is stored, so nobody sees what may still be lost.
 */
final class PartitionLoop {
    private static final Logger log = LoggerFactory.getLogger(PartitionLoop.class);
    private static final Duration STORE_PAUSE = Duration.ofMillis(200);

    private final Partition partition;
    private final EngineClock clock;
    private final OpenTurn open;
    private final Landing landing;

    private volatile @Nullable Flight flight;
    /** A batch of which nobody knows whether it is stored. */
    private @Nullable Flight unknown;

    private Instant pauseUntil = Instant.MIN;

    PartitionLoop(Partition partition, EngineClock clock, int commandsPerTurnMax) {
        this.partition = partition;
        this.clock = clock;
        this.open = new OpenTurn(partition, commandsPerTurnMax);
        this.landing = new Landing(partition);
    }

    /**
     * One turn: lands the batch that was stored, decides what is there, and sends it when the store is free. Never waits
     * for a commit.
     *
     * @return the number of messages decided
     */
    int turn() {
        Instant now = clock.instant();
        if (now.isBefore(pauseUntil)) {
            return 0;
        }
        try {
            landIfDone();
            if (!own(now)) {
                return 0;
            }
            int decided = open.decide(flight == null, now);
            if (flight == null && !open.isEmpty()) {
                send();
            }
            partition.settled = flight == null && open.isEmpty() && open.isUpToDate();
            return decided;
        } catch (StoreUnavailableException e) {
            log.warn("The store did not answer; it is asked again in {}.", STORE_PAUSE, e);
            pauseUntil = now.plus(STORE_PAUSE);
            return 0;
        } catch (RuntimeException e) {
            log.error(
                    "Bug: a turn of partition {} failed; it goes on in {}. Please report this. [BATON-901]",
                    partition.number,
                    STORE_PAUSE,
                    e);
            pauseUntil = now.plus(STORE_PAUSE);
            return 0;
        }
    }

    /** Whether a batch is on its way, so that nothing can be sent before it lands. */
    boolean isCommitting() {
        Flight now = flight;
        return now != null && !now.isDone();
    }

    /** Whether a batch has arrived in the store and waits to be looked at. */
    boolean hasLanded() {
        Flight now = flight;
        return now != null && now.isDone();
    }

    /** Whether another turn would do nothing before something arrives, a commit lands or time moves on. */
    boolean mayRest() {
        if (clock.instant().isBefore(pauseUntil)) {
            return true;
        }
        return !hasLanded() && (isCommitting() || (open.isUpToDate() && partition.inbox.size() == 0));
    }

    boolean isOwned() {
        return partition.ownership.isHeld() && !clock.instant().isBefore(pauseUntil);
    }

    /** Whether it has nothing to do but what arrives later. */
    boolean isQuiet() {
        return flight == null
                && unknown == null
                && open.isEmpty()
                && open.isUpToDate()
                && partition.inbox.size() == 0
                && partition.recovery().isOver();
    }

    /** When it has something to do although nothing arrives. */
    Instant wakeAt() {
        Instant now = clock.instant();
        if (now.isBefore(pauseUntil)) {
            return pauseUntil;
        }
        if (!partition.ownership.isHeld()) {
            return now.plus(STORE_PAUSE);
        }
        Instant timer = partition.timers.next();
        Instant renewal = partition.ownership.renewAt();
        return timer.isBefore(renewal) ? timer : renewal;
    }

    private void landIfDone() {
        Flight arrived = flight;
        if (arrived != null && arrived.isDone()) {
            flight = null;
            land(arrived);
        }
    }

    private boolean own(Instant now) {
        if (unknown == null && partition.ownership.isHeld()) {
            if (flight == null && !partition.ownership.renewIfDue(now)) {
                abandon(new LeaseLostException("The lease was not renewed in time."));
                return false;
            }
            return true;
        }
        return claim(now);
    }

    /** Claims the partition. The new epoch refuses a batch of which nobody knows, so the store can say what became of it. */
    private boolean claim(Instant now) {
        Optional<Lease> claimed = partition.ownership.claim();
        if (claimed.isEmpty()) {
            if (unknown != null) {
                abandon(new LeaseLostException("Another owner claimed the partition."));
            }
            pauseUntil = now.plus(STORE_PAUSE);
            return false;
        }
        Flight doubtful = unknown;
        if (doubtful == null) {
            partition.begin(claimed.get());
            return true;
        }
        boolean stored = partition.hasStored(doubtful.batch);
        unknown = null;
        if (stored) {
            landing.land(doubtful.turn);
        } else if (doubtful.failure() == null || doubtful.failure() instanceof StoreUnavailableException) {
            open.again(doubtful.turn);
        } else {
            open.refused(doubtful.turn, doubtful.failure(), now);
        }
        return true;
    }

    private void send() {
        Instant now = clock.instant();
        Turn turn = open.take();
        Batch batch;
        try {
            batch = TurnBatch.of(turn, partition.ownership.lease(), now, partition.waiting);
        } catch (RuntimeException | StackOverflowError e) {
            open.refused(turn, e, now);
            return;
        }
        if (turn.changesNothing()) {
            landing.land(turn);
            return;
        }
        var sent = new Flight(turn, batch);
        flight = sent;
        partition.committer.commit(sent);
    }

    private void land(Flight arrived) {
        RuntimeException failure = arrived.failure();
        switch (failure) {
            case null -> landing.land(arrived.turn);
            case LeaseLostException lost -> {
                unknown = arrived;
                abandon(lost);
            }
            case BatchRefusedException refused -> open.refused(arrived.turn, refused, clock.instant());
            default -> {
                log.warn(
                        "The store did not answer. What it stored is found out before anything else is sent.", failure);
                unknown = arrived;
            }
        }
    }

    /** Another owner has the partition: what it stored stands, and nothing that was decided here counts. */
    private void abandon(RuntimeException why) {
        log.warn("The partition was lost to another owner.", why);
        partition.ownership.lost();
        var gone = new StoreUnavailableException(
                "Another engine owns the partition now. What was asked may or may not" + " be stored.");
        failAll(gone);
        partition.forget(gone);
    }

    /** Tells everybody whose message is in hand that no answer will come. */
    private void failAll(RuntimeException why) {
        Flight doubtful = unknown;
        if (doubtful != null) {
            doubtful.turn.fail(why);
        }
        open.failAll(why);
        unknown = null;
    }

    /** Ends. A batch on its way into the store still arrives, and its askers are told what became of it. */
    void close(RuntimeException why) {
        partition.committer.close();
        Flight last = flight == null ? unknown : flight;
        flight = null;
        unknown = null;
        if (last != null && last.isStored()) {
            landing.land(last.turn);
        } else if (last != null) {
            last.turn.fail(new StoreUnavailableException(
                    "The engine was closed before the store answered. What was asked may" + " or may not be stored."));
        }
        failAll(why);
    }
}

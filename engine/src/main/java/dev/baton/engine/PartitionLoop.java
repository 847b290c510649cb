package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.StoreUnavailableException;
import dev.baton.store.Batch;
import dev.baton.store.BatchRefusedException;
import dev.baton.store.Lease;
import dev.baton.store.LeaseLostException;
import dev.baton.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
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

    private final Partition partition;
    private final EngineClock clock;
    private final Setback setback;
    private final Supplier<Set<String>> alive;
    private final OpenTurn open;
    private final Landing landing;

    private volatile @Nullable Flight flight;
    /** A batch of which nobody knows whether it is stored. */
    private @Nullable Flight unknown;

    /** Whether the turn that began may go on. */
    private boolean mayTurn;

    /**
     * @param own a monotonic clock
     * @param alive the engines that live; the same set until it changes
     */
    PartitionLoop(
            Partition partition,
            EngineClock clock,
            EngineClock own,
            int commandsPerTurnMax,
            Supplier<Set<String>> alive) {
        this.partition = partition;
        this.clock = clock;
        this.setback = new Setback(partition, own);
        this.alive = alive;
        this.open = new OpenTurn(partition, commandsPerTurnMax);
        this.landing = new Landing(partition);
    }

    /** A whole turn; see {@link #begin}, {@link #decide} and {@link #end}. */
    int turn() {
        int decided = decideAlone(begin());
        end();
        return decided;
    }

    private int decideAlone(Set<ExecutionId> asked) {
        try {
            return decide(asked, asked.isEmpty() ? Map.of() : partition.locate(asked));
        } catch (StoreUnavailableException e) {
            giveUp(e);
            return 0;
        } catch (RuntimeException e) {
            return decide(Set.of(), Map.of()); // each looks for itself, so that one at fault is found
        }
    }

    /**
     * Begins a turn: lands the batch that was stored, and takes what is there. Never waits for a commit.
     *
     * @return executions of which the turn has to know where they are; those of several partitions are looked up together
     */
    Set<ExecutionId> begin() {
        mayTurn = false;
        Instant now = clock.instant();
        if (setback.isResting()) {
            return Set.of();
        }
        try {
            landIfDone();
            mayTurn = own(now);
            if (mayTurn) {
                partition.lost.recover(alive.get());
            }
            return mayTurn ? open.take(flight == null, now) : Set.of();
        } catch (RuntimeException e) {
            giveUp(e);
            return Set.of();
        }
    }

    /**
     * Decides what was taken.
     *
     * @param asked what {@link #begin} asked for
     * @param located those of them that there are
     * @return the number of messages decided
     */
    int decide(Set<ExecutionId> asked, Map<ExecutionId, Store.Located> located) {
        if (!mayTurn) {
            return 0;
        }
        try {
            partition.loader.know(asked, located);
            return open.decide(flight == null, clock.instant());
        } catch (RuntimeException e) {
            giveUp(e);
            return 0;
        }
    }

    /** Ends a turn: what was decided is sent when the store is free. */
    void end() {
        if (!mayTurn) {
            return;
        }
        try {
            if (flight == null && !open.isEmpty()) {
                send();
            }
            partition.settled = flight == null && open.isEmpty() && open.isUpToDate();
        } catch (RuntimeException e) {
            giveUp(e);
        }
    }

    /** The turn failed: it is tried again a little later. What was taken is decided then. */
    void giveUp(RuntimeException why) {
        open.putBack();
        mayTurn = false;
        setback.rest(why);
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
        if (setback.isResting()) {
            return true;
        }
        return !hasLanded() && (isCommitting() || (open.mayRest() && partition.inbox.size() == 0));
    }

    boolean isOwned() {
        return partition.ownership.isHeld() && !setback.isResting();
    }

    /** Whether it has nothing to do but what arrives later. */
    boolean isQuiet() {
        return flight == null
                && unknown == null
                && open.isEmpty()
                && open.mayRest()
                && partition.inbox.size() == 0
                && (partition.recovery().isOver() || partition.careful.isFull());
    }

    /** When it has something to do although nothing arrives. */
    Instant wakeAt() {
        Instant now = clock.instant();
        if (setback.isResting()) {
            return setback.end(now);
        }
        if (!partition.ownership.isHeld()) {
            return now.plus(Setback.PAUSE);
        }
        if (isCommitting() && !(open.hasRoom() && partition.ownership.isWanted())) {
            return Instant.MAX; // until that has landed
        }
        if (partition.awaitsMail()) {
            return now.plus(Setback.PAUSE); // it is woken once the letters are read
        }
        return partition.next(now, flight == null);
    }

    private void landIfDone() {
        Flight arrived = flight;
        if (arrived != null && arrived.isDone()) {
            flight = null;
            land(arrived);
        }
    }

    private boolean own(Instant now) {
        Ownership ownership = partition.ownership;
        if (ownership.hasEnded()) {
            abandon(new LeaseLostException("The lease was not renewed in time."));
        }
        if (unknown == null && ownership.isHeld()) {
            if (!ownership.isWanted() && flight == null) {
                handOver();
            }
            return ownership.isHeld() && ownership.isWanted();
        }
        if (unknown == null && !ownership.isWanted()) {
            partition.inbox.forward();
            setback.rest();
            return false;
        }
        return claim(now);
    }

    /** Gives the partition up in good order: what waits here goes to the next owner. */
    private void handOver() {
        List<Attempt> running = partition.handOver(open.isEmpty() && open.isUpToDate());
        open.forward(partition::forward);
        partition.forget();
        partition.inbox.forward();
        // What ended before it was handed over says so again, after its result.
        running.stream().filter(Attempt::isGone).forEach(partition::over);
    }

    /** Claims the partition. The new epoch refuses a batch of which nobody knows, so the store can say what became of it. */
    private boolean claim(Instant now) {
        Optional<Lease> claimed = partition.ownership.claim();
        if (claimed.isEmpty()) {
            if (unknown != null) {
                abandon(new LeaseLostException("Another owner claimed the partition."));
            }
            partition.refused();
            setback.rest();
            return false;
        }
        Flight doubtful = unknown;
        if (doubtful != null && claimed.get().tenure() != doubtful.batch.lease().tenure()) {
            log.warn("Partition {} had another owner meanwhile.", partition.number);
            partition.ownership.newTenure();
            forgetTenure();
            doubtful = null;
        }
        if (doubtful == null) {
            begin(claimed.get());
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

    private void begin(Lease lease) {
        try {
            partition.begin(lease);
        } catch (RuntimeException e) {
            partition.ownership.lost(); // it is claimed again
            partition.forget();
            throw e;
        }
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
        if (turn.changesNothing() && partition.ownership.isSafe()) {
            landing.land(turn);
            return;
        }
        if (turn.changesNothing()) {
            // Another owner may have gone on: what is in memory here may be old.
            open.again(turn);
            setback.rest();
            return;
        }
        var sent = new Flight(turn, batch);
        flight = sent;
        partition.committer.add(sent);
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
        log.warn("Partition {} was lost to another owner.", partition.number, why);
        partition.ownership.lost();
        partition.refused();
        forgetTenure();
        partition.inbox.forward();
    }

    /** What was decided under an earlier lease does not count; who asked for it asks again elsewhere, or here. */
    private void forgetTenure() {
        Flight doubtful = flight == null ? unknown : flight;
        flight = null;
        unknown = null;
        if (doubtful != null) {
            doubtful.turn.messages.forEach(partition::forwardDoubtful);
        }
        open.forward(partition::forward);
        partition.forget();
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

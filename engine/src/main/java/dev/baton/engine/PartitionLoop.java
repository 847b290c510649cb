package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.StoreUnavailableException;
import dev.baton.store.Batch;
import dev.baton.store.BatchRefusedException;
import dev.baton.store.Lease;
import dev.baton.store.LeaseLostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    private static final long BYTES_PER_TURN_MAX = 8 << 20;
    private static final Duration STORE_PAUSE = Duration.ofMillis(200);

    private final Partition partition;
    private final EngineClock clock;
    private final int commandsPerTurnMax;
    private final Again again = new Again();

    private Turn open = new Turn();
    private volatile @Nullable Flight flight;
    /** A batch of which nobody knows whether it is stored. */
    private @Nullable Flight unknown;

    private Instant pauseUntil = Instant.MIN;

    PartitionLoop(Partition partition, EngineClock clock, int commandsPerTurnMax) {
        this.partition = partition;
        this.clock = clock;
        this.commandsPerTurnMax = commandsPerTurnMax;
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
            int decided = decide(now);
            if (flight == null && !open.isEmpty()) {
                send();
            }
            partition.settled = flight == null && open.isEmpty() && again.isEmpty();
            return decided;
        } catch (StoreUnavailableException e) {
            log.warn("The store did not answer; it is asked again in {}.", STORE_PAUSE, e);
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
        return !hasLanded() && (isCommitting() || (again.isEmpty() && partition.inbox.size() == 0));
    }

    boolean isOwned() {
        return partition.ownership.isHeld() && !clock.instant().isBefore(pauseUntil);
    }

    /** Whether it has nothing to do but what arrives later. */
    boolean isQuiet() {
        return flight == null
                && unknown == null
                && open.isEmpty()
                && again.isEmpty()
                && partition.inbox.size() == 0
                && partition.recovery().isOver();
    }

    /** When it has something to do although nothing arrives. */
    Instant wakeAt() {
        if (!partition.ownership.isHeld()) {
            return clock.instant().plus(STORE_PAUSE);
        }
        Instant timer = partition.timers.next();
        Instant renewal = partition.ownership.renewAt();
        Instant next = timer.isBefore(renewal) ? timer : renewal;
        return next.isBefore(pauseUntil) ? pauseUntil : next;
    }

    private void landIfDone() {
        Flight landing = flight;
        if (landing != null && landing.isDone()) {
            flight = null;
            land(landing);
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
            landed(doubtful.turn);
        } else if (doubtful.failure() instanceof StoreUnavailableException) {
            decideAgain(doubtful, List.of(doubtful.turn.messages));
        } else {
            refused(doubtful, doubtful.failure());
        }
        return true;
    }

    private int decide(Instant now) {
        List<Message> messages = new ArrayList<>();
        try {
            if (again.isEmpty()) {
                partition.take(messages, room(), now);
            } else if (flight == null && open.isEmpty()) {
                messages.addAll(again.next());
            }
            if (!messages.isEmpty()) {
                messages.addAll(0, partition.load(open, messages, now));
                decideAll(messages, now);
            }
            return messages.size();
        } catch (StoreUnavailableException e) {
            Turn lost = open;
            open = new Turn();
            discard(lost);
            messages.removeAll(lost.messages);
            again.push(messages);
            again.push(lost.messages);
            throw e;
        } finally {
            partition.decider.forgetPlaces();
        }
    }

    private int room() {
        return open.bytes > BYTES_PER_TURN_MAX ? 0 : commandsPerTurnMax - open.messages.size();
    }

    private void decideAll(List<Message> messages, Instant now) {
        int at = 0;
        try {
            for (; at < messages.size(); at++) {
                partition.decider.decide(open, messages.get(at), now);
                open.messages.add(messages.get(at));
            }
            partition.decider.decideSends(open, now);
            partition.hots.trim();
        } catch (UndecidableException e) {
            setAside(e, messages.subList(at, messages.size()), now);
        }
    }

    /** A message that cannot be decided: alone, its culprit is stopped; among others, they are decided without it. */
    private void setAside(UndecidableException e, List<Message> rest, Instant now) {
        Turn spoilt = open;
        open = new Turn();
        discard(spoilt);
        boolean alone = again.apart(spoilt.messages, e.origin(), rest);
        if (alone && flight == null) {
            List<Message> origin = again.next();
            stop(e.culprit().id, origin.getFirst(), e.getCause() == null ? e : e.getCause(), now);
        }
    }

    private void discard(Turn turn) {
        turn.close();
        turn.touched.forEach(partition.hots::remove);
    }

    /** Stops one execution; the others go on. What came for it is decided again, and then parked. */
    private void stop(ExecutionId culprit, Message message, Throwable why, Instant now) {
        log.atError()
                .addKeyValue("execution", culprit)
                .setCause(why)
                .log("Bug: nothing can be decided for an execution. It is stopped; please report this. [BATON-901]");
        if (partition.stop(open, culprit, message, why, now)) {
            again.push(List.of(message));
        }
    }

    private void send() {
        Turn turn = open;
        open = new Turn();
        turn.close();
        Batch batch = TurnBatch.of(turn, partition.ownership.lease(), clock.instant(), partition.waiting);
        if (turn.changesNothing()) {
            landed(turn);
            return;
        }
        var sent = new Flight(turn, batch);
        flight = sent;
        partition.committer.commit(sent);
    }

    private void land(Flight landing) {
        RuntimeException failure = landing.failure();
        switch (failure) {
            case null -> landed(landing.turn);
            case LeaseLostException lost -> {
                unknown = landing;
                abandon(lost);
            }
            case BatchRefusedException refused -> refused(landing, refused);
            default -> {
                log.warn(
                        "The store did not answer. What it stored is found out before anything else is sent.", failure);
                unknown = landing;
            }
        }
    }

    /** What was decided is stored: now it may act, and the askers may know. */
    private void landed(Turn turn) {
        turn.touched.forEach(hot -> {
            hot.turnsOpen--;
            partition.hots.weigh(hot);
        });
        turn.timersCleared.forEach(timer -> partition.timers.clear(timer.key(), timer.timer()));
        // A crash here loses no effect: recovery derives the outstanding ones again from the states.
        turn.effects.forEach(partition.effects::perform);
        turn.answers.forEach(Runnable::run);
        turn.ended.forEach(partition.waiting::tell);
        partition.hots.trim();
    }

    /** Nothing of a batch is stored: its messages are decided again, in these lists, and then what was decided since. */
    private void decideAgain(Flight failed, List<List<Message>> lists) {
        Turn beyond = open;
        open = new Turn();
        discard(failed.turn);
        discard(beyond);
        again.push(beyond.messages);
        lists.reversed().forEach(again::push);
    }

    /** The store refuses the data: it is halved until the culprit is alone, and that one is stopped. */
    private void refused(Flight failed, @Nullable RuntimeException refusal) {
        List<Message> messages = failed.turn.messages;
        if (messages.size() > 1) {
            int half = messages.size() / 2;
            decideAgain(failed, List.of(messages.subList(0, half), messages.subList(half, messages.size())));
            return;
        }
        decideAgain(failed, List.of());
        if (messages.isEmpty() || refusal == null) {
            log.error("Bug: the store refused the mark of a stopped execution. [BATON-901]", refusal);
        } else {
            stop(failed.turn.touched.getFirst().id, messages.getFirst(), refusal, clock.instant());
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
    void failAll(RuntimeException why) {
        Flight doubtful = unknown;
        if (doubtful != null) {
            doubtful.turn.messages.forEach(message -> message.fail(why));
        }
        open.messages.forEach(message -> message.fail(why));
        again.failAll(why);
        unknown = null;
        open = new Turn();
    }
}

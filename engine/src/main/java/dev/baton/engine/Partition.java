package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.ExecutionRefusedException;
import dev.baton.StoreUnavailableException;
import dev.baton.store.Batch;
import dev.baton.store.Lease;
import dev.baton.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What belongs to one partition, all of it used by its thread alone but for the {@link Inbox}. */
final class Partition {
    private static final Logger log = LoggerFactory.getLogger(Partition.class);

    /** How often timers are looked at while only those of executions in memory are taken. */
    private static final Duration FULL_PAUSE = Duration.ofMillis(50);

    final int number;
    final Inbox inbox;
    final Ownership ownership;
    final HotStates hots;
    final DueTimers timers;
    final Halting halting;
    final CarefulRecovery careful;
    final EndWaiters waiting = new EndWaiters();
    final Loader loader;
    final TurnDecider decider;
    final Effects effects;
    final Committer committer;
    private final Store store;
    private final QueueWorker queues;
    private final Away away;
    private final Registry registry;
    /** Whether the last turn left nothing open; written by the partition's thread. */
    volatile boolean settled = true;

    private final HandedAttempts handed = new HandedAttempts();
    final LostCalls lost;
    private final TaskRunner runner;
    private final LoopDriver driver;
    /** Timers and recoveries wait until those have been read that are there when the partition is taken over. */
    private final LettersFirst letters;

    private Recovery recovery;

    Partition(
            int number,
            Inbox inbox,
            Ownership ownership,
            Store store,
            Registry registry,
            TurnDecider.Deciding deciding,
            long cacheBytes,
            Duration timersAhead,
            Duration kept,
            TaskRunner runner,
            Contracts contracts,
            QueueWorker queues,
            Away away,
            LoopDriver driver,
            CarefulRecovery careful,
            EngineClock clock) {
        this.number = number;
        this.inbox = inbox;
        this.ownership = ownership;
        this.store = store;
        this.registry = registry;
        this.hots = new HotStates(store, cacheBytes);
        this.timers = new DueTimers(store, number, timersAhead);
        this.careful = careful;
        this.halting = new Halting(store, inbox, runner, away, careful);
        this.committer = driver.committer();
        this.queues = queues;
        this.away = away;
        this.letters = new LettersFirst(away, number);
        this.lost = new LostCalls(number, store, inbox, handed, letters);
        this.runner = runner;
        this.driver = driver;
        this.effects = new Effects(this, runner, registry, queues, clock);
        this.recovery = new Recovery(store, registry, queues.isShared(), number, 0);
        this.loader = new Loader(store, hots, halting, recovery, careful, kept, away.mayOwn());
        this.decider = new TurnDecider(
                deciding, registry, hots, halting, waiting, loader, handed, contracts, new ExecutionKeys(number, 0));
    }

    Recovery recovery() {
        return recovery;
    }

    /** Begins to own the partition: what the last owner left active is recovered. */
    void begin(Lease lease) {
        recovery = new Recovery(store, registry, queues.isShared(), number, lease.keyLast());
        loader.renew(recovery);
        careful.begin(lease);
        decider.renew(new ExecutionKeys(number, lease.keyLast()));
        lost.begin();
        letters.ask();
    }

    /** Whether timers and recoveries wait for letters to be read. */
    boolean awaitsMail() {
        return !letters.areRead();
    }

    /**
     * Takes results and signals first, so that no time-out beats an answer; then timers, what recovery finds, and starts,
     * each with a share: neither many starts nor many timers keep the others waiting.
     *
     * @param storeIsFree whether no batch is on its way
     * @param free whether everything that was decided is stored
     */
    void take(Collection<Message> into, int room, boolean storeIsFree, boolean free, Instant now) {
        if (room <= 0) {
            return;
        }
        settled = false;
        if (letters.areRead() || careful.isFull()) {
            careful.lettersAreRead();
        }
        if (free) {
            careful.next(into, room);
        }
        if (storeIsFree) {
            careful.settle(recovery.isOver());
        }
        inbox.takeFirst(room - into.size(), into);
        if (inbox.firstIsEmpty() && letters.areRead()) {
            timers.take(now, half(room - into.size()), careful.isFull() ? hots::has : id -> true, into);
            recovery.take(careful.isFull() ? 0 : half(room - into.size()), into, loader.places());
        }
        inbox.takeStarts(room - into.size(), into);
    }

    private static int half(int room) {
        return (room + 1) / 2;
    }

    /** Loads what messages are for, and puts recoveries that have to be decided first before them. */
    void load(Turn turn, Deque<Message> messages, Instant now) {
        careful.hold(messages, loader::takesUp);
        Set<ExecutionId> ids = new HashSet<>();
        Set<ExecutionId> placesOnly = new HashSet<>();
        for (Message message : messages) {
            Hot hot = hots.peek(message.id());
            if (hot != null) {
                careful.meet(hot);
                continue;
            }
            boolean first = ids.add(message.id());
            if (!(message instanceof Message.Start)) {
                placesOnly.remove(message.id());
            } else if (first) {
                placesOnly.add(message.id());
            }
        }
        if (!ids.isEmpty()) {
            loader.load(turn, ids, placesOnly, recovery -> Recovery.putFirst(recovery, messages), now);
        }
    }

    /** Whether only another engine has the code of an execution. */
    boolean isForOthers(Hot hot) {
        return queues.isShared() && registry.served(hot.definition).bindings() == null;
    }

    /**
     * When time alone gives it something to do.
     *
     * @param storeIsFree whether no batch is on its way
     */
    Instant next(Instant now, boolean storeIsFree) {
        Instant seldom = now.plus(FULL_PAUSE);
        Instant due = timers.next();
        Instant timer =
                careful.isFull() && due.isBefore(seldom) ? seldom : due; // most of those that are due cannot be taken
        Instant goesOn = storeIsFree ? careful.next(recovery.isOver(), now) : Instant.MAX;
        return goesOn.isBefore(timer) ? goesOn : timer;
    }

    /** How many messages wait here. Thread-safe. */
    int waiting() {
        return inbox.size() + careful.waiting();
    }

    /** Whether a batch of which nobody knows is stored; it is so as a whole or not at all. */
    boolean hasStored(Batch batch) {
        return store.has(batch);
    }

    boolean isStopped(ExecutionId id) {
        Hot hot = hots.get(id);
        return hot != null && hot.halt != null;
    }

    /**
     * Stops an execution for which nothing can be decided; if it is not even stored, the one that led to it.
     *
     * @param culprit is in memory if it is stored, and so is the one that the message is for
     * @param message what came for it
     * @return whether the message is to be decided again, which parks it; if not, its sender was told why
     */
    boolean stop(Turn turn, ExecutionId culprit, Message message, Throwable why, Instant now) {
        Hot stored = hots.get(culprit);
        if (stored == null && !culprit.equals(message.id())) {
            return stop(turn, message.id(), message, why, now);
        }
        if (stored == null) {
            reject(
                    message,
                    new ExecutionRefusedException(
                            culprit,
                            "started",
                            "BATON-901",
                            "it cannot be decided or stored: " + why.getMessage()
                                    + ". This is a bug; please report it."));
            return false;
        }
        if (stored.halt != null && turn.touched.contains(stored)) {
            // It was stopped in this very turn, since its state cannot be read.
            return true;
        }
        if (stored.halt != null) {
            reject(
                    message,
                    new ExecutionRefusedException(
                            culprit,
                            "retried",
                            "BATON-603",
                            "it failed again: " + why.getMessage() + ". It stays stopped."));
            return false;
        }
        halting.stop(turn, stored, why, now);
        return true;
    }

    /** Executions of which it has to be known where they are, before messages for them are decided. */
    Set<ExecutionId> unplaced(Collection<Message> messages, Instant now) {
        Set<ExecutionId> ids = new HashSet<>();
        for (Message message : messages) {
            if (loader.isUnplaced(message.id(), now)) {
                ids.add(message.id());
            }
        }
        return ids;
    }

    /** Where executions are. */
    Map<ExecutionId, Store.Located> locate(Set<ExecutionId> ids) {
        return store.locate(ids);
    }

    /** Whether a message came as a letter that a stored batch has taken. */
    boolean isTakenAlready(Message message) {
        return message.asker() instanceof Asker.ByLetter letter && !store.mail().isWaiting(number, letter.number());
    }

    /** Nothing will ever be decided for a message: its asker is told why, and a letter is taken. */
    void reject(Message message, RuntimeException why) {
        if (message.asker() instanceof Asker.ByLetter letter) {
            inbox.add(new Message.Rejected(message.id(), letter, why));
        } else {
            message.fail(why);
        }
    }

    /**
     * Gives the partition to whoever claims it next; answers which calls run on here.
     *
     * @param done whether nothing is left to be decided
     */
    List<Attempt> handOver(boolean done) {
        List<Attempt> running = runner.handOver(this, ownership.owner());
        careful.settleAtOnce(done && recovery.isOver());
        ownership.release(running.stream()
                .flatMap(attempt -> attempt.handedOver().stream())
                .toList());
        return running;
    }

    /** A call has ended; if it was handed over, the next owner need not wait for it. */
    void over(Attempt attempt) {
        if (!ownership.isHeld() && attempt.handedOver().isPresent()) {
            inbox.forward(); // its result goes first
            away.over(number, attempt.handedOver().get());
        }
    }

    /** A turn is stored. */
    void landed(Turn turn) {
        if (!turn.taken.isEmpty() || !turn.tell.isEmpty()) {
            away.landed(turn);
        }
    }

    /** There is something to do. */
    void wake() {
        driver.wake();
    }

    /** The partition could not be had; it is asked for again when it is free. */
    void refused() {
        away.refused(this);
    }

    /** Only a newer release can own the partition: it is given up, and not taken again soon. */
    void avoid() {
        away.avoid(this);
    }

    /** The partition is elsewhere: a message goes there. */
    void forward(Message message) {
        away.forward(number, message);
    }

    /** As {@link #forward}, for a message that may have been applied already. */
    void forwardDoubtful(Message message) {
        away.forwardDoubtful(number, message);
    }

    /** Forgets everything: another owner has the partition. */
    void forget() {
        hots.clear();
        timers.reset();
        handed.clear();
        halting.drain().forEach(this::forward);
        careful.drain().forEach(this::forward);
        waiting.drain().forEach(this::forward);
        loader.forgetPlaces();
        away.left(number);
        runner.forget(this);
        settled = true;
    }

    /** Whether nothing waits and nothing is on its way. Thread-safe, and only a guess while work goes on. */
    boolean isSettled() {
        return inbox.size() == 0 && settled;
    }

    /** Ends: nobody gets an answer any more, and the partition is free. */
    void close(RuntimeException why) {
        var left = new ArrayList<Message>();
        inbox.takeFirst(Integer.MAX_VALUE, left);
        inbox.takeStarts(Integer.MAX_VALUE, left);
        careful.settleAtOnce(settled && recovery.isOver());
        left.addAll(careful.drain());
        left.forEach(message -> message.fail(why));
        waiting.failAll(why);
        try {
            ownership.release(List.of());
        } catch (StoreUnavailableException e) {
            log.warn("Partition {} is free only when its lease ends, since the store did not answer.", number, e);
            ownership.lost();
        }
    }
}

package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.ExecutionRefusedException;
import dev.baton.StoreUnavailableException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The turn that is being decided, and the messages that have to be decided again. Belongs to its partition's thread.
 *
 * <p>Whatever is thrown, a message in hand is decided again or its asker is told, and no half-decided state stays in
 * memory. One execution that is at fault is stopped; where nobody knows whose fault it is, the messages are halved until
 * one is alone.
 */
final class OpenTurn {
    private static final Logger log = LoggerFactory.getLogger(OpenTurn.class);
    private static final long BYTES_MAX = 8 << 20;

    private final Partition partition;
    private final int commandsMax;
    private final Again again = new Again();
    /** What this turn took and has not begun to decide. */
    private final ArrayDeque<Message> hand = new ArrayDeque<>();

    private Turn open;

    OpenTurn(Partition partition, int commandsMax) {
        this.partition = partition;
        this.commandsMax = commandsMax;
        this.open = new Turn(partition::isForOthers);
    }

    /** Whether nothing was decided that is not sent yet. */
    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Whether nothing has to be decided again, or waits for its turn. */
    boolean isUpToDate() {
        return again.isEmpty() && partition.careful.isEmpty();
    }

    /** Whether nothing can be decided that is in hand already. */
    boolean mayRest() {
        return again.isEmpty() && !partition.careful.isBusy();
    }

    /** Whether what was decided is as much as one batch stores. */
    private boolean isFull() {
        return open.bytes() > BYTES_MAX;
    }

    /** Whether more can be taken before what was decided is sent. */
    boolean hasRoom() {
        return again.isEmpty() && !isFull() && open.messages.size() < commandsMax && !partition.careful.isBusy();
    }

    /** What was decided, to be sent; the next turn begins. */
    Turn take() {
        Turn turn = open;
        open = new Turn(partition::isForOthers);
        turn.close();
        return turn;
    }

    /**
     * Takes what is there in hand.
     *
     * @param storeIsFree whether no batch is on its way
     * @return executions of which it has to be known where they are
     */
    Set<ExecutionId> take(boolean storeIsFree, Instant now) {
        takeInHand(hand, storeIsFree, now);
        return partition.unplaced(hand, now);
    }

    /** What is in hand is decided later. */
    void putBack() {
        again.push(hand);
        hand.clear();
    }

    /**
     * Decides what is in hand.
     *
     * @param storeIsFree whether no batch is on its way
     * @return the number of messages decided
     */
    int decide(boolean storeIsFree, Instant now) {
        int taken = hand.size();
        if (taken > 0) {
            var messages = new ArrayDeque<>(hand);
            hand.clear();
            decide(messages, storeIsFree && open.isEmpty(), now);
        }
        return taken;
    }

    private void takeInHand(ArrayDeque<Message> hand, boolean storeIsFree, Instant now) {
        boolean free = storeIsFree && open.isEmpty();
        if (!free && (!again.isEmpty() || partition.careful.isBusy())) {
            return; // what comes next waits until everything that was decided is stored: so that is to come
        }
        if (again.isEmpty()) {
            int room = isFull() ? 0 : commandsMax - open.messages.size();
            partition.take(hand, room, storeIsFree, free, now);
        } else {
            hand.addAll(again.next());
        }
    }

    private void decide(ArrayDeque<Message> hand, boolean free, Instant now) {
        try {
            partition.load(open, hand, now);
            while (!hand.isEmpty() && !isFull()) {
                Message message = hand.element();
                decideOne(message, now);
                open.messages.add(hand.remove());
            }
            partition.decider.decideSends(open, now);
            partition.hots.trim();
            again.push(hand);
        } catch (UndecidableException e) {
            setAside(e, hand, free, now);
        } catch (UntimelyException e) {
            postpone(e.origin(), hand);
        } catch (StoreUnavailableException | NewerRecordException e) {
            again.push(hand);
            again.push(spoilt().messages);
            throw e;
        } catch (RuntimeException | Error e) {
            halve(e, hand, free, now);
        } finally {
            partition.loader.forgetPlaces();
        }
    }

    private void decideOne(Message message, Instant now) {
        try {
            partition.decider.decide(open, message, now);
        } catch (UndecidableException | StoreUnavailableException | NewerRecordException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new UndecidableException(message.id(), message, e);
        }
    }

    /** A message that cannot be decided: alone, its culprit is stopped; among others, they are decided without it. */
    private void setAside(UndecidableException e, ArrayDeque<Message> rest, boolean free, Instant now) {
        boolean alone = again.apart(spoilt().messages, e.origin(), rest);
        if (alone && free) {
            stop(e.culprit(), again.next().getFirst(), e.getCause() == null ? e : e.getCause(), now);
        }
    }

    /** A message waits until its execution has its turn; the others are decided without it. */
    private void postpone(Message message, ArrayDeque<Message> rest) {
        var others = new ArrayList<>(spoilt().messages);
        others.addAll(rest);
        others.remove(message);
        again.push(others);
        partition.careful.postpone(message);
    }

    /** Nobody knows which message it is about. */
    private void halve(Throwable why, ArrayDeque<Message> rest, boolean free, Instant now) {
        var messages = new ArrayList<>(spoilt().messages);
        messages.addAll(rest);
        if (messages.size() == 1 && free) {
            stop(messages.getFirst().id(), messages.getFirst(), why, now);
        } else {
            log.warn("Nothing can be decided for one of {} messages. They are halved.", messages.size(), why);
            again.pushAll(halves(messages));
        }
    }

    private static List<List<Message>> halves(List<Message> messages) {
        int half = messages.size() / 2;
        return List.of(messages.subList(0, half), messages.subList(half, messages.size()));
    }

    /** Throws away what was decided; what is in memory of these executions is loaded again. */
    private Turn spoilt() {
        Turn spoilt = open;
        open = new Turn(partition::isForOthers);
        discard(spoilt);
        return spoilt;
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
        var recoveries = new ArrayList<Message>();
        try {
            partition.loader.load(open, List.of(culprit, message.id()), Set.of(), recoveries::add, now);
            if (partition.stop(open, culprit, message, why, now)) {
                again.push(List.of(message));
            }
            // One that is stopped is recovered when it goes on.
            recoveries.removeIf(recovery -> partition.isStopped(recovery.id()));
            again.push(recoveries);
        } catch (StoreUnavailableException | NewerRecordException e) {
            discard(take());
            again.push(List.of(message));
            again.push(recoveries);
            throw e;
        } catch (RuntimeException | Error e) {
            discard(take());
            giveBack(message, e);
            again.push(recoveries);
            throw e;
        }
    }

    /** Not even a stop can be decided: the asker is told; if there is none, it is tried again after everything else. */
    private void giveBack(Message message, Throwable why) {
        if (message.isAsked()) {
            partition.reject(
                    message,
                    new ExecutionRefusedException(
                            message.id(),
                            "advanced",
                            "BATON-901",
                            "it cannot be decided, and not be stopped either: " + why.getMessage()
                                    + ". This is a bug; please report it."));
        } else {
            partition.inbox.add(message);
        }
    }

    /** Nothing of a turn is stored: its messages are decided again, and then what was decided since. */
    void again(Turn failed) {
        decideAgain(failed, List.of(failed.messages));
    }

    private void decideAgain(Turn failed, List<List<Message>> lists) {
        discard(failed);
        again.push(spoilt().messages);
        again.pushAll(lists);
    }

    /**
     * The data of a turn is refused: it is halved until the culprit is alone, and that one is stopped.
     *
     * @throws IllegalStateException if it is the mark of a stop that is refused
     */
    void refused(Turn failed, Throwable refusal, Instant now) {
        List<Message> messages = failed.messages;
        if (messages.size() > 1) {
            decideAgain(failed, halves(messages));
            return;
        }
        decideAgain(failed, List.of());
        if (messages.isEmpty()) {
            throw new IllegalStateException("the mark of a stopped execution is refused", refusal);
        }
        Message message = messages.getFirst();
        if (partition.isTakenAlready(message)) {
            return;
        }
        stop(failed.touched.isEmpty() ? message.id() : failed.touched.getFirst().id, message, refusal, now);
    }

    /** Nothing more is decided here: everything goes elsewhere. */
    void forward(Consumer<Message> elsewhere) {
        putBack();
        spoilt().messages.forEach(elsewhere);
        again.forward(elsewhere);
    }

    /** Tells everybody whose message is in hand that no answer will come. */
    void failAll(RuntimeException why) {
        putBack();
        open.fail(why);
        again.failAll(why);
        open = new Turn(partition::isForOthers);
    }
}

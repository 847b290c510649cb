package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.core.Command;
import dev.baton.store.Attention;
import dev.baton.store.Store;
import dev.baton.store.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Brings the executions that a turn is about into memory. Belongs to its partition's thread. */
final class Loader {
    private final Store store;
    private final HotStates hots;
    private final Halting halting;
    private final Duration kept;
    private final boolean givesBack;
    private final Map<ExecutionId, Store.Located> located = new HashMap<>();
    /** Those that were looked up in this turn and are not there. */
    private final Set<ExecutionId> absent = new HashSet<>();

    private final CarefulRecovery careful;
    private Recovery recovery;

    /**
     * @param kept how long after its end retention leaves an execution where it is, at least
     * @param givesBack whether a newer release may have the partition, so that what only that can read stops nothing
     */
    Loader(
            Store store,
            HotStates hots,
            Halting halting,
            Recovery recovery,
            CarefulRecovery careful,
            Duration kept,
            boolean givesBack) {
        this.careful = careful;
        this.store = store;
        this.hots = hots;
        this.halting = halting;
        this.recovery = recovery;
        this.kept = kept;
        this.givesBack = givesBack;
    }

    /** Goes on under a new lease. */
    void renew(Recovery recovery) {
        this.recovery = recovery;
    }

    /** It is stored that an execution was recovered. */
    void recovered(Hot hot) {
        recovery.recovered(hot);
    }

    /** Where an execution is, if it was looked up in this turn. */
    Optional<Store.Located> place(ExecutionId id) {
        return Optional.ofNullable(located.get(id));
    }

    /** Where executions are that recovery comes to, so that they are not looked up again. */
    Map<ExecutionId, Store.Located> places() {
        return located;
    }

    /** Forgets where executions are; they are looked up again. */
    void forgetPlaces() {
        located.clear();
        absent.clear();
    }

    /** Whether it has to be found out where an execution is, or whether it is at all. */
    boolean isUnplaced(ExecutionId id, Instant now) {
        return !isHere(id, now) && !located.containsKey(id) && !absent.contains(id);
    }

    /** Whether a message brings into memory what is stored of its execution. */
    boolean takesUp(Message message) {
        if (message instanceof Message.Start || message instanceof Message.Rejected) {
            return false;
        }
        Hot hot = hots.peek(message.id());
        return hot == null ? !absent.contains(message.id()) : hot.halt != null && Halting.isAnswer(message);
    }

    /** Whether it is in memory. Retention does not ask that: what it may have removed is looked up again. */
    private boolean isHere(ExecutionId id, Instant now) {
        Hot hot = hots.peek(id);
        if (hot != null && hot.turnsOpen == 0 && mayBeRemoved(hot, now)) {
            hots.remove(hot);
            return false;
        }
        return hot != null;
    }

    /** Tells what was found of those that were asked for. */
    void know(Collection<ExecutionId> asked, Map<ExecutionId, Store.Located> found) {
        for (ExecutionId id : asked) {
            Store.Located place = found.get(id);
            if (place == null) {
                absent.add(id);
            } else {
                located.put(id, place);
            }
        }
    }

    /**
     * Finds and loads the executions that messages are for and that are not in memory.
     *
     * @param placesOnly those that are only looked up
     * @param recoveries is given what has to be decided before the messages, also if this fails half way
     */
    void load(
            Turn turn,
            Collection<ExecutionId> ids,
            Set<ExecutionId> placesOnly,
            Consumer<Message> recoveries,
            Instant now) {
        place(ids, now);
        Map<Long, Store.Located> wanted = new LinkedHashMap<>();
        for (ExecutionId id : ids) {
            Store.Located found = located.get(id);
            if (found != null && !placesOnly.contains(id) && !hots.has(id)) {
                wanted.put(found.key(), found);
            }
        }
        if (careful.isOn()) {
            for (Store.Located found : wanted.values()) {
                load(turn, List.of(found), recoveries, now);
            }
        } else if (!wanted.isEmpty()) {
            load(turn, wanted.values(), recoveries, now);
        }
    }

    /**
     * As {@link #load}, those that others of their trees speak to: while one execution of the engine is taken up, none that
     * another leads to is.
     *
     * @throws UntimelyException if it is another's turn
     */
    void loadReceivers(Turn turn, List<Turn.Sent> sends, Consumer<Message> recoveries, Instant now) {
        List<Turn.Sent> cold =
                sends.stream().filter(send -> !hots.has(send.to())).toList();
        if (cold.isEmpty()) {
            return;
        }
        List<ExecutionId> ids = cold.stream().map(Turn.Sent::to).toList();
        place(ids, now);
        if (careful.isOn()) {
            cold.stream()
                    .filter(send -> located.containsKey(send.to()) && !careful.mayReach())
                    .findFirst()
                    .ifPresent(send -> {
                        throw new UntimelyException(send.origin());
                    });
        }
        Optional<Long> current = careful.suspicion.marked();
        load(turn, ids, Set.of(), recoveries, now);
        careful.markAgain(current);
    }

    /** An execution that was stopped goes on: what begins from now on is not lost, and it needs no recovery any more. */
    void goesOn(Hot hot) {
        hot.called = recovery.goesOn(hot.key) ? new HashSet<>() : null;
    }

    private void place(Collection<ExecutionId> ids, Instant now) {
        Set<ExecutionId> unplaced = new HashSet<>();
        for (ExecutionId id : ids) {
            if (isUnplaced(id, now)) {
                unplaced.add(id);
            }
        }
        if (!unplaced.isEmpty()) {
            know(unplaced, store.locate(unplaced));
        }
    }

    private void load(Turn turn, Collection<Store.Located> wanted, Consumer<Message> recoveries, Instant now) {
        List<Long> keys = new ArrayList<>(wanted.size());
        for (Store.Located found : wanted) {
            if (isToRead(found)) {
                careful.mark(found.key());
                keys.add(found.key());
            }
        }
        Map<Long, Store.Stored> stored = keys.isEmpty() ? Map.of() : store.load(keys);
        for (Store.Located found : wanted) {
            load(turn, found, Optional.ofNullable(stored.get(found.key())), recoveries, now);
        }
    }

    /** Of what is stopped, or about to be since engines died of it, nothing is read. */
    private boolean isToRead(Store.Located found) {
        return !Attention.of(found.attention()).stopped() && !careful.suspicion.condemns(found.key());
    }

    private boolean mayBeRemoved(Hot hot, Instant now) {
        if (hot.state == null) {
            return Halting.isGone(hot);
        }
        return hot.ended
                && hot.state
                        .standing()
                        .ended()
                        .filter(end -> !end.isAfter(now.minus(kept)))
                        .isPresent();
    }

    private void load(
            Turn turn, Store.Located found, Optional<Store.Stored> stored, Consumer<Message> recoveries, Instant now) {
        boolean condemned = !Attention.of(found.attention()).stopped() && careful.suspicion.condemns(found.key());
        HotStates.Loaded loaded = condemned
                ? new HotStates.Loaded(hots.unread(found), careful.suspicion.sentence(found.id()))
                : hots.load(found, stored);
        if (condemned) {
            turn.answers.add(careful.suspicion::carriedOut);
        }
        if (loaded.problem() instanceof UnreadableRecordException unreadable && unreadable.isNewer() && givesBack) {
            hots.remove(loaded.hot());
            throw new NewerRecordException(found.id(), unreadable);
        }
        if (loaded.problem() != null) {
            // Before it is stopped: if that fails half way, what is in memory is thrown away.
            turn.touch(loaded.hot());
            halting.stop(turn, loaded.hot(), loaded.problem(), now);
        } else if (loaded.hot().halt == null) {
            loaded.hot().called = recovery.mayCome(found) ? new HashSet<>() : null;
            loaded.hot().unrecovered = loaded.hot().active && recovery.isOwed(found);
            if (recovery.isDue(found)) {
                recoveries.accept(new Message.Order(found.id(), new Command.Recover()));
            }
        }
    }
}

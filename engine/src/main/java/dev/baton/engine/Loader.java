package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.core.Command;
import dev.baton.store.Store;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Brings the executions that a turn is about into memory. Belongs to its partition's thread. */
final class Loader {
    private final Store store;
    private final HotStates hots;
    private final Halting halting;
    private final Map<ExecutionId, Store.Located> located = new HashMap<>();
    private Recovery recovery;

    Loader(Store store, HotStates hots, Halting halting, Recovery recovery) {
        this.store = store;
        this.hots = hots;
        this.halting = halting;
        this.recovery = recovery;
    }

    /** Goes on under a new lease. */
    void renew(Recovery recovery) {
        this.recovery = recovery;
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
        Set<ExecutionId> unknown = new HashSet<>();
        for (ExecutionId id : ids) {
            if (!hots.has(id) && !located.containsKey(id)) {
                unknown.add(id);
            }
        }
        if (!unknown.isEmpty()) {
            located.putAll(store.locate(unknown));
        }
        for (ExecutionId id : ids) {
            Store.Located found = located.get(id);
            if (found != null && !placesOnly.contains(id) && !hots.has(id)) {
                load(turn, found, recoveries, now);
            }
        }
    }

    private void load(Turn turn, Store.Located found, Consumer<Message> recoveries, Instant now) {
        HotStates.Loaded loaded = hots.load(found);
        if (loaded.problem() != null) {
            // Before it is stopped: if that fails half way, what is in memory is thrown away.
            turn.touch(loaded.hot());
            halting.stop(turn, loaded.hot(), loaded.problem(), now);
        } else if (loaded.hot().halt == null && recovery.isDue(found)) {
            recoveries.accept(new Message.Order(found.id(), new Command.Recover()));
        }
    }
}

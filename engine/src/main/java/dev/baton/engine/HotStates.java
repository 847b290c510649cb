package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.StoreUnavailableException;
import dev.baton.core.ExecutionState;
import dev.baton.store.Attention;
import dev.baton.store.Batch;
import dev.baton.store.EventCodec;
import dev.baton.store.StateCodec;
import dev.baton.store.Store;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The executions that are in memory, the least recently used first to go. Belongs to its partition's thread. What is not
 * stored yet stays.
 */
final class HotStates {
    private final Map<ExecutionId, Hot> byId = new HashMap<>();
    private final Store store;
    private final long bytesMax;
    private @Nullable Hot newest;
    private @Nullable Hot oldest;
    private long bytes;

    HotStates(Store store, long bytesMax) {
        this.store = store;
        this.bytesMax = bytesMax;
    }

    /** The execution, if it is in memory; it becomes the most recently used. */
    @Nullable
    Hot get(ExecutionId id) {
        Hot hot = byId.get(id);
        if (hot != null && hot != newest) {
            unlink(hot);
            link(hot);
        }
        return hot;
    }

    /** The execution, if it is in memory, without counting that as a use. */
    @Nullable
    Hot peek(ExecutionId id) {
        return byId.get(id);
    }

    boolean has(ExecutionId id) {
        return byId.containsKey(id);
    }

    /** An execution that begins. */
    Hot begin(ExecutionId id, long key, int definition, long inputHash) {
        var hot = new Hot(id, key, definition, inputHash);
        hot.state = new ExecutionState(id);
        put(hot);
        return hot;
    }

    /**
     * Loads a stored execution. One whose state cannot be read comes without it, and with the reason.
     *
     * @throws StoreUnavailableException if the store did not answer
     */
    Loaded load(Store.Located located, Optional<Store.Stored> stored) {
        Hot hot = unread(located);
        try {
            if (Attention.of(located.attention()).stopped()) {
                hot.halt = Halting.find(store, hot.key);
                return new Loaded(hot, null);
            }
            read(hot, stored);
            return new Loaded(hot, null);
        } catch (StoreUnavailableException e) {
            remove(hot);
            throw e;
        } catch (RuntimeException e) {
            return new Loaded(hot, e);
        }
    }

    /** Brings an execution into memory without its state. */
    Hot unread(Store.Located located) {
        var hot = new Hot(located.id(), located.key(), located.definition(), located.inputHash());
        hot.attention = located.attention();
        hot.live = true;
        hot.active = true;
        put(hot);
        return hot;
    }

    /** Reads the state from the store; throws if it cannot be read, and changes nothing then. */
    void read(Hot hot) {
        read(hot, store.load(hot.key));
    }

    private static void read(Hot hot, Optional<Store.Stored> found) {
        Store.Stored stored = found.orElseThrow(() -> new IllegalStateException("its history is not there"));
        ExecutionState state = stored.snapshot()
                .map(snapshot -> ExecutionState.of(hot.id, StateCodec.decode(snapshot.state())))
                .orElseGet(() -> new ExecutionState(hot.id));
        int before = state.events();
        long tail = 0;
        for (Batch.Chunk chunk : stored.chunks()) {
            if (chunk.seq() != state.events()) {
                throw new IllegalStateException(
                        "event " + state.events() + " is missing; the next one stored is " + chunk.seq());
            }
            state.replay(EventCodec.decode(chunk.events()));
            tail += chunk.events().length;
        }
        hot.snapshotBytes =
                stored.snapshot().map(snapshot -> snapshot.state().length).orElse(0);
        hot.tailBytes = tail;
        hot.tailEvents = state.events() - before;
        hot.state = state;
        hot.stored();
    }

    /** Forgets what is in memory of an execution; it is loaded again when something comes for it. */
    void remove(Hot hot) {
        if (hot.kept) {
            byId.remove(hot.id);
            unlink(hot);
            bytes -= hot.weight;
            hot.kept = false;
        }
    }

    /** Its size changed. */
    void weigh(Hot hot) {
        if (hot.kept) {
            bytes -= hot.weight;
            hot.weight = hot.weigh();
            bytes += hot.weight;
        }
    }

    /** Forgets the least recently used, as many as are too many. */
    void trim() {
        Hot at = oldest;
        while (at != null && bytes > bytesMax) {
            Hot newer = at.newer;
            if (at.turnsOpen == 0) {
                remove(at);
            }
            at = newer;
        }
    }

    void clear() {
        byId.values().forEach(hot -> hot.kept = false);
        byId.clear();
        newest = null;
        oldest = null;
        bytes = 0;
    }

    int size() {
        return byId.size();
    }

    private void put(Hot hot) {
        byId.put(hot.id, hot);
        hot.kept = true;
        hot.weight = hot.weigh();
        bytes += hot.weight;
        link(hot);
    }

    private void link(Hot hot) {
        hot.older = newest;
        hot.newer = null;
        if (newest != null) {
            newest.newer = hot;
        }
        newest = hot;
        if (oldest == null) {
            oldest = hot;
        }
    }

    private void unlink(Hot hot) {
        if (hot.newer != null) {
            hot.newer.older = hot.older;
        } else {
            newest = hot.older;
        }
        if (hot.older != null) {
            hot.older.newer = hot.newer;
        } else {
            oldest = hot.newer;
        }
        hot.newer = null;
        hot.older = null;
    }

    /** @param problem why its state cannot be read; null if it can */
    record Loaded(Hot hot, @Nullable RuntimeException problem) {}
}

package dev.baton.engine;

import dev.baton.BatonException;
import dev.baton.ExecutionId;
import dev.baton.ExecutionUnknownException;
import dev.baton.store.Attention;
import dev.baton.store.Store;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Looks at executions of other engines, and waits for their ends, in the store. Thread-safe.
 *
 * <p>What is loaded here is not marked, since only an owner marks: if this engine dies of it, that counts in the partitions
 * that it owns, and not in that of the execution.
 */
final class StoredExecutions implements AutoCloseable {
    private static final int LOOKS_AT_ONCE = 2;
    private static final int TOGETHER_MAX = 1_000;

    private final Store store;
    private final ExecutorService looks = Executors.newFixedThreadPool(
            LOOKS_AT_ONCE,
            Thread.ofPlatform().name("baton-look-", 0).daemon(true).factory());
    private final Map<ExecutionId, List<Message.Await>> waiting = new ConcurrentHashMap<>();
    /** Looks that wait until the owner has taken up what it recovers. */
    private final Queue<Message.Look<?>> later = new ConcurrentLinkedQueue<>();
    /** Those of which it is known that they are there. */
    private final Set<ExecutionId> found = ConcurrentHashMap.newKeySet();

    StoredExecutions(Store store) {
        this.store = store;
    }

    /** Answers a look, soon. */
    void look(Message.Look<?> look) {
        looks.execute(() -> {
            try {
                Store.Located located = store.locate(List.of(look.id())).get(look.id());
                if (located != null && isTakenUpWithCare(located)) {
                    later.add(look);
                } else {
                    look.look(Optional.ofNullable(located)
                            .map(there -> load(there, isStopped(there) ? Optional.empty() : store.load(there.key()))));
                }
            } catch (RuntimeException e) {
                look.fail(e);
            }
        });
    }

    /** Whether its owner may be about to find out that engines die of loading it: this one is not to be the next. */
    private boolean isTakenUpWithCare(Store.Located located) {
        return !isStopped(located) && store.deaths(located.partition()) >= Caution.DEATHS;
    }

    private static boolean isStopped(Store.Located located) {
        return Attention.of(located.attention()).stopped();
    }

    /** Tries again what could not be looked at, as long as somebody waits for it. */
    void lookAgain() {
        for (int left = later.size(); left > 0; left--) {
            Message.Look<?> look = later.poll();
            if (look != null && !look.answer().isDone()) {
                look(look);
            }
        }
    }

    private Hot load(Store.Located located, Optional<Store.Stored> stored) {
        HotStates.Loaded loaded = new HotStates(store, Long.MAX_VALUE).load(located, stored);
        if (loaded.problem() != null && loaded.hot().halt == null) {
            throw loaded.problem();
        }
        return loaded.hot();
    }

    /** Waits for an end; see {@link #tellEnds}. */
    void await(Message.Await await) {
        waiting.compute(await.id(), (id, others) -> {
            var all = new ArrayList<Message.Await>(others == null ? List.of() : others);
            all.removeIf(other -> other.answer().isDone());
            all.add(await);
            return all;
        });
    }

    boolean isAwaited() {
        return !waiting.isEmpty();
    }

    /** Looks for ends that somebody waits for, and tells them. */
    void tellEnds() {
        waiting.forEach((id, awaits) -> {
            if (awaits.stream().allMatch(await -> await.answer().isDone())) {
                waiting.remove(id, awaits);
                found.remove(id);
            }
        });
        var all = new ArrayList<>(waiting.keySet());
        for (int from = 0; from < all.size(); from += TOGETHER_MAX) {
            tellEnds(all.subList(from, Math.min(all.size(), from + TOGETHER_MAX)));
        }
    }

    private void tellEnds(List<ExecutionId> ids) {
        refuseUnknown(ids.stream().filter(id -> !found.contains(id)).toList());
        List<Store.Located> ended = store.ended(ids);
        if (ended.isEmpty()) {
            return;
        }
        Map<Long, Store.Stored> stored = store.load(ended.stream()
                .filter(one -> !isStopped(one))
                .map(Store.Located::key)
                .toList());
        for (Store.Located one : ended) {
            tell(one, Optional.ofNullable(stored.get(one.key())));
        }
    }

    private void refuseUnknown(List<ExecutionId> ids) {
        if (ids.isEmpty()) {
            return;
        }
        Map<ExecutionId, Store.Located> there = store.locate(ids);
        for (ExecutionId id : ids) {
            if (there.containsKey(id)) {
                found.add(id);
            } else {
                take(id).forEach(await -> await.fail(new ExecutionUnknownException(id)));
            }
        }
    }

    private void tell(Store.Located ended, Optional<Store.Stored> stored) {
        try {
            Hot hot = load(ended, stored);
            if (hot.state != null && hot.state.hasEnded()) {
                Ending ending = Ending.of(hot.state);
                take(ended.id()).forEach(await -> await.answer().complete(ending));
            } else if (hot.state == null && Halting.isGone(hot)) {
                take(ended.id()).forEach(await -> await.fail(Halting.gone(hot)));
            }
        } catch (BatonException e) {
            throw e;
        } catch (RuntimeException e) {
            take(ended.id()).forEach(await -> await.fail(e));
        }
    }

    private List<Message.Await> take(ExecutionId id) {
        List<Message.Await> awaits = waiting.remove(id);
        found.remove(id);
        return awaits == null ? List.of() : awaits;
    }

    /** Tells everybody who waits that no answer will come. */
    void failAll(RuntimeException why) {
        for (Message.Look<?> look = later.poll(); look != null; look = later.poll()) {
            look.fail(why);
        }
        new HashMap<>(waiting).keySet().forEach(id -> take(id).forEach(await -> await.fail(why)));
    }

    @Override
    public void close() {
        looks.shutdown();
    }
}

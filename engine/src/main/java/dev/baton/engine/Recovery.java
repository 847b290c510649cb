package dev.baton.engine;

import dev.baton.core.Command;
import dev.baton.store.Store;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * After a claim: walks through the executions that were active under the last owner, page by page, while new commands
 * already run. Belongs to its partition's thread.
 *
 * <p>An engine that is alone passes over executions whose code is not here, until something comes for them. Each recovery
 * takes an attempt that nobody could begin here for one that died with its node, and a visit fails when that has happened
 * too often: then restarts alone would undo what only waits for its code. Among others it has their calls queued.
 */
final class Recovery {
    private static final int PAGE = 1_000;

    private final Store store;
    private final Registry registry;
    private final boolean shared;
    private final int partition;
    private final long keyLast;
    private final ArrayDeque<Store.Located> page = new ArrayDeque<>();
    private final Set<Long> early = new HashSet<>();
    /** Keys of those whose code is not here and that are recovered nevertheless. */
    private final Set<Long> nevertheless = new HashSet<>();

    private long cursor;
    private boolean over;

    /**
     * @param shared whether other engines take calls whose code is not here
     * @param keyLast the last key that an earlier owner gave
     */
    Recovery(Store store, Registry registry, boolean shared, int partition, long keyLast) {
        this.store = store;
        this.registry = registry;
        this.shared = shared;
        this.partition = partition;
        this.keyLast = keyLast;
        this.over = keyLast == 0;
    }

    /** Puts a recovery before what came for its execution, but for results: what is known is not lost. */
    static void putFirst(Message recovery, Deque<Message> messages) {
        List<Message> results = messages.stream()
                .filter(message -> message.id().equals(recovery.id()) && isResult(message))
                .toList();
        messages.removeAll(results);
        messages.addFirst(recovery);
        results.reversed().forEach(messages::addFirst);
    }

    /** Whether a message says how a call ended. */
    static boolean isResult(Message message) {
        return message instanceof Message.Order order && order.command() instanceof Command.FromRunner;
    }

    boolean isOver() {
        return over;
    }

    private boolean goesOn(int definition) {
        return shared || registry.serves(definition);
    }

    /** The next executions to recover; {@code located} is told where they are. */
    void take(int max, Collection<Message> into, Map<dev.baton.ExecutionId, Store.Located> located) {
        for (int taken = 0; taken < max && !over; ) {
            if (page.isEmpty()) {
                page.addAll(store.active(partition, cursor, PAGE));
            }
            Store.Located next = page.peek();
            if (next == null || next.key() > keyLast) {
                over = true;
                page.clear();
                early.clear();
                return;
            }
            boolean goesOn = goesOn(next.definition()); // may ask the store, and fail
            page.remove();
            cursor = next.key();
            if (goesOn && !early.contains(next.key())) {
                located.put(next.id(), next);
                into.add(new Message.Order(next.id(), new Command.Recover()));
                taken++;
            }
        }
    }

    /** Whether an execution may yet be recovered in this tenure. */
    boolean mayCome(Store.Located located) {
        return located.key() <= keyLast;
    }

    /** Whether an execution that a command comes for has to be recovered first; true once for each. */
    boolean isDue(Store.Located located) {
        return !over
                && located.key() > cursor
                && located.key() <= keyLast
                && goesOn(located.definition())
                && early.add(located.key());
    }

    /** One that was stopped goes on, and does so without a recovery; answers whether there may yet come one for it. */
    boolean goesOn(long key) {
        early.add(key);
        return key <= keyLast;
    }

    /** Whether an execution was passed over, since its code is not here, and was not recovered yet. */
    boolean isOwed(Store.Located located) {
        return located.key() <= keyLast && !goesOn(located.definition()) && !nevertheless.contains(located.key());
    }

    /** It is stored that an execution was recovered. */
    void recovered(Hot hot) {
        if (!goesOn(hot.definition)) {
            nevertheless.add(hot.key);
        }
    }
}

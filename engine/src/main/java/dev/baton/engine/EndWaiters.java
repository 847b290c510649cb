package dev.baton.engine;

import dev.baton.ExecutionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who waits for the end of executions. Belongs to its partition's thread. */
final class EndWaiters {
    private final Map<ExecutionId, List<Message.Await>> waiting = new HashMap<>();

    void add(Message.Await await) {
        List<Message.Await> others = waiting.computeIfAbsent(await.id(), id -> new ArrayList<>(1));
        others.removeIf(other -> other.answer().isDone() || other.equals(await));
        others.add(await);
    }

    boolean isFor(ExecutionId id) {
        return waiting.containsKey(id);
    }

    /** Tells everybody who waits for it. */
    void tell(ExecutionId id, Ending ending) {
        List<Message.Await> told = waiting.remove(id);
        if (told != null) {
            told.forEach(await -> await.answer().complete(ending));
        }
    }

    /** Tells everybody who waits for it that the end cannot be told. */
    void fail(ExecutionId id, RuntimeException why) {
        List<Message.Await> told = waiting.remove(id);
        if (told != null) {
            told.forEach(await -> await.fail(why));
        }
    }

    /** Everybody who waits here, who then waits elsewhere. */
    List<Message.Await> drain() {
        List<Message.Await> all =
                waiting.values().stream().flatMap(List::stream).toList();
        waiting.clear();
        return all;
    }

    void failAll(RuntimeException why) {
        waiting.values().forEach(all -> all.forEach(await -> await.fail(why)));
        waiting.clear();
    }
}

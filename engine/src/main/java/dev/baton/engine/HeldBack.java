package dev.baton.engine;

import dev.baton.ExecutionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Messages that wait until the turn of their execution comes. Belongs to its partition's thread, but for {@link #messages}. */
final class HeldBack {
    private final Map<ExecutionId, List<Message>> waiting = new LinkedHashMap<>();
    private volatile int messages;

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** How many executions wait. */
    int size() {
        return waiting.size();
    }

    /** How many messages wait. */
    int messages() {
        return messages;
    }

    boolean has(ExecutionId id) {
        return waiting.containsKey(id);
    }

    void put(Message message) {
        waiting.computeIfAbsent(message.id(), id -> new ArrayList<>(1)).add(message);
        count(1);
    }

    /** Puts something before everything else. */
    void putFirst(Message message) {
        Map<ExecutionId, List<Message>> others = new LinkedHashMap<>(waiting);
        waiting.clear();
        List<Message> own = others.getOrDefault(message.id(), new ArrayList<>());
        others.remove(message.id());
        own.addFirst(message);
        waiting.put(message.id(), own);
        waiting.putAll(others);
        count(1);
    }

    /** The execution that waits longest; there is one. */
    ExecutionId first() {
        return waiting.keySet().iterator().next();
    }

    /** Takes what came for the first; results before its recovery, as always: what is known is not lost. */
    void takeFirst(Collection<Message> into) {
        List<Message> taken = waiting.remove(first());
        if (taken != null) {
            taken.stream().filter(Recovery::isResult).forEach(into::add);
            taken.stream().filter(message -> !Recovery.isResult(message)).forEach(into::add);
            count(-taken.size());
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the partition's thread writes it
    private void count(int more) {
        messages += more;
    }

    List<Message> drain() {
        List<Message> all = waiting.values().stream().flatMap(List::stream).toList();
        waiting.clear();
        messages = 0;
        return all;
    }
}

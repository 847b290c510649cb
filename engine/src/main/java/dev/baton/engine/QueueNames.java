package dev.baton.engine;

import dev.baton.Definition;
import dev.baton.Node;
import dev.baton.store.TaskQueue;
import java.util.HashSet;
import java.util.Set;

/**
 * The names of durable queues in the store. Each ends in the definition whose code a call needs, so that engines of
 * another version, which serve a queue of the same name, do not take it.
 */
final class QueueNames {
    private QueueNames() {}

    /** Where a call waits that its owner has no code for; no user's queue has a space in its name. */
    static String forCodeOf(String saga, int version) {
        return "code " + saga + "@" + version;
    }

    /** What stands in the store for the queue of a call: {@link TaskQueue.Queued#queue}. */
    static String stored(String queue, String saga, int version) {
        return queue.equals(forCodeOf(saga, version)) ? queue : queue + " " + saga + "@" + version;
    }

    /** Those from which an engine takes that has the code of a definition. */
    static Set<String> of(Served served) {
        Definition definition = served.definition();
        Set<String> names = new HashSet<>();
        names.add(forCodeOf(definition.name(), definition.version()));
        for (Node node : served.nodes().values()) {
            if (node instanceof Node.Task task) {
                task.queue().ifPresent(queue -> names.add(stored(queue, definition.name(), definition.version())));
            }
        }
        return names;
    }
}

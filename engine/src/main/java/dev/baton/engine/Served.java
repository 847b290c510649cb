package dev.baton.engine;

import dev.baton.Bindings;
import dev.baton.Definition;
import dev.baton.Node;
import dev.baton.Scope;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A registered definition, and the user code for it if this process has it.
 *
 * @param number by which executions refer to it in the store
 * @param nodes all of them, by name
 */
record Served(int number, Definition definition, @Nullable Bindings bindings, Map<String, Node> nodes) {

    static Served of(int number, Definition definition, @Nullable Bindings bindings) {
        var nodes = new HashMap<String, Node>();
        collect(definition.root(), nodes);
        return new Served(number, definition, bindings, Map.copyOf(nodes));
    }

    private static void collect(Scope scope, Map<String, Node> nodes) {
        for (Node node : scope.nodes()) {
            nodes.put(node.name(), node);
            node.scopes().forEach(inner -> collect(inner, nodes));
        }
    }

    Optional<String> inputSchema(String step) {
        return nodes.get(step) instanceof Node.Task task ? task.rules().inputSchema() : Optional.empty();
    }

    /** What keeps to a schema when a node gives it: what a step says, or the value of a signal. */
    Optional<String> outputSchema(String node) {
        return switch (nodes.get(node)) {
            case Node.Task task -> task.rules().outputSchema();
            case Node.Receive receive -> receive.schema();
            case null, default -> Optional.empty();
        };
    }

    /** Why tasks of it wait, when this process has no code for it. */
    String unserved() {
        return "No handler here for '" + definition.name() + "' version " + definition.version()
                + ". It waits for an engine that registers this version.";
    }
}

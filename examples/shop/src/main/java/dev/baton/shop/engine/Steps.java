package dev.baton.shop.engine;

import dev.baton.Call;
import dev.baton.Definition;
import dev.baton.Node;
import dev.baton.Scope;
import dev.baton.shop.contract.Operation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The steps of a saga: which operation each one calls, and in which branch it stands. Read from the definition. */
final class Steps {
    private final Map<String, Place> places = new LinkedHashMap<>();

    /** @param branch the path of the parallel branch, such as {@code /parallel/1}; empty outside of all */
    record Place(Operation operation, String branch) {}

    Steps(Definition definition) {
        read(definition.root(), "");
    }

    private void read(Scope scope, String branch) {
        for (Node node : scope.nodes()) {
            if (node instanceof Node.Task task && task.call() instanceof Call.Http http) {
                places.put(node.name(), new Place(operationOf(http), branch));
            }
            if (node instanceof Node.Parallel parallel) {
                for (int i = 0; i < parallel.branches().size(); i++) {
                    read(parallel.branches().get(i), branch + "/" + node.name() + "/" + i);
                }
            }
        }
    }

    private static Operation operationOf(Call.Http http) {
        return Arrays.stream(Operation.values())
                .filter(operation ->
                        operation.method().equals(http.method()) && http.url().endsWith(operation.path()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "The shop has no operation " + http.method() + " " + http.url() + "."));
    }

    /**
     * What a step does and where.
     *
     * @throws IllegalArgumentException if the saga has no such step
     */
    Place of(String step) {
        Place place = places.get(step);
        if (place == null) {
            throw new IllegalArgumentException("The saga has no step '" + step + "'. Steps: " + places.keySet() + ".");
        }
        return place;
    }
}

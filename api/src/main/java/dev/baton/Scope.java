package dev.baton;

import java.util.List;
import java.util.Optional;

/**
 * Nodes that belong together: a whole saga, a branch, the body of a loop. It begins at {@code start}, follows each
 * node's {@code next}, and ends where there is none.
 *
 * @param start the name of the first node; empty for a scope without nodes, which ends at once
 * @param nodes in the order in which they were declared; names are unique in the whole definition
 * @param result what the scope gives when it ends
 */
public record Scope(Optional<String> start, List<Node> nodes, Mapping result) {
    public Scope {
        nodes = List.copyOf(nodes);
    }
}

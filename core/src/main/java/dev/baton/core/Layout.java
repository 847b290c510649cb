package dev.baton.core;

import dev.baton.Definition;
import dev.baton.Node;
import dev.baton.core.DefinitionIndex.Area;
import java.util.List;
import java.util.Optional;

/** A registered definition as its executions see it: nodes by name, and the scopes that frames run. Immutable. */
final class Layout {
    private final DefinitionIndex index;
    private final boolean flow;

    Layout(Definition definition) {
        this.index = new DefinitionIndex(definition);
        this.flow = index.isFlow();
    }

    Definition definition() {
        return index.definition();
    }

    /** As {@link DefinitionIndex#isFlow}. */
    boolean isFlow() {
        return flow;
    }

    Node node(String name) {
        return index.node(number(name));
    }

    Node.Task task(String name) {
        return (Node.Task) node(name);
    }

    /** The number of the scope that a node stands in. */
    int areaOf(String node) {
        return index.place(number(node)).scope();
    }

    Area area(int number) {
        return index.area(number);
    }

    /** The number of the scope that the owner of a scope stands in; -1 for the saga's own. */
    int parentOf(Area area) {
        return area.owner() < 0 ? -1 : index.place(area.owner()).scope();
    }

    /** The name of the node that a scope belongs to; empty: the saga itself. */
    String ownerOf(Area area) {
        return area.owner() < 0 ? "" : index.node(area.owner()).name();
    }

    /** The number of the scope that a frame of this node runs. */
    int areaUnder(String owner, int branch) {
        List<Integer> under = index.scopesOf(number(owner));
        return under.size() == 1 ? under.getFirst() : under.get(branch);
    }

    /** Who undoes a node's effect, if anybody: empty for what has none; a child without an own undo is undone as such. */
    Optional<Node.Undo> undoOf(String node) {
        return switch (node(node)) {
            case Node.Task task -> task.undo();
            case Node.Child child -> child.undo();
            default -> Optional.empty();
        };
    }

    /** The path of a node for its key: the nodes that it stands in, and its own name. */
    String pathOf(String node) {
        var path = new StringBuilder(node);
        for (Area at = area(areaOf(node)); at.owner() >= 0; at = area(parentOf(at))) {
            path.insert(0, ownerOf(at) + "/");
        }
        return path.toString();
    }

    private int number(String name) {
        return index.find(name)
                .orElseThrow(() -> new IllegalStateException(
                        "Bug: '" + definition().name() + "' has no node '" + name + "'. [BATON-902]"));
    }
}

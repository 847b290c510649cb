package dev.baton.core;

import dev.baton.Definition;
import dev.baton.Node;
import dev.baton.Role;
import dev.baton.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where each node of a definition stands: its scopes numbered from the outside in, its nodes by name. Immutable. */
final class Layout {
    /** A scope: who owns it (empty: the saga itself), and as which branch. */
    record Area(int number, int parent, String owner, int branch, Scope scope) {}

    private record Placed(Node node, int area) {}

    private final Definition definition;
    private final List<Area> areas = new ArrayList<>();
    private final Map<String, Placed> nodes = new HashMap<>();
    private final Map<String, List<Integer>> owned = new HashMap<>();
    private final boolean flow;

    Layout(Definition definition) {
        this.definition = definition;
        add(definition.root(), -1, "", 0);
        this.flow = nodes.values().stream().noneMatch(placed -> makesSaga(placed.node()));
    }

    Definition definition() {
        return definition;
    }

    /** Whether it has no compensation, pivot or probe, so that the rules on roles do not apply (saga-semantics §1). */
    boolean isFlow() {
        return flow;
    }

    Node node(String name) {
        return placed(name).node();
    }

    Node.Task task(String name) {
        return (Node.Task) node(name);
    }

    /** The number of the scope that a node stands in. */
    int areaOf(String node) {
        return placed(node).area();
    }

    Area area(int number) {
        return areas.get(number);
    }

    /** The number of the scope that a frame of this node runs. */
    int areaUnder(String owner, int index) {
        List<Integer> under = owned.getOrDefault(owner, List.of());
        return under.size() == 1 ? under.getFirst() : under.get(index);
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
        for (Area at = area(areaOf(node)); at.parent() >= 0; at = area(at.parent())) {
            path.insert(0, at.owner() + "/");
        }
        return path.toString();
    }

    private Placed placed(String name) {
        Placed placed = nodes.get(name);
        if (placed == null) {
            throw new IllegalStateException("Bug: '" + definition.name() + "' has no node '" + name + "'. [BATON-902]");
        }
        return placed;
    }

    private void add(Scope scope, int parent, String owner, int branch) {
        int number = areas.size();
        areas.add(new Area(number, parent, owner, branch, scope));
        owned.computeIfAbsent(owner, name -> new ArrayList<>()).add(number);
        for (Node node : scope.nodes()) {
            nodes.put(node.name(), new Placed(node, number));
            List<Scope> inner = switch (node) {
                case Node.Parallel parallel -> parallel.branches();
                case Node.ForEach each -> List.of(each.body());
                case Node.Loop loop -> List.of(loop.body());
                default -> List.of();
            };
            for (int i = 0; i < inner.size(); i++) {
                add(inner.get(i), number, node.name(), i);
            }
        }
    }

    private static boolean makesSaga(Node node) {
        return switch (node) {
            case Node.Task task -> task.undo().isPresent() || task.probed() || isSagaRole(task.role());
            case Node.Child child -> true;
            default -> false;
        };
    }

    private static boolean isSagaRole(Role role) {
        return switch (role) {
            case COMPENSATABLE, PIVOT, RETRIABLE -> true;
            case READ_ONLY, PLAIN -> false;
        };
    }
}

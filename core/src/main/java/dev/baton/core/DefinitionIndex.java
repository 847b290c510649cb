package dev.baton.core;

import dev.baton.Definition;
import dev.baton.Node;
import dev.baton.Role;
import dev.baton.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Where everything in a definition stands. Nodes and scopes have numbers, from the outside in and in the order of their
 * declaration, so what stands within a node has the numbers after its own. Also serves definitions that are wrong: of two
 * nodes of one name, the first counts.
 */
final class DefinitionIndex {
    /** A node, the number of its scope, and the number after the last node within it. */
    record Place(int number, Node node, int scope, int end) {}

    /**
     * A scope.
     *
     * @param owner the number of the node that it belongs to; -1: the saga itself
     * @param branch which scope of its owner it is
     * @param first the number of its first node
     * @param end the number after the last node within it
     */
    record Area(int number, Scope scope, int owner, int branch, int first, int end) {}

    private record Name(int scope, String name) {}

    private final Definition definition;
    private final List<Place> places = new ArrayList<>();
    private final List<Area> areas = new ArrayList<>();
    private final Map<String, Integer> byName = new HashMap<>();
    private final Map<Name, Integer> byScope = new HashMap<>();
    private final List<List<Integer>> inner = new ArrayList<>();

    /** The definition must be within {@link SizeCheck}'s bounds. */
    DefinitionIndex(Definition definition) {
        this.definition = definition;
        add(definition.root(), -1, 0);
    }

    Definition definition() {
        return definition;
    }

    List<Place> places() {
        return places;
    }

    List<Area> areas() {
        return areas;
    }

    Place place(int node) {
        return places.get(node);
    }

    Node node(int node) {
        return places.get(node).node();
    }

    Area area(int scope) {
        return areas.get(scope);
    }

    /** The number of the node with this name; empty if there is none. */
    OptionalInt find(String name) {
        Integer number = byName.get(name);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** The node of this name in this very scope. */
    OptionalInt findIn(int scope, String name) {
        Integer number = byScope.get(new Name(scope, name));
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** The numbers of the scopes that belong to a node. */
    List<Integer> scopesOf(int node) {
        return inner.get(node);
    }

    /** The number of the node that a node stands in; -1 for those of the saga itself. */
    int ownerOf(int node) {
        return area(place(node).scope()).owner();
    }

    /** Whether a scope is another, or stands somewhere within it. */
    boolean isWithin(int scope, int outer) {
        for (int at = scope; ; at = place(area(at).owner()).scope()) {
            if (at == outer) {
                return true;
            }
            if (area(at).owner() < 0) {
                return false;
            }
        }
    }

    /** Whether it has no compensation, pivot or probe, so that the rules on roles do not apply (saga-semantics §1). */
    boolean isFlow() {
        return places.stream().noneMatch(place -> makesSaga(place.node()));
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

    private int add(Scope scope, int owner, int branch) {
        int number = areas.size();
        int first = places.size();
        areas.add(new Area(number, scope, owner, branch, first, first));
        for (Node node : scope.nodes()) {
            add(node, number);
        }
        areas.set(number, new Area(number, scope, owner, branch, first, places.size()));
        return number;
    }

    private void add(Node node, int scope) {
        int number = places.size();
        places.add(new Place(number, node, scope, number + 1));
        inner.add(new ArrayList<>());
        byName.putIfAbsent(node.name(), number);
        byScope.putIfAbsent(new Name(scope, node.name()), number);
        List<Scope> scopes = node.scopes();
        for (int i = 0; i < scopes.size(); i++) {
            inner.get(number).add(add(scopes.get(i), number, i));
        }
        places.set(number, new Place(number, node, scope, places.size()));
    }
}

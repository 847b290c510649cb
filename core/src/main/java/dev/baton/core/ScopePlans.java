package dev.baton.core;

import dev.baton.Node;
import dev.baton.Role;
import dev.baton.core.DefinitionIndex.Area;
import dev.baton.core.PlannedUndo.AsFar;
import dev.baton.core.PlannedUndo.AtOnce;
import dev.baton.core.PlannedUndo.InOrder;
import dev.baton.core.PlannedUndo.Items;
import dev.baton.core.PlannedUndo.OneOf;
import dev.baton.core.PlannedUndo.PastPivot;
import dev.baton.core.PlannedUndo.Turns;
import dev.baton.core.PlannedUndo.Visits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What is undone of nodes and of whole scopes, and of what stands before a node in its scope; the latest first. */
final class ScopePlans {
    private final DefinitionIndex index;
    private final boolean flow;
    private final boolean passes;
    private final List<ScopeWays> ways;
    private final Map<Integer, List<List<PlannedUndo>>> before = new HashMap<>();

    private ScopePlans(DefinitionIndex index, boolean ended) {
        this.index = index;
        this.passes = ended;
        this.flow = index.isFlow();
        var graph = new Graph(index);
        this.ways = index.areas().stream()
                .map(area -> new ScopeWays(graph, area, !ended))
                .toList();
    }

    /** Of what ended well: its points of no return were passed, and it did not fail on purpose. */
    static ScopePlans ended(DefinitionIndex index) {
        return new ScopePlans(index, true);
    }

    /** Of what is open, or failed: no point of no return in it was passed, or nobody would go back. */
    static ScopePlans open(DefinitionIndex index) {
        return new ScopePlans(index, false);
    }

    /** Within its own scope only: what is undone once a node was reached, the latest first. */
    List<PlannedUndo> within(int node) {
        ScopeWays scope = ways.get(index.place(node).scope());
        int vertex = scope.vertexOf(node);
        var parts = new ArrayList<>(undoOf(scope, vertex));
        parts.addAll(before(index.place(node).scope(), vertex, 0));
        return cut(parts);
    }

    /** On a cycle, every visit so far counts as what stood before. */
    List<PlannedUndo> beforeNode(int node) {
        int scope = index.place(node).scope();
        int vertex = ways.get(scope).vertexOf(node);
        if (vertex < 0) {
            return List.of();
        }
        var parts = new ArrayList<PlannedUndo>();
        if (ways.get(scope).isCycle(vertex)) {
            parts.addAll(undoOf(ways.get(scope), vertex));
        }
        parts.addAll(before(scope, vertex, 0));
        return parts;
    }

    /** Everything that a scope did when it has ended. */
    List<PlannedUndo> whole(int scope) {
        ScopeWays here = ways.get(scope);
        if (here.dominatorOf(here.end()) >= 0) {
            return cut(before(scope, here.end(), 0));
        }
        return visits(nodesIn(index.area(scope)));
    }

    private List<Integer> nodesIn(Area area) {
        return index.places().stream()
                .filter(place -> place.scope() == area.number())
                .map(DefinitionIndex.Place::number)
                .toList();
    }

    /** What stands between a vertex and an earlier one that every way to it passes, the latest first. */
    private List<PlannedUndo> before(int scope, int vertex, int stop) {
        var parts = new ArrayList<PlannedUndo>();
        for (int at = vertex; at != stop && at >= 0; at = ways.get(scope).dominatorOf(at)) {
            parts.addAll(sinceDominator(scope, at));
        }
        return parts;
    }

    /** The paths between a vertex and its dominator, the latter's own undo included. */
    private List<PlannedUndo> sinceDominator(int scope, int vertex) {
        List<List<PlannedUndo>> known = before.computeIfAbsent(scope, number -> new ArrayList<>(List.of(List.of())));
        while (known.size() <= vertex) { // from the first on, so that each finds those that it needs
            known.add(sinceDominatorOf(scope, known.size()));
        }
        return known.get(vertex);
    }

    private List<PlannedUndo> sinceDominatorOf(int scope, int vertex) {
        ScopeWays here = ways.get(scope);
        List<List<PlannedUndo>> paths = new ArrayList<>();
        for (ScopeWays.Way way : here.into(vertex)) {
            int from = here.vertexOfNode(way.from());
            List<PlannedUndo> path = new ArrayList<>();
            if (!way.settled() || here.isCycle(from)) {
                path.addAll(undoOf(here, from));
            } else {
                path.addAll(pastPivot(way.from()));
            }
            if (from != here.dominatorOf(vertex)) {
                path.addAll(before(scope, from, here.dominatorOf(vertex)));
            }
            paths.add(cut(path));
        }
        return oneOf(paths);
    }

    /** A retriable step that failed and was caught was the point of no return all the same (saga-semantics 1.1). */
    private List<PlannedUndo> pastPivot(int node) {
        boolean retriable = node >= 0 && Phases.roleOf(index.node(node)) == Role.RETRIABLE;
        return retriable ? past(index.node(node)) : List.of();
    }

    private List<PlannedUndo> past(Node pointOfNoReturn) {
        return passes ? List.of(new PastPivot(pointOfNoReturn.name())) : List.of();
    }

    private static List<PlannedUndo> oneOf(List<List<PlannedUndo>> paths) {
        if (paths.stream().allMatch(List::isEmpty)) {
            return List.of();
        }
        return paths.size() == 1
                ? paths.getFirst()
                : List.of(
                        new OneOf(paths.stream().<PlannedUndo>map(InOrder::new).toList()));
    }

    private List<PlannedUndo> undoOf(ScopeWays scope, int vertex) {
        List<Integer> nodes = scope.nodesOf(vertex);
        if (scope.isCycle(vertex)) {
            return visits(nodes);
        }
        return nodes.isEmpty() ? List.of() : undoOf(nodes.getFirst());
    }

    private List<PlannedUndo> visits(List<Integer> nodes) {
        Set<String> undone = nodes.stream()
                .filter(node -> !undoOf(node).isEmpty())
                .map(node -> index.node(node).name())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        return undone.isEmpty() ? List.of() : List.of(new Visits(undone));
    }

    /** What is undone of one node. */
    List<PlannedUndo> undoOf(int number) {
        if (flow) {
            return List.of();
        }
        Node node = index.node(number);
        return switch (node) {
            case Node.Task task ->
                switch (task.role()) {
                    case COMPENSATABLE -> List.of(new PlannedUndo.Step(task.name()));
                    case PIVOT, RETRIABLE, PLAIN -> past(task);
                    case READ_ONLY -> List.of();
                };
            case Node.Child child ->
                switch (child.role()) {
                    case COMPENSATABLE ->
                        List.of(
                                child.undo().isPresent()
                                        ? new PlannedUndo.Step(child.name())
                                        : new PlannedUndo.Child(child.name()));
                    case PIVOT, RETRIABLE, PLAIN -> past(child);
                    case READ_ONLY -> List.of();
                };
            case Node.Parallel parallel -> branches(number, parallel);
            case Node.ForEach each -> {
                InOrder item = new InOrder(cut(whole(index.scopesOf(number).getFirst())));
                yield isNothing(item) ? List.of() : List.of(new Items(each.name(), each.concurrencyMax(), item));
            }
            case Node.Loop loop -> {
                InOrder turn = new InOrder(cut(whole(index.scopesOf(number).getFirst())));
                yield isNothing(turn) ? List.of() : List.of(new Turns(loop.name(), turn));
            }
            case Node.Choice choice -> List.of();
            case Node.Wait wait -> List.of();
            case Node.Receive receive -> List.of();
            case Node.Pass pass -> List.of();
            case Node.Fail fail -> List.of();
        };
    }

    private List<PlannedUndo> branches(int number, Node.Parallel parallel) {
        var branches = new ArrayList<PlannedUndo>();
        for (int scope : index.scopesOf(number)) {
            List<PlannedUndo> branch = whole(scope);
            if (branch.size() == 1 && branch.getFirst() instanceof PastPivot) {
                return branch;
            }
            branches.add(new InOrder(branch));
        }
        return isNothing(branches) ? List.of() : List.of(new AtOnce(parallel.name(), branches));
    }

    /** Past the pivot nothing is undone, whatever stands beside it or before. */
    static List<PlannedUndo> cut(List<PlannedUndo> parts) {
        List<PlannedUndo> pivots =
                parts.stream().filter(PastPivot.class::isInstance).toList();
        return pivots.isEmpty() ? List.copyOf(parts) : List.of(pivots.getLast());
    }

    static boolean isNothing(Collection<PlannedUndo> parts) {
        return parts.stream().allMatch(ScopePlans::isNothing);
    }

    private static boolean isNothing(PlannedUndo part) {
        return switch (part) {
            case InOrder inOrder -> isNothing(inOrder.parts());
            case AsFar asFar -> isNothing(asFar.whole());
            default -> false;
        };
    }
}

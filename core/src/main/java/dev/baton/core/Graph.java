package dev.baton.core;

import dev.baton.Catch;
import dev.baton.Node;
import dev.baton.core.DefinitionIndex.Area;
import dev.baton.core.DefinitionIndex.Place;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Every way through a definition, as a graph over points: a node's beginning and its ordinary end, a scope's beginning and
 * its end. What names something that is not there leads nowhere.
 *
 * <p>A way out of a node has a number, as in {@link dev.baton.Mapping.Chosen}: of a choice, case 0, 1, … and last «none
 * held»; of others 0 for the ordinary end and n for the n-th catch rule.
 */
final class Graph {
    /** A way from point to point; {@code node} is whose way out it is, or -1. */
    record Edge(int from, int to, int node, int option) {}

    /** Which ways out of a node are open. */
    record Limit(int node, Kind kind, int option) {
        enum Kind {
            ONLY,
            ALL_BUT,
            NONE
        }

        static Limit only(int node, int option) {
            return new Limit(node, Kind.ONLY, option);
        }

        static Limit allBut(int node, int option) {
            return new Limit(node, Kind.ALL_BUT, option);
        }

        static Limit none(int node) {
            return new Limit(node, Kind.NONE, 0);
        }

        boolean allows(int way) {
            return switch (kind) {
                case ONLY -> way == option;
                case ALL_BUT -> way != option;
                case NONE -> false;
            };
        }
    }

    private final DefinitionIndex index;
    private final List<Edge> edges = new ArrayList<>();
    private final List<List<Edge>> from = new ArrayList<>();
    private final int[] branches;
    private final int points;

    Graph(DefinitionIndex index) {
        this.index = index;
        this.points = 2 * (index.places().size() + index.areas().size());
        this.branches = new int[points];
        for (int point = 0; point < points; point++) {
            from.add(new ArrayList<>(2));
        }
        index.areas().forEach(this::addScope);
        index.places().forEach(this::addNode);
    }

    DefinitionIndex index() {
        return index;
    }

    int points() {
        return points;
    }

    int start(int scope) {
        return 2 * (index.places().size() + scope);
    }

    int end(int scope) {
        return start(scope) + 1;
    }

    int in(int node) {
        return 2 * node;
    }

    int out(int node) {
        return 2 * node + 1;
    }

    List<Edge> edges() {
        return edges;
    }

    /** The ways that lead on from a point. */
    List<Edge> from(int point) {
        return from.get(point);
    }

    /** How many branches have to end before this point is reached; 0 where one way in is enough. */
    int branchesInto(int point) {
        return branches[point];
    }

    /** The points that an execution can reach if these limits hold; a join needs all of its branches. */
    BitSet reach(Set<Limit> limits) {
        return reach(start(0), limits, true);
    }

    /** The points that some way leads to from another point, itself included; taking any branch. */
    BitSet reachFrom(int origin) {
        return reach(origin, Set.of(), false);
    }

    private BitSet reach(int origin, Set<Limit> all, boolean joining) {
        Limit[] limits = all.toArray(Limit[]::new);
        var reached = new BitSet(points);
        int[] missing = branches.clone();
        int[] open = new int[points];
        int size = 0;
        open[size++] = origin;
        reached.set(origin);
        while (size > 0) {
            for (Edge edge : from.get(open[--size])) {
                if (reached.get(edge.to()) || !allows(limits, edge) || (joining && --missing[edge.to()] > 0)) {
                    continue;
                }
                reached.set(edge.to());
                open[size++] = edge.to();
            }
        }
        return reached;
    }

    private static boolean allows(Limit[] limits, Edge edge) {
        if (edge.node() < 0) {
            return true;
        }
        for (Limit limit : limits) {
            if (limit.node() == edge.node() && !limit.allows(edge.option())) {
                return false;
            }
        }
        return true;
    }

    private void addScope(Area area) {
        onward(start(area.number()), area.number(), area.scope().start(), -1, 0);
    }

    private void addNode(Place place) {
        int node = place.number();
        switch (place.node()) {
            case Node.Choice choice -> {
                for (int i = 0; i < choice.cases().size(); i++) {
                    onward(in(node), place.scope(), choice.cases().get(i).then(), node, i);
                }
                onward(
                        in(node),
                        place.scope(),
                        choice.next(),
                        node,
                        choice.cases().size());
                return;
            }
            case Node.Fail fail -> {
                return;
            }
            case Node.Parallel parallel -> branches(node);
            case Node.ForEach each -> {
                edge(in(node), out(node), node, 0);
                body(node);
            }
            case Node.Loop loop -> body(node);
            case Node.Task task -> edge(in(node), out(node), node, 0);
            case Node.Child child -> edge(in(node), out(node), node, 0);
            case Node.Wait wait -> edge(in(node), out(node), node, 0);
            case Node.Receive receive -> edge(in(node), out(node), node, 0);
            case Node.Pass pass -> edge(in(node), out(node), node, 0);
        }
        onward(out(node), place.scope(), place.node().next(), -1, 0);
        List<Catch> catches = place.node().catches();
        for (int i = 0; i < catches.size(); i++) {
            onward(in(node), place.scope(), catches.get(i).next(), node, i + 1);
        }
    }

    private void branches(int node) {
        List<Integer> scopes = index.scopesOf(node);
        branches[out(node)] = scopes.size();
        for (int scope : scopes) {
            edge(in(node), start(scope), -1, 0);
            edge(end(scope), out(node), node, 0);
        }
        if (scopes.isEmpty()) {
            edge(in(node), out(node), node, 0);
        }
    }

    /** A body runs again and again. */
    private void body(int node) {
        int scope = index.scopesOf(node).getFirst();
        edge(in(node), start(scope), -1, 0);
        edge(end(scope), start(scope), -1, 0);
        edge(end(scope), out(node), node, 0);
    }

    private void onward(int origin, int scope, Optional<String> next, int node, int option) {
        if (next.isEmpty()) {
            edge(origin, end(scope), node, option);
        } else {
            index.findIn(scope, next.get()).ifPresent(target -> edge(origin, in(target), node, option));
        }
    }

    private void edge(int origin, int target, int node, int option) {
        var edge = new Edge(origin, target, node, option);
        edges.add(edge);
        from.get(origin).add(edge);
    }
}

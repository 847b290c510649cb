package dev.baton.core;

import dev.baton.Node;
import dev.baton.core.DefinitionIndex.Area;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * The ways through one scope, its cycles folded into one vertex each, so that they can be followed backwards: vertex 0 is
 * the scope's beginning, the last one its end, and those between stand in an order that ways follow.
 */
final class ScopeWays {
    /** A way into a vertex; {@code settled}: what its origin did is undone already, since a catch rule took over. */
    record Way(int from, boolean settled) {}

    private static final int NONE = -1;

    private final DefinitionIndex index;
    private final Graph graph;
    private final Area area;
    private final int first;
    private final int points;
    private final int[] vertexOf;
    private final List<List<Integer>> members = new ArrayList<>();
    private final List<List<Way>> into = new ArrayList<>();
    private final int[] dominators;
    private boolean endsByFailing;

    /** Nodes that no way leads to are left out; {@code failing}: a way that ends by failing on purpose is one, too. */
    ScopeWays(Graph graph, Area area, boolean failing) {
        this.index = graph.index();
        this.graph = graph;
        this.area = area;
        this.endsByFailing = failing;
        this.first = area.first();
        this.points = area.end() - first + 2;
        this.vertexOf = new int[points];
        List<List<Integer>> next = successors();
        int[] order = order(next);
        fold(next, order);
        ways(next);
        this.dominators = dominate();
    }

    int end() {
        return members.size() - 1;
    }

    /** The vertex of a node; -1 if no way leads to it. */
    int vertexOf(int node) {
        return vertexOf[point(node)];
    }

    /** The nodes of a vertex; several, or one that a way leads back to, are a cycle. */
    List<Integer> nodesOf(int vertex) {
        return members.get(vertex).stream()
                .filter(point -> point > 0 && point < points - 1)
                .map(point -> point - 1 + first)
                .toList();
    }

    boolean isCycle(int vertex) {
        return members.get(vertex).size() > 1
                || into.get(vertex).stream().anyMatch(way -> vertexOfNode(way.from()) == vertex);
    }

    /** The ways into a vertex, from outside of it; {@link Way#from} is a node, or -1 for the beginning of the scope. */
    List<Way> into(int vertex) {
        return into.get(vertex).stream()
                .filter(way -> vertexOfNode(way.from()) != vertex)
                .toList();
    }

    /** The nearest vertex that every way to this one passes. */
    int dominatorOf(int vertex) {
        return dominators[vertex];
    }

    int vertexOfNode(int node) {
        return node == NONE ? 0 : vertexOf(node);
    }

    private int point(int node) {
        return node - first + 1;
    }

    private boolean isHere(int target) {
        return target < 2 * index.places().size()
                && target % 2 == 0
                && index.place(target / 2).scope() == area.number();
    }

    /** From point to point: 0 is the beginning, then the nodes, then the end. */
    private List<List<Integer>> successors() {
        List<List<Integer>> next = new ArrayList<>();
        for (int point = 0; point < points; point++) {
            next.add(new ArrayList<>(2));
        }
        follow(graph.start(area.number()), 0, next);
        for (int node = first; node < area.end(); node++) {
            if (index.place(node).scope() == area.number()) {
                follow(graph.in(node), point(node), next);
                follow(graph.out(node), point(node), next);
            }
        }
        endsByFailing |= !reached(next).get(points - 1);
        if (endsByFailing) {
            for (int node = first; node < area.end(); node++) {
                if (index.node(node) instanceof Node.Fail && index.place(node).scope() == area.number()) {
                    next.get(point(node)).add(points - 1);
                }
            }
        }
        return next;
    }

    private void follow(int origin, int point, List<List<Integer>> next) {
        for (Graph.Edge edge : graph.from(origin)) {
            if (edge.to() == graph.end(area.number())) {
                next.get(point).add(points - 1);
            } else if (isHere(edge.to())) {
                next.get(point).add(point(edge.to() / 2));
            }
        }
    }

    private static BitSet reached(List<List<Integer>> next) {
        var reached = new BitSet();
        var open = new ArrayDeque<Integer>();
        open.add(0);
        while (!open.isEmpty()) {
            int point = open.poll();
            if (!reached.get(point)) {
                reached.set(point);
                open.addAll(next.get(point));
            }
        }
        return reached;
    }

    /** Reached points, each after all that it leads to, save on cycles. */
    private int[] order(List<List<Integer>> next) {
        record Visit(int point, boolean leave) {}
        var seen = new BitSet();
        var order = new ArrayList<Integer>();
        Deque<Visit> open = new ArrayDeque<>();
        open.push(new Visit(0, false));
        while (!open.isEmpty()) {
            Visit visit = open.pop();
            if (visit.leave()) {
                order.add(visit.point());
            } else if (!seen.get(visit.point())) {
                seen.set(visit.point());
                open.push(new Visit(visit.point(), true));
                next.get(visit.point()).forEach(target -> open.push(new Visit(target, false)));
            }
        }
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Kosaraju: what can be reached backwards, in reverse order of leaving, is one cycle. */
    private void fold(List<List<Integer>> next, int[] order) {
        List<List<Integer>> before = new ArrayList<>();
        for (int point = 0; point < points; point++) {
            before.add(new ArrayList<>(2));
        }
        for (int point : order) {
            next.get(point).forEach(target -> before.get(target).add(point));
        }
        Arrays.fill(vertexOf, NONE);
        for (int i = order.length - 1; i >= 0; i--) {
            if (vertexOf[order[i]] == NONE && order[i] != points - 1) {
                gather(order[i], before);
            }
        }
        vertexOf[points - 1] = members.size();
        members.add(List.of(points - 1));
    }

    private void gather(int point, List<List<Integer>> before) {
        var together = new ArrayList<Integer>();
        var open = new ArrayDeque<Integer>();
        open.add(point);
        while (!open.isEmpty()) {
            int at = open.poll();
            if (vertexOf[at] == NONE) {
                vertexOf[at] = members.size();
                together.add(at);
                open.addAll(before.get(at));
            }
        }
        members.add(together);
    }

    private void ways(List<List<Integer>> next) {
        members.forEach(vertex -> into.add(new ArrayList<>(2)));
        next.get(0).forEach(target -> into.get(vertexOf[target]).add(new Way(NONE, true)));
        for (int node = first; node < area.end(); node++) {
            if (index.place(node).scope() == area.number() && vertexOf(node) != NONE) {
                leave(node);
            }
        }
    }

    private void leave(int node) {
        boolean choice = index.node(node) instanceof Node.Choice;
        boolean fails = index.node(node) instanceof Node.Fail;
        for (Graph.Edge edge : graph.from(graph.in(node))) {
            boolean own = edge.node() == node && (choice || edge.option() > 0);
            if (own) {
                lead(node, edge.to(), !choice);
            }
        }
        for (Graph.Edge edge : graph.from(graph.out(node))) {
            lead(node, edge.to(), false);
        }
        if (endsByFailing && fails) {
            into.getLast().add(new Way(node, true));
        }
    }

    private void lead(int node, int target, boolean settled) {
        if (target == graph.end(area.number())) {
            into.getLast().add(new Way(node, settled));
        } else if (isHere(target)) {
            into.get(vertexOf[point(target / 2)]).add(new Way(node, settled));
        }
    }

    /** Cooper, Harvey and Kennedy; one pass will do, since there are no cycles left. */
    private int[] dominate() {
        int[] found = new int[members.size()];
        Arrays.fill(found, NONE);
        found[0] = 0;
        for (int vertex = 1; vertex < found.length; vertex++) {
            for (Way way : into(vertex)) {
                int from = vertexOfNode(way.from());
                found[vertex] = found[vertex] == NONE ? from : meet(found, found[vertex], from);
            }
        }
        return found;
    }

    private static int meet(int[] dominators, int one, int other) {
        int left = one;
        int right = other;
        while (left != right) {
            if (left > right) {
                left = dominators[left];
            } else {
                right = dominators[right];
            }
        }
        return left;
    }
}

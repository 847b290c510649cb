package dev.baton.core;

import dev.baton.Mapping;
import dev.baton.Node;
import dev.baton.core.DefinitionIndex.Area;
import dev.baton.core.DefinitionIndex.Place;
import dev.baton.core.Graph.Limit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Whether data is there when it is read. A node has certainly run when its reader cannot be reached without its ordinary
 * end; the data of a path must be there on that path only.
 */
final class ReadCheck {
    /** How many answers about reachable points are kept at a time. */
    private static final int KEPT_MAX = 500;

    private final DefinitionIndex index;
    private final Graph graph;
    private final Problems problems;
    private final Map<Set<Limit>, BitSet> reached = new HashMap<>();

    /**
     * Who reads.
     *
     * @param what it reads it for
     * @param point where an execution is by then
     * @param scope in which it reads
     * @param loop whose latest state it may read, though the loop has not ended; or -1
     */
    private record Reader(String step, String what, int point, int scope, int loop) {}

    ReadCheck(Graph graph, Problems problems) {
        this.index = graph.index();
        this.graph = graph;
        this.problems = problems;
    }

    void run() {
        index.places().forEach(this::node);
        for (Area area : index.areas()) {
            String owner = area.owner() < 0 ? "" : index.node(area.owner()).name();
            read(
                    new Reader(owner, "result", graph.end(area.number()), area.number(), -1),
                    area.scope().result(),
                    Set.of());
        }
    }

    private void node(Place place) {
        switch (place.node()) {
            case Node.Task task -> read(place, "input", task.input());
            case Node.Child child -> read(place, "input", child.input());
            case Node.Choice choice ->
                choice.cases().forEach(path -> read(place, "condition \"" + path.label() + "\"", path.condition()));
            case Node.ForEach each -> read(place, "items", each.items());
            case Node.Loop loop -> {
                read(place, "first state", loop.initial());
                read(
                        new Reader(loop.name(), "end", graph.in(place.number()), place.scope(), place.number()),
                        loop.until(),
                        Set.of());
            }
            case Node.Wait wait -> {
                if (wait.until() instanceof Node.Until.Moment(Mapping instant)) {
                    read(place, "time", instant);
                }
            }
            case Node.Pass pass -> read(place, "value", pass.value());
            case Node.Fail fail -> read(place, "message", fail.message());
            case Node.Parallel parallel -> {}
            case Node.Receive receive -> {}
        }
    }

    private void read(Place place, String what, Mapping mapping) {
        read(new Reader(place.node().name(), what, graph.in(place.number()), place.scope(), -1), mapping, Set.of());
    }

    private void read(Reader reader, Mapping mapping, Set<Limit> limits) {
        switch (mapping) {
            case Mapping.SagaInput input -> {}
            case Mapping.Nothing nothing -> {}
            case Mapping.Computed computed -> computed.reads().forEach(part -> read(reader, part, limits));
            case Mapping.ResultOf(String node) -> result(reader, node, limits);
            case Mapping.Current(String node) -> current(reader, node);
            case Mapping.FailureOf(String node) -> failure(reader, node, limits);
            case Mapping.ItemsOf(String forEach, Mapping result) -> items(reader, forEach, result, limits);
            case Mapping.Chosen(String node, List<Mapping> options) -> chosen(reader, node, options, limits);
        }
    }

    private void result(Reader reader, String name, Set<Limit> limits) {
        OptionalInt found = find(reader, name);
        if (found.isEmpty() || found.getAsInt() == reader.loop()) {
            return;
        }
        int node = found.getAsInt();
        if (!givesResult(index.node(node))) {
            problems.add(
                    reader.step(),
                    Rule.READ_NOTHING,
                    "Its " + reader.what() + " reads '" + name + "', which gives no result. Read a step, a value, a"
                            + " signal or a loop.");
        } else if (isVisible(reader, node)) {
            mustHaveRun(reader, node, limits, Limit.allBut(node, 0), "need not have ended well by then");
        }
    }

    private static boolean givesResult(Node node) {
        return switch (node) {
            case Node.Task task -> true;
            case Node.Child child -> true;
            case Node.Receive receive -> true;
            case Node.Pass pass -> true;
            case Node.Loop loop -> true;
            case Node.Choice choice -> false;
            case Node.Parallel parallel -> false;
            case Node.ForEach each -> false;
            case Node.Wait wait -> false;
            case Node.Fail fail -> false;
        };
    }

    private void current(Reader reader, String name) {
        OptionalInt found = find(reader, name);
        if (found.isEmpty()) {
            return;
        }
        boolean each = index.node(found.getAsInt()) instanceof Node.ForEach;
        if (!each && !(index.node(found.getAsInt()) instanceof Node.Loop)) {
            problems.add(
                    reader.step(),
                    Rule.READ_NOTHING,
                    "Its " + reader.what() + " reads an item of '" + name + "', which is no for-each and no loop.");
        } else if (!index.isWithin(
                reader.scope(), index.scopesOf(found.getAsInt()).getFirst())) {
            problems.add(
                    reader.step(),
                    Rule.READ_OUTSIDE,
                    "Its " + reader.what() + " reads " + (each ? "an item" : "a state") + " of '" + name
                            + "' outside of its body. Read it within, or read what '" + name + "' gives.");
        }
    }

    private void failure(Reader reader, String name, Set<Limit> limits) {
        OptionalInt found = find(reader, name);
        if (found.isEmpty()) {
            return;
        }
        int node = found.getAsInt();
        if (index.node(node).catches().isEmpty()) {
            problems.add(
                    reader.step(),
                    Rule.READ_NOTHING,
                    "Its " + reader.what() + " reads the failure of '" + name + "', which catches none. Give that a"
                            + " fallback, or read something else.");
        } else if (isVisible(reader, node)) {
            mustHaveRun(reader, node, limits, Limit.only(node, 0), "need not have failed by then");
        }
    }

    private void items(Reader reader, String name, Mapping result, Set<Limit> limits) {
        OptionalInt found = find(reader, name);
        if (found.isEmpty()) {
            return;
        }
        int node = found.getAsInt();
        if (!(index.node(node) instanceof Node.ForEach)) {
            problems.add(
                    reader.step(),
                    Rule.READ_NOTHING,
                    "Its " + reader.what() + " reads the results of '" + name + "' item by item, which is no"
                            + " for-each.");
        } else if (isVisible(reader, node)) {
            mustHaveRun(reader, node, limits, Limit.allBut(node, 0), "need not have ended well by then");
            int body = index.scopesOf(node).getFirst();
            read(new Reader(reader.step(), reader.what(), graph.end(body), body, -1), result, limits);
        }
    }

    private void chosen(Reader reader, String name, List<Mapping> options, Set<Limit> limits) {
        OptionalInt found = find(reader, name);
        if (found.isEmpty()) {
            return;
        }
        int node = found.getAsInt();
        int ways = index.node(node) instanceof Node.Choice choice
                ? choice.cases().size() + 1
                : index.node(node).catches().size() + 1;
        if (options.size() != ways) {
            problems.add(
                    reader.step(),
                    Rule.CHOSEN,
                    "Its " + reader.what() + " has " + options.size() + " results for the paths of '" + name
                            + "', which has " + ways + ". Give one for each, in their order.");
        } else if (isVisible(reader, node)) {
            mustHaveRun(reader, node, limits, Limit.none(node), "need not have been decided by then");
            for (int way = 0; way < ways; way++) {
                var within = new HashSet<>(limits);
                within.add(Limit.only(node, way));
                read(reader, options.get(way), Set.copyOf(within));
            }
        }
    }

    private OptionalInt find(Reader reader, String name) {
        OptionalInt found = index.find(name);
        if (found.isEmpty()) {
            problems.add(
                    reader.step(),
                    Rule.REFERENCE,
                    "Its " + reader.what() + " reads '" + name + "', which is not in this saga. If it stands in a"
                            + " branch, give that to parallel; else correct the name.");
        }
        return found;
    }

    /** Nodes of branches can be seen from outside, those of bodies cannot. */
    private boolean isVisible(Reader reader, int node) {
        int scope = index.place(node).scope();
        while (!index.isWithin(reader.scope(), scope)) {
            int owner = index.area(scope).owner();
            if (!(index.node(owner) instanceof Node.Parallel)) {
                problems.add(
                        reader.step(),
                        Rule.READ_OUTSIDE,
                        "Its " + reader.what() + " reads '" + index.node(node).name() + "' outside of the body of '"
                                + index.node(owner).name() + "', where it may run many times. Read what '"
                                + index.node(owner).name() + "' gives.");
                return false;
            }
            scope = index.place(owner).scope();
        }
        return true;
    }

    /** Without {@code ways}, the reader must be out of reach. */
    private void mustHaveRun(Reader reader, int node, Set<Limit> limits, Limit without, String doubt) {
        var all = new HashSet<>(limits);
        all.add(without);
        if (!reached(all).get(reader.point())) {
            return;
        }
        String name = index.node(node).name();
        problems.add(
                reader.step(),
                Rule.READ,
                "Its " + reader.what() + " reads '" + name + "', which "
                        + (isBeside(reader, node)
                                ? "runs in a branch beside it, at the same time. Read it after the branches."
                                : doubt + ". Read only what has run on every path that leads here."));
    }

    private BitSet reached(Set<Limit> limits) {
        BitSet known = reached.get(limits);
        if (known == null) {
            known = graph.reach(limits);
            if (reached.size() == KEPT_MAX) {
                reached.clear();
            }
            reached.put(Set.copyOf(limits), known);
        }
        return known;
    }

    private boolean isBeside(Reader reader, int node) {
        var scopes = new ArrayList<Integer>();
        for (int scope = index.place(node).scope(); index.area(scope).owner() >= 0; ) {
            scopes.add(scope);
            scope = index.place(index.area(scope).owner()).scope();
        }
        return scopes.stream().anyMatch(scope -> {
            int owner = index.area(scope).owner();
            return !index.isWithin(reader.scope(), scope)
                    && index.scopesOf(owner).stream().anyMatch(other -> index.isWithin(reader.scope(), other));
        });
    }
}

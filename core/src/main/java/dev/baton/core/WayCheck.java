package dev.baton.core;

import dev.baton.Catch;
import dev.baton.Node;
import dev.baton.core.DefinitionIndex.Area;
import dev.baton.core.DefinitionIndex.Place;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Nodes that no way leads to, and cycles that would turn without ever doing anything. */
final class WayCheck {
    private final DefinitionIndex index;
    private final Graph graph;
    private final Problems problems;
    private final Problems warnings;
    private final BitSet idle = new BitSet();

    WayCheck(Graph graph, Problems problems, Problems warnings) {
        this.index = graph.index();
        this.graph = graph;
        this.problems = problems;
        this.warnings = warnings;
        for (int node = index.places().size() - 1; node >= 0; node--) { // what stands within a node comes first
            idle.set(node, canBeIdle(node));
        }
    }

    void run() {
        unreachable();
        index.areas().forEach(this::idleCycles);
        for (Place place : index.places()) {
            if (place.node() instanceof Node.Loop loop && idle.get(place.number())) {
                warn(loop.name(), "The loop's body");
            }
        }
    }

    private void unreachable() {
        BitSet reached = graph.reach(Set.of());
        for (Place place : index.places()) {
            boolean outer = place.scope() == 0 || reached.get(graph.start(place.scope()));
            if (outer && !reached.get(graph.in(place.number())) && !leadsNowhere(index.area(place.scope()))) {
                problems.add(
                        place.node().name(),
                        Rule.UNREACHABLE,
                        "No way leads here: what stands before it never ends, or goes on elsewhere. Lead a path to it,"
                                + " or take it out.");
            }
        }
    }

    /** A name that does not exist in this scope is a problem of its own, and the reason why no way leads further. */
    private boolean leadsNowhere(Area area) {
        if (area.scope().start().isEmpty()) {
            return true;
        }
        var targets = new ArrayList<Optional<String>>();
        targets.add(area.scope().start());
        for (Node node : area.scope().nodes()) {
            targets.add(node.next());
            node.catches().stream().map(Catch::next).forEach(targets::add);
            if (node instanceof Node.Choice choice) {
                choice.cases().stream().map(Node.Case::then).forEach(targets::add);
            }
        }
        return targets.stream()
                .flatMap(Optional::stream)
                .anyMatch(target -> index.findIn(area.number(), target).isEmpty());
    }

    /** Cycles made by going back to an earlier node of the same scope. */
    private void idleCycles(Area area) {
        var done = new BitSet();
        var open = new BitSet();
        var warned = new HashSet<Integer>();
        for (Place place : index.places()) {
            if (place.scope() == area.number()) {
                follow(place.number(), done, open, warned);
            }
        }
        warned.forEach(node -> warn(index.node(node).name(), "A way leads from here back to here, which"));
    }

    /** Depth first, with a stack of its own: scopes can be long. */
    private void follow(int first, BitSet done, BitSet open, Set<Integer> warned) {
        record Step(int node, boolean leave) {}
        var steps = new ArrayList<Step>();
        steps.add(new Step(first, false));
        while (!steps.isEmpty()) {
            Step step = steps.removeLast();
            if (step.leave()) {
                open.clear(step.node());
                done.set(step.node());
                continue;
            }
            if (open.get(step.node())) {
                warned.add(step.node());
                continue;
            }
            if (done.get(step.node()) || !idle.get(step.node())) {
                continue;
            }
            open.set(step.node());
            steps.add(new Step(step.node(), true));
            successors(step.node()).forEach(next -> steps.add(new Step(next, false)));
        }
    }

    private List<Integer> successors(int node) {
        var next = new ArrayList<Integer>();
        for (int point : List.of(graph.in(node), graph.out(node))) {
            for (Graph.Edge edge : graph.from(point)) {
                int target = edge.to() / 2;
                boolean begins = edge.to() < 2 * index.places().size() && edge.to() % 2 == 0;
                if (begins && index.place(target).scope() == index.place(node).scope()) {
                    next.add(target);
                }
            }
        }
        return next;
    }

    /** Whether a node may pass without a task, a wait or a receive in it. */
    private boolean canBeIdle(int node) {
        return switch (index.node(node)) {
            case Node.Task task -> false;
            case Node.Child child -> false;
            case Node.Wait wait -> false;
            case Node.Receive receive -> false;
            case Node.Loop loop -> loop.pause().isZero() && hasIdleScopes(node);
            case Node.Parallel parallel -> hasIdleScopes(node);
            case Node.ForEach each -> hasIdleScopes(node);
            case Node.Choice choice -> true;
            case Node.Pass pass -> true;
            case Node.Fail fail -> true;
        };
    }

    /** Whether each scope can be passed by idle nodes alone. */
    private boolean hasIdleScopes(int node) {
        for (int scope : index.scopesOf(node)) {
            if (!canPassIdle(scope)) {
                return false;
            }
        }
        return true;
    }

    private boolean canPassIdle(int scope) {
        var seen = new BitSet();
        var open = new ArrayList<Integer>();
        open.add(graph.start(scope));
        while (!open.isEmpty()) {
            int point = open.removeLast();
            if (point == graph.end(scope)) {
                return true;
            }
            if (seen.get(point)) {
                continue;
            }
            seen.set(point);
            boolean begins = point < 2 * index.places().size();
            if (begins && !idle.get(point / 2)) {
                continue;
            }
            for (Graph.Edge edge : graph.from(point)) {
                if (edge.to() == graph.end(scope) || isInScope(edge.to(), scope)) {
                    open.add(edge.to());
                }
            }
            if (begins && point % 2 == 0 && !index.scopesOf(point / 2).isEmpty()) {
                open.add(graph.out(point / 2));
            }
        }
        return false;
    }

    private boolean isInScope(int point, int scope) {
        return point < 2 * index.places().size() && index.place(point / 2).scope() == scope;
    }

    private void warn(String step, String what) {
        warnings.add(
                step,
                Rule.IDLE_CYCLE,
                what + " has no task, wait or receive: it would turn as fast as it can, and after 1,000,000 turns of"
                        + " this kind an execution stops with an incident. Put a wait into it.");
    }
}

package dev.baton.core;

import dev.baton.Definition;
import dev.baton.Node;
import dev.baton.Role;
import dev.baton.core.DefinitionIndex.Place;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;

/** The three roles, on every path (saga-semantics §1 and §7). */
final class RoleCheck {
    private final DefinitionIndex index;
    private final Graph graph;
    private final Phases phases;
    private final Problems problems;
    private final List<Place> pivots;
    private final BesideCheck besideCheck;

    RoleCheck(Graph graph, Phases phases, Problems problems) {
        this.index = graph.index();
        this.graph = graph;
        this.phases = phases;
        this.problems = problems;
        this.pivots = index.places().stream()
                .filter(place -> Phases.roleOf(place.node()) == Role.PIVOT)
                .toList();
        this.besideCheck = new BesideCheck(graph, phases, problems);
    }

    void run() {
        if (index.isFlow()) {
            return;
        }
        for (Place place : index.places()) {
            undo(place.node());
            if (phases.isReached(graph.in(place.number()))) {
                role(place);
            }
        }
        completion(index.definition());
    }

    /** Whether a step is undone when the saga goes back: by its own compensation, or by compensating its child. */
    static boolean isUndone(Node node) {
        return Phases.roleOf(node) == Role.COMPENSATABLE;
    }

    static boolean isPointOfNoReturn(Node node) {
        return Phases.roleOf(node) == Role.PIVOT || Phases.roleOf(node) == Role.RETRIABLE;
    }

    private void undo(Node node) {
        boolean hasUndo = switch (node) {
            case Node.Task task -> task.undo().isPresent();
            case Node.Child child -> child.undo().isPresent();
            default -> false;
        };
        switch (Phases.roleOf(node)) {
            case COMPENSATABLE ->
                disagreeIf(
                        !hasUndo && node instanceof Node.Task,
                        node,
                        "It is declared compensatable and has no compensation. Add compensatedBy.");
            case PIVOT ->
                disagreeIf(
                        hasUndo,
                        node,
                        "It is the pivot and has a compensation, which would never run. Leave the compensation out, or"
                                + " use saga.step.");
            case RETRIABLE ->
                disagreeIf(
                        hasUndo,
                        node,
                        "It is retriable and has a compensation, which would never run. Leave one of the two out.");
            case READ_ONLY ->
                disagreeIf(
                        hasUndo,
                        node,
                        "It is declared readOnly and has a compensation. What has no effect needs none: leave one of"
                                + " the two out.");
            case PLAIN ->
                disagreeIf(hasUndo, node, "It has a compensation and is not declared compensatable. Declare it.");
        }
    }

    private void disagreeIf(boolean wrong, Node node, String sentence) {
        if (wrong) {
            problems.add(node.name(), Rule.ROLE_AND_UNDO, sentence);
        }
    }

    private void role(Place place) {
        int point = graph.in(place.number());
        Node node = place.node();
        if (node instanceof Node.Fail) {
            afterPivot(
                    node,
                    point,
                    Rule.FAIL_AFTER_PIVOT,
                    "It fails on purpose after",
                    "Decide to fail before it, or go on.");
        }
        if (node instanceof Node.Parallel) {
            besideCheck.run(place);
        }
        switch (Phases.roleOf(node)) {
            case COMPENSATABLE -> compensatable(node, point);
            case PIVOT -> pivot(place, point);
            case PLAIN -> {
                if (phases.mayBeBefore(point)) {
                    problems.add(
                            node.name(),
                            Rule.ROLE,
                            "It has no compensation, and there is a path on which it stands before the pivot. Add"
                                    + " compensatedBy, declare readOnly(), or make it the pivot or retriable.");
                }
            }
            case RETRIABLE -> retriable(place, point);
            case READ_ONLY -> {}
        }
    }

    private void retriable(Place place, int point) {
        if (pivots.isEmpty() || !phases.mayBeBefore(point)) {
            return;
        }
        BitSet after = graph.reachFrom(point);
        pivots.stream()
                .filter(pivot -> after.get(graph.in(pivot.number())))
                .findFirst()
                .ifPresent(pivot -> BesideCheck.retriableBefore(
                        problems, place.node(), pivot.node().name()));
    }

    /** A child without an undo of its own is simply not undone after the pivot. */
    private void compensatable(Node node, int point) {
        if (node instanceof Node.Child child && child.undo().isEmpty()) {
            return;
        }
        afterPivot(
                node,
                point,
                Rule.COMPENSATABLE_AFTER_PIVOT,
                "It has a compensation and stands after",
                "Move it before, or leave the compensation out: it is then retried until it succeeds.");
    }

    private void afterPivot(Node node, int point, Rule rule, String found, String next) {
        if (phases.mayBePastPivot(point)) {
            problems.add(
                    node.name(),
                    rule,
                    found + " the pivot '" + phases.pivotAt(point) + "', where nothing is undone any more. " + next);
        } else if (phases.mayBePastRetriable(point)) {
            problems.add(
                    node.name(),
                    rule,
                    found + " '" + index.node(phases.retriableAt(point)).name()
                            + "', which is retriable and so the point of no return of a path without a pivot. "
                            + next);
        }
    }

    private void pivot(Place place, int point) {
        String name = place.node().name();
        if (phases.mayBePastPivot(point) && !phases.pivotAt(point).equals(name)) {
            problems.add(
                    name,
                    Rule.ONE_PIVOT,
                    "It is a second pivot: '" + phases.pivotAt(point)
                            + "' comes before it. A path has one point of no return; make one of them an ordinary"
                            + " step.");
        }
        if (isRepeated(place)) {
            problems.add(
                    name,
                    Rule.PIVOT_IN_LOOP,
                    "It is a pivot that may run more than once. A path has one point of no return: take it out of the"
                            + " loop.");
        }
    }

    private boolean isRepeated(Place place) {
        for (int owner = index.ownerOf(place.number()); owner >= 0; owner = index.ownerOf(owner)) {
            if (!(index.node(owner) instanceof Node.Parallel)) {
                return true;
            }
        }
        return graph.reachFrom(graph.out(place.number())).get(graph.in(place.number()));
    }

    private void completion(Definition definition) {
        if (definition.compensatableFor().compareTo(Duration.ZERO) <= 0) {
            return;
        }
        for (Place place : index.places()) {
            if (phases.isReached(graph.in(place.number())) && isPointOfNoReturn(place.node())) {
                problems.add(
                        place.node().name(),
                        Rule.COMPENSATABLE_AFTER_COMPLETION,
                        "It is a point of no return, and the saga says compensatableAfterCompletion. Past it nothing is"
                                + " undone: leave one of the two out.");
            }
        }
    }
}

package dev.baton.core;

import dev.baton.Definition;
import dev.baton.Node;
import dev.baton.Role;
import dev.baton.core.DefinitionIndex.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The three roles, on every path (saga-semantics §1 and §7). */
final class RoleCheck {
    private final DefinitionIndex index;
    private final Graph graph;
    private final Phases phases;
    private final Problems problems;
    private final List<Place> pivots;

    RoleCheck(Graph graph, Phases phases, Problems problems) {
        this.index = graph.index();
        this.graph = graph;
        this.phases = phases;
        this.problems = problems;
        this.pivots = index.places().stream()
                .filter(place -> Phases.roleOf(place.node()) == Role.PIVOT)
                .toList();
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
            beside(place);
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
                .ifPresent(pivot -> retriableBefore(place.node(), pivot.node().name()));
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

    private void retriableBefore(Node retriable, String pivot) {
        problems.add(
                retriable.name(),
                Rule.RETRIABLE_BEFORE_PIVOT,
                "It is retriable and may run before the pivot '" + pivot
                        + "'. Move it after, or give it a compensation.");
    }

    private boolean isRepeated(Place place) {
        for (int owner = index.ownerOf(place.number()); owner >= 0; owner = index.ownerOf(owner)) {
            if (!(index.node(owner) instanceof Node.Parallel)) {
                return true;
            }
        }
        return graph.reachFrom(graph.out(place.number())).get(graph.in(place.number()));
    }

    /** Branches run in any order, so each must hold after all of the others. */
    private void beside(Place parallel) {
        if (!phases.mayBeBefore(graph.in(parallel.number()))) {
            return;
        }
        List<Member> members = membersOf(parallel.number());
        List<Member> pivots = withRole(members, Role.PIVOT);
        List<Member> retriables = withRole(members, Role.RETRIABLE).stream()
                .filter(member -> phases.mayBeBefore(graph.in(member.number())))
                .toList();
        List<Member> undone =
                members.stream().filter(member -> isUndone(member.node())).toList();
        for (Member pivot : pivots) {
            beside(pivot, undone)
                    .ifPresent(other -> problems.add(
                            pivot.name(),
                            Rule.PIVOT_BESIDE_COMPENSATABLE,
                            "It is a pivot in a branch beside '" + other.name()
                                    + "', so what is undone and what cannot be could meet. Put the steps that are"
                                    + " undone before the branches."));
            beside(pivot, pivots.subList(0, pivots.indexOf(pivot)))
                    .ifPresent(other -> problems.add(
                            pivot.name(),
                            Rule.ONE_PIVOT,
                            "It is a second pivot: '" + other.name()
                                    + "' runs beside it. A path has one point of no return;"
                                    + " make one of them an ordinary step."));
        }
        for (Member retriable : retriables) {
            beside(retriable, pivots).ifPresent(pivot -> retriableBefore(retriable.node(), pivot.name()));
        }
        for (Member step : undone) {
            beside(step, retriables)
                    .ifPresent(other -> problems.add(
                            step.name(),
                            Rule.COMPENSATABLE_AFTER_PIVOT,
                            "It is undone when the saga goes back and stands in a branch beside '" + other.name()
                                    + "', which is retriable and so the point of no return of a path without a pivot."
                                    + " Put it before the branches."));
        }
        members.stream()
                .filter(member -> member.node() instanceof Node.Fail)
                .forEach(fail -> beside(
                                fail,
                                Stream.concat(pivots.stream(), retriables.stream())
                                        .toList())
                        .ifPresent(other -> problems.add(
                                fail.name(),
                                Rule.FAIL_AFTER_PIVOT,
                                "It fails on purpose in a branch beside '" + other.name()
                                        + "', past which nothing is undone any more. Decide to fail"
                                        + " before the branches.")));
    }

    /** A node somewhere within a branch. */
    private record Member(int number, int branch, Node node) {
        String name() {
            return node.name();
        }
    }

    private List<Member> membersOf(int parallel) {
        var members = new ArrayList<Member>();
        for (int scope : index.scopesOf(parallel)) {
            for (int at = index.area(scope).first(); at < index.area(scope).end(); at++) {
                if (phases.isReached(graph.in(at))) {
                    members.add(new Member(at, scope, index.node(at)));
                }
            }
        }
        return members;
    }

    private static List<Member> withRole(List<Member> members, Role role) {
        return members.stream()
                .filter(member -> Phases.roleOf(member.node()) == role)
                .toList();
    }

    /** The first of these that stands in another branch. */
    private static Optional<Member> beside(Member member, List<Member> others) {
        return others.stream()
                .filter(other -> other.branch() != member.branch())
                .findFirst();
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

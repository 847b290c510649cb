package dev.baton.core;

import dev.baton.Node;
import dev.baton.Role;
import dev.baton.core.DefinitionIndex.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The roles of steps that stand beside each other in branches. */
final class BesideCheck {
    private final DefinitionIndex index;
    private final Graph graph;
    private final Phases phases;
    private final Problems problems;

    BesideCheck(Graph graph, Phases phases, Problems problems) {
        this.index = graph.index();
        this.graph = graph;
        this.phases = phases;
        this.problems = problems;
    }

    /** Branches run in any order, so each must hold after all of the others. */
    void run(Place parallel) {
        if (!phases.mayBeBefore(graph.in(parallel.number()))) {
            return;
        }
        List<Member> members = membersOf(parallel.number());
        List<Member> pivots = withRole(members, Role.PIVOT);
        List<Member> retriables = withRole(members, Role.RETRIABLE).stream()
                .filter(member -> phases.mayBeBefore(graph.in(member.number())))
                .toList();
        List<Member> undone = members.stream()
                .filter(member -> RoleCheck.isUndone(member.node()))
                .toList();
        pivots(pivots, undone);
        retriables(retriables, pivots, undone);
        fails(members, Stream.concat(pivots.stream(), retriables.stream()).toList());
    }

    private void pivots(List<Member> pivots, List<Member> undone) {
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
    }

    private void retriables(List<Member> retriables, List<Member> pivots, List<Member> undone) {
        for (Member retriable : retriables) {
            beside(retriable, pivots).ifPresent(pivot -> retriableBefore(problems, retriable.node(), pivot.name()));
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
    }

    private void fails(List<Member> members, List<Member> pointsOfNoReturn) {
        for (Member fail : members) {
            if (fail.node() instanceof Node.Fail) {
                beside(fail, pointsOfNoReturn)
                        .ifPresent(other -> problems.add(
                                fail.name(),
                                Rule.FAIL_AFTER_PIVOT,
                                "It fails on purpose in a branch beside '" + other.name()
                                        + "', past which nothing is undone any more. Decide to fail before the"
                                        + " branches."));
            }
        }
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

    static void retriableBefore(Problems problems, Node retriable, String pivot) {
        problems.add(
                retriable.name(),
                Rule.RETRIABLE_BEFORE_PIVOT,
                "It is retriable and may run before the pivot '" + pivot
                        + "'. Move it after, or give it a compensation.");
    }
}

package dev.baton.core;

import dev.baton.Node;
import dev.baton.Role;
import dev.baton.core.DefinitionIndex.Place;
import java.util.Optional;
import java.util.function.Function;

/** Whether what a child does can be undone where its parent may have to (saga-semantics 5.5). */
final class ChildCheck {
    private final DefinitionIndex index;
    private final Graph graph;
    private final Phases phases;
    private final Function<Node.Child, Optional<Checked>> children;
    private final Problems problems;

    ChildCheck(Graph graph, Phases phases, Function<Node.Child, Optional<Checked>> children, Problems problems) {
        this.index = graph.index();
        this.graph = graph;
        this.phases = phases;
        this.children = children;
        this.problems = problems;
    }

    void run() {
        for (Place place : index.places()) {
            if (place.node() instanceof Node.Child child && phases.isReached(graph.in(place.number()))) {
                children.apply(child).ifPresent(checked -> child(child, graph.in(place.number()), checked));
            }
        }
    }

    private void child(Node.Child child, int point, Checked checked) {
        if (child.role() == Role.READ_ONLY && checked.hasEffects()) {
            problems.add(
                    child.name(),
                    Rule.ROLE,
                    "It is declared readOnly, and its saga '" + child.definition() + "' has steps with an effect. Leave"
                            + " readOnly out, or declare those steps readOnly.");
        }
        if (!RoleCheck.isUndone(child) || child.undo().isPresent() || !phases.mayBeBefore(point)) {
            return;
        }
        if (checked.mayPassPivot()) {
            problems.add(
                    child.name(),
                    Rule.CHILD_PAST_ITS_PIVOT,
                    "Its saga '" + child.definition() + "' may pass a pivot and cannot be undone then, though this saga"
                            + " may still go back. Give the step a compensation of its own, make it the pivot, or put"
                            + " it after the pivot.");
        } else if (checked.isFlow() && checked.hasEffects()) {
            problems.add(
                    child.name(),
                    Rule.ROLE,
                    "Its definition '" + child.definition() + "' has no compensation, so the child cannot be undone,"
                            + " though this saga may still go back. Give the step a compensation of its own, or the"
                            + " child's steps theirs.");
        }
    }
}

package dev.baton.core;

import dev.baton.Definition;
import dev.baton.Node;
import dev.baton.Role;
import dev.baton.core.DefinitionIndex.Area;
import dev.baton.core.PlannedUndo.AsFar;
import dev.baton.core.PlannedUndo.AtOnce;
import dev.baton.core.PlannedUndo.InOrder;
import dev.baton.core.PlannedUndo.PastPivot;
import java.util.ArrayList;
import java.util.List;

/**
 * What would be undone and in which order, from any point of a saga (saga-semantics §5 and §7). Past the pivot that is
 * nothing.
 *
 * <p>It is computed from the definition alone and never used to run: an execution goes back by its
 * {@link CompensationLog}, and tests hold what ran against the plan.
 *
 * <p>A plan speaks of paths that may have been taken; which they were, only an execution knows. The definition must have
 * passed {@link Registration}.
 */
public final class CompensationPlan {
    private final DefinitionIndex index;
    private final ScopePlans scopes;
    private final ScopePlans openScopes;

    private CompensationPlan(Definition definition) {
        this.index = new DefinitionIndex(definition);
        this.scopes = ScopePlans.ended(index);
        this.openScopes = ScopePlans.open(index);
    }

    /** The plan of a definition that may run. */
    public static CompensationPlan of(Definition definition) {
        return new CompensationPlan(definition);
    }

    /** From the end of the saga on: what an execution that completed would undo. */
    public InOrder completed() {
        return inOrder(scopes.whole(0));
    }

    /** While a node is open: it failed for good, or somebody cancels. What is open is settled first. */
    public InOrder open(String node) {
        int number = number(node);
        var parts = new ArrayList<PlannedUndo>();
        undoOfOpen(number).forEach(part -> parts.add(part instanceof PastPivot ? part : new AsFar(part)));
        if (Phases.roleOf(index.node(number)) == Role.PIVOT) {
            parts.clear(); // it is only gone back from when the pivot certainly had no effect
        }
        return inOrder(outward(number, parts));
    }

    /** After a node ended well. */
    public InOrder after(String node) {
        int number = number(node);
        return inOrder(outward(number, scopes.undoOf(number)));
    }

    /** When a catch rule takes a node's failure, before it goes on; what stood before the node stays. */
    public InOrder caught(String node) {
        return inOrder(
                undoOfOpen(number(node)).stream().<PlannedUndo>map(AsFar::new).toList());
    }

    /** The plan at each step while it is open, as text for people; the whole first. */
    public String text() {
        var text = new StringBuilder("When it has completed:\n").append(PlanText.of(completed()));
        index.places().stream()
                .map(DefinitionIndex.Place::node)
                .filter(node -> node instanceof Node.Task || node instanceof Node.Child)
                .forEach(node -> text.append("When '")
                        .append(node.name())
                        .append("' fails:\n")
                        .append(PlanText.of(open(node.name()))));
        return text.toString();
    }

    // For what is held against it.

    DefinitionIndex index() {
        return index;
    }

    ScopePlans openScopes() {
        return openScopes;
    }

    private int number(String node) {
        return index.find(node)
                .orElseThrow(() -> new IllegalArgumentException(
                        "Saga '" + index.definition().name() + "' has no node '" + node + "'. Name one of its nodes."));
    }

    private List<PlannedUndo> undoOfOpen(int number) {
        return (index.scopesOf(number).isEmpty() ? scopes : openScopes).undoOf(number);
    }

    private static InOrder inOrder(List<PlannedUndo> parts) {
        return new InOrder(ScopePlans.cut(parts));
    }

    /** From a node to the beginning of the saga; {@code own} is what is undone of the node itself. */
    private List<PlannedUndo> outward(int node, List<PlannedUndo> own) {
        var parts = new ArrayList<PlannedUndo>(own);
        for (int at = node; ; ) {
            Area area = index.area(index.place(at).scope());
            parts.addAll(scopes.beforeNode(at));
            if (area.owner() < 0) {
                return parts;
            }
            List<PlannedUndo> cut = ScopePlans.cut(parts);
            parts.clear();
            parts.addAll(cut.size() == 1 && cut.getFirst() instanceof PastPivot ? cut : around(area, new InOrder(cut)));
            at = area.owner();
        }
    }

    /** What is undone of the node that has a scope, when that scope is open. */
    private List<PlannedUndo> around(Area area, InOrder inner) {
        Node owner = index.node(area.owner());
        return switch (owner) {
            case Node.Parallel parallel -> {
                var branches = new ArrayList<PlannedUndo>();
                for (int scope : index.scopesOf(area.owner())) {
                    branches.add(scope == area.number() ? inner : new AsFar(inOrder(openScopes.whole(scope))));
                }
                yield ScopePlans.isNothing(branches) ? List.of() : List.of(new AtOnce(owner.name(), branches));
            }
            case Node.Loop loop -> {
                var parts = new ArrayList<>(inner.parts());
                parts.addAll(openScopes.undoOf(area.owner()));
                yield parts;
            }
            default ->
                openScopes.undoOf(area.owner()).stream()
                        .<PlannedUndo>map(AsFar::new)
                        .toList();
        };
    }
}

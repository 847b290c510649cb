package dev.baton.core;

import dev.baton.Node;
import dev.baton.Role;
import java.util.Arrays;
import java.util.List;

/**
 * How far past its pivot an execution may be at each point of a definition: before it, past a declared one, past the first
 * retriable step where none is declared (saga-semantics 1.1). At a point that several ways lead to, several may hold.
 */
final class Phases {
    private static final int BEFORE = 1;
    private static final int PIVOT = 2;
    private static final int RETRIABLE = 4;
    private static final int NOBODY = -1;

    private final Graph graph;
    private final DefinitionIndex index;
    private final int[] phases;
    private final int[] pivots;
    private final int[] retriables;
    private boolean changed;

    Phases(Graph graph) {
        this.graph = graph;
        this.index = graph.index();
        this.phases = new int[graph.points()];
        this.pivots = new int[graph.points()];
        this.retriables = new int[graph.points()];
        Arrays.fill(pivots, NOBODY);
        Arrays.fill(retriables, NOBODY);
        phases[graph.start(0)] = BEFORE;
        do {
            changed = false;
            graph.edges().forEach(this::flow);
        } while (changed);
    }

    boolean isReached(int point) {
        return phases[point] != 0;
    }

    boolean mayBeBefore(int point) {
        return (phases[point] & BEFORE) != 0;
    }

    boolean mayBePastPivot(int point) {
        return (phases[point] & PIVOT) != 0;
    }

    boolean mayBePastRetriable(int point) {
        return (phases[point] & RETRIABLE) != 0;
    }

    /** A pivot that may have succeeded by then. */
    String pivotAt(int point) {
        return index.node(pivots[point]).name();
    }

    /** A retriable step that may have been the point of no return by then. */
    int retriableAt(int point) {
        return retriables[point];
    }

    private void flow(Graph.Edge edge) {
        if (phases[edge.from()] == 0) {
            return;
        }
        if (graph.branchesInto(edge.to()) > 1) {
            join(edge.node(), edge.to());
            return;
        }
        int node = edge.node();
        int coming = phases[edge.from()];
        int pivot = pivots[edge.from()];
        int retriable = retriables[edge.from()];
        if (node != NOBODY && edge.from() == graph.in(node)) {
            switch (roleOf(index.node(node))) {
                case PIVOT -> {
                    if (edge.option() == 0) {
                        coming = PIVOT;
                        pivot = node;
                    }
                }
                case RETRIABLE -> {
                    if ((coming & BEFORE) != 0) {
                        coming = (coming & ~BEFORE) | RETRIABLE;
                        retriable = retriable == NOBODY ? node : retriable;
                    }
                }
                case COMPENSATABLE, READ_ONLY, PLAIN -> {
                    if (edge.option() > 0) {
                        int within = retriableWithin(node);
                        coming |= within == NOBODY ? 0 : RETRIABLE;
                        retriable = retriable == NOBODY ? within : retriable;
                    }
                }
            }
        }
        add(edge.to(), leavesPivotLoop(edge) ? coming & ~PIVOT : coming, pivot, retriable);
    }

    /** A pivot in a body is a problem of its own; that the next turn would meet it again need not be said, too. */
    private boolean leavesPivotLoop(Graph.Edge edge) {
        int scopesFrom = 2 * index.places().size();
        return edge.from() >= scopesFrom && edge.to() == edge.from() - 1 && pivots[edge.from() - 1] == NOBODY;
    }

    /** Past the pivot where any branch is; before it where all branches may be. */
    private void join(int parallel, int point) {
        List<Integer> scopes = index.scopesOf(parallel);
        int all = BEFORE;
        int any = 0;
        int pivot = NOBODY;
        int retriable = NOBODY;
        for (int scope : scopes) {
            int end = graph.end(scope);
            if (phases[end] == 0) {
                return;
            }
            all &= phases[end];
            any |= phases[end] & (PIVOT | RETRIABLE);
            pivot = pivot == NOBODY ? pivots[end] : pivot;
            retriable = retriable == NOBODY ? retriables[end] : retriable;
        }
        add(point, all | any, pivot, retriable);
    }

    /**
     * A retriable step within a node that may be the point of no return before the node fails and is caught. A declared
     * pivot within is none: once it succeeded, what fails in the same scope is not caught any more.
     */
    private int retriableWithin(int node) {
        for (int at = node + 1; at < index.place(node).end(); at++) {
            if (roleOf(index.node(at)) == Role.RETRIABLE && retriables[graph.out(at)] != NOBODY) {
                return at;
            }
        }
        return NOBODY;
    }

    private void add(int point, int more, int pivot, int retriable) {
        int before = phases[point];
        phases[point] |= more;
        if ((phases[point] & PIVOT) != 0 && pivots[point] == NOBODY) {
            pivots[point] = pivot;
        }
        if ((phases[point] & RETRIABLE) != 0 && retriables[point] == NOBODY) {
            retriables[point] = retriable;
        }
        changed |= phases[point] != before;
    }

    /** What a node means for the way back; for all but steps: nothing. */
    static Role roleOf(Node node) {
        return switch (node) {
            case Node.Task task -> task.role();
            case Node.Child child -> child.role();
            default -> Role.READ_ONLY;
        };
    }
}

package dev.baton.core;

import java.util.List;
import java.util.Set;

/** A part of a {@link CompensationPlan}: what would be undone, in the order in which it would be. */
public sealed interface PlannedUndo {

    /** A step's compensation runs, unless the step certainly had no effect. */
    record Step(String node) implements PlannedUndo {}

    /** The execution that a step started is compensated. */
    record Child(String node) implements PlannedUndo {}

    /** One after the other; each is over before the next begins. */
    record InOrder(List<PlannedUndo> parts) implements PlannedUndo {
        public InOrder {
            parts = List.copyOf(parts);
        }
    }

    /** The branches of a parallel, at the same time. */
    record AtOnce(String node, List<PlannedUndo> branches) implements PlannedUndo {
        public AtOnce {
            branches = List.copyOf(branches);
        }
    }

    /** The items of a for-each, the latest first, so many at the same time. */
    record Items(String node, int concurrencyMax, PlannedUndo item) implements PlannedUndo {}

    /** The turns of a loop, the latest first. */
    record Turns(String node, PlannedUndo turn) implements PlannedUndo {}

    /** The visits of these nodes, which a way leads back to: the latest first. */
    record Visits(Set<String> nodes) implements PlannedUndo {
        public Visits {
            nodes = Set.copyOf(nodes);
        }
    }

    /** What belongs to the path that was taken. */
    record OneOf(List<PlannedUndo> paths) implements PlannedUndo {
        public OneOf {
            paths = List.copyOf(paths);
        }
    }

    /** As much of it as had begun. */
    record AsFar(PlannedUndo whole) implements PlannedUndo {}

    /** Nothing of the whole plan: past this node the execution only goes forward. */
    record PastPivot(String node) implements PlannedUndo {}
}

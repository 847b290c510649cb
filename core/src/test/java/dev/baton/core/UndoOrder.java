package dev.baton.core;

import dev.baton.Node;
import dev.baton.core.UndoHistory.Group;
import dev.baton.core.UndoHistory.Item;
import dev.baton.core.UndoHistory.Run;
import dev.baton.core.UndoHistory.Visit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares the order in which an execution undid its visits with the order of the plan (saga-semantics §5). */
final class UndoOrder {
    private final CompensationPlan plan;
    private final UndoHistory found;
    private final List<String> differences = new ArrayList<>();

    /** A time of undoing, in positions of the history. */
    private record Span(int began, int ended) {}

    UndoOrder(CompensationPlan plan, UndoHistory found) {
        this.plan = plan;
        this.found = found;
    }

    List<String> differences() {
        List<Visit> undone = found.visits.stream()
                .filter(visit -> visit.undoBegan != UndoHistory.NEVER)
                .toList();
        for (int later = 1; later < undone.size(); later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                compare(undone.get(earlier), undone.get(later));
            }
        }
        found.groups.forEach(this::concurrency);
        found.runs.forEach(this::plan);
        return differences;
    }

    private int endOf(Visit visit) {
        return visit.isUndone() ? visit.undoEnded : Integer.MAX_VALUE;
    }

    /** The later one first, unless the earlier one was gone before the later one began. */
    private void compare(Visit earlier, Visit later) {
        if (isOrdered(earlier, later) && endOf(earlier) > later.began && endOf(later) > earlier.undoBegan) {
            differences.add("'" + earlier.node + "' (entry " + earlier.number + ") was undone before '" + later.node
                    + "' (entry " + later.number + "), which began later.");
        }
    }

    private boolean isOrdered(Visit earlier, Visit later) {
        List<Integer> one = framesOf(earlier.frame);
        List<Integer> other = framesOf(later.frame);
        int at = 0;
        while (at < one.size() && at < other.size() && one.get(at).equals(other.get(at))) {
            at++;
        }
        if (at == one.size() || at == other.size()) {
            return true;
        }
        Group left = found.runs.get(one.get(at)).group.orElseThrow();
        Group right = found.runs.get(other.get(at)).group.orElseThrow();
        return left != right || concurrencyOf(left) == 1;
    }

    /** The frames that a frame stands in, from the outside in, itself last. */
    private List<Integer> framesOf(int frame) {
        var frames = new ArrayList<Integer>();
        for (int at = frame; ; ) {
            frames.addFirst(at);
            Run run = found.runs.get(at);
            if (run.group.isEmpty()) {
                return frames;
            }
            at = run.group.get().frame;
        }
    }

    private int concurrencyOf(Group group) {
        return switch (node(group.node)) {
            case Node.ForEach each -> each.concurrencyMax();
            case Node.Loop loop -> 1;
            default -> Integer.MAX_VALUE;
        };
    }

    private void concurrency(Group group) {
        int max = concurrencyOf(group);
        Map<Integer, Span> spans = new HashMap<>();
        group.frames.forEach(frame -> span(frame, spans));
        for (Map.Entry<Integer, Span> one : spans.entrySet()) {
            long open = spans.values().stream()
                    .filter(other -> other.began() <= one.getValue().began()
                            && one.getValue().began() < other.ended())
                    .count();
            if (open > max) {
                differences.add(open + " frames of '" + group.node + "' were undone at the same time; at most " + max
                        + " may be.");
            }
        }
    }

    private void span(int frame, Map<Integer, Span> spans) {
        for (Visit visit : found.visits) {
            if (visit.undoBegan != UndoHistory.NEVER && isUndoneWith(visit, frame)) {
                spans.merge(
                        frame,
                        new Span(visit.undoBegan, endOf(visit)),
                        (a, b) -> new Span(Math.min(a.began(), b.began()), Math.max(a.ended(), b.ended())));
            }
        }
    }

    /** Whether it was undone when the frame was, and not before, by a catch rule or as a failed item within the frame. */
    private boolean isUndoneWith(Visit visit, int frame) {
        if (visit.caught) {
            return false;
        }
        for (int at = visit.frame; at != frame; ) {
            Run run = found.runs.get(at);
            if (run.failedItem || run.group.isEmpty() || run.group.get().caught) {
                return false;
            }
            at = run.group.get().frame;
        }
        return true;
    }

    // What a frame undid, the latest first, must be a way through the plan.

    private void plan(Run run) {
        if (run.items.isEmpty()) {
            return;
        }
        List<String> undone = run.items.reversed().stream()
                .filter(this::isUndone)
                .map(Item::node)
                .toList();
        int last = plan.index().find(run.items.getLast().node()).orElseThrow();
        var parts = new PlannedUndo.InOrder(plan.openScopes().within(last));
        var start = new BitSet();
        start.set(0);
        if (!undone.isEmpty() && !advance(parts, undone, start).get(undone.size())) {
            differences.add("What was undone, " + undone + ", is no way through the plan " + parts + ".");
        }
    }

    /** What a catch rule, or a failed item, had undone before it went on is no part of what is undone after it. */
    private boolean isUndone(Item item) {
        return item.visit()
                .map(visit -> visit.undoBegan != UndoHistory.NEVER && !visit.caught)
                .orElseGet(() -> !item.group().orElseThrow().caught
                        && item.group().orElseThrow().frames.stream().anyMatch(this::hasUndone));
    }

    private boolean hasUndone(int frame) {
        Run run = found.runs.get(frame);
        return !run.failedItem && run.items.stream().anyMatch(this::isUndone);
    }

    /** From the places in what was undone that could have been reached before a part, those reached after it. */
    private static BitSet advance(PlannedUndo part, List<String> undone, BitSet places) {
        return switch (part) {
            case PlannedUndo.Step step -> one(step.node(), undone, places);
            case PlannedUndo.Child child -> one(child.node(), undone, places);
            case PlannedUndo.AtOnce branches -> one(branches.node(), undone, places);
            case PlannedUndo.Items items -> one(items.node(), undone, places);
            case PlannedUndo.Turns turns -> one(turns.node(), undone, places);
            case PlannedUndo.AsFar asFar -> advance(asFar.whole(), undone, places);
            case PlannedUndo.PastPivot pivot -> new BitSet();
            case PlannedUndo.InOrder inOrder -> {
                BitSet at = places;
                for (PlannedUndo inner : inOrder.parts()) {
                    at = advance(inner, undone, at);
                }
                yield at;
            }
            case PlannedUndo.OneOf paths -> {
                var any = new BitSet();
                paths.paths().forEach(path -> any.or(advance(path, undone, places)));
                yield any;
            }
            case PlannedUndo.Visits visits -> {
                var all = (BitSet) places.clone();
                for (int at = all.nextSetBit(0); at >= 0 && at < undone.size(); at = all.nextSetBit(at + 1)) {
                    if (visits.nodes().contains(undone.get(at))) {
                        all.set(at + 1);
                    }
                }
                yield all;
            }
        };
    }

    /** It may have had no effect, and then it is not undone. */
    private static BitSet one(String node, List<String> undone, BitSet places) {
        var after = (BitSet) places.clone();
        places.stream()
                .filter(at -> at < undone.size() && undone.get(at).equals(node))
                .forEach(at -> after.set(at + 1));
        return after;
    }

    private Node node(String name) {
        return plan.index().node(plan.index().find(name).orElseThrow());
    }
}

package dev.baton.core;

import dev.baton.core.PlannedUndo.InOrder;
import java.util.List;
import java.util.TreeSet;

/** A plan as an indented list. */
final class PlanText {
    /** Deeper than any blocks are nested; ways that cross in all directions could go on for ever. */
    private static final int DEPTH_MAX = 80;

    private final StringBuilder text = new StringBuilder();

    private PlanText() {}

    static String of(InOrder plan) {
        var text = new PlanText();
        text.parts(plan, 1);
        return text.text.toString();
    }

    private void part(PlannedUndo part, int depth) {
        if (depth > DEPTH_MAX) {
            line(depth, "…");
            return;
        }
        switch (part) {
            case PlannedUndo.Step step -> line(depth, "undo '" + step.node() + "'");
            case PlannedUndo.Child child -> line(depth, "compensate the saga that '" + child.node() + "' ran");
            case InOrder inOrder -> parts(inOrder, depth);
            case PlannedUndo.AtOnce branches -> {
                line(depth, "at the same time, of '" + branches.node() + "':");
                alternatives("a branch:", branches.branches(), depth);
            }
            case PlannedUndo.Items items -> {
                line(
                        depth,
                        "for each item of '" + items.node() + "', the latest first, " + items.concurrencyMax()
                                + " at the same time:");
                part(items.item(), depth + 1);
            }
            case PlannedUndo.Turns turns -> {
                line(depth, "for each turn of '" + turns.node() + "', the latest first:");
                part(turns.turn(), depth + 1);
            }
            case PlannedUndo.Visits visits ->
                line(depth, "each visit of " + new TreeSet<>(visits.nodes()) + ", the latest first");
            case PlannedUndo.OneOf paths -> {
                line(depth, "by the path that was taken:");
                alternatives("either", paths.paths(), depth);
            }
            case PlannedUndo.AsFar asFar -> {
                line(depth, "as far as it had come:");
                part(asFar.whole(), depth + 1);
            }
            case PlannedUndo.PastPivot pivot ->
                line(depth, "nothing at all: past '" + pivot.node() + "' it only goes forward");
        }
    }

    private void alternatives(String title, List<PlannedUndo> parts, int depth) {
        for (PlannedUndo part : parts) {
            line(depth + 1, title);
            part(part, depth + 2);
        }
    }

    private void parts(InOrder inOrder, int depth) {
        if (inOrder.parts().isEmpty()) {
            line(depth, "nothing");
        }
        inOrder.parts().forEach(part -> part(part, depth));
    }

    private void line(int depth, String words) {
        text.append("  ".repeat(depth)).append("- ").append(words).append('\n');
    }
}

package dev.baton.core;

import dev.baton.Node;
import dev.baton.Role;
import dev.baton.core.UndoHistory.Item;
import dev.baton.core.UndoHistory.Run;
import dev.baton.core.UndoHistory.Visit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Holds what an execution undid against its plan: what had to be undone and was not, what was undone and must not be, and
 * what was undone in another order.
 */
final class UndoComparison {
    private final CompensationPlan plan;
    private final boolean flow;
    private final List<Event> history;
    private final UndoHistory found = new UndoHistory();
    private final Set<String> differences = new LinkedHashSet<>();
    private boolean goesBack;
    private boolean pastPivot;

    private UndoComparison(CompensationPlan plan, List<Event> history) {
        this.plan = plan;
        this.flow = plan.index().isFlow();
        this.history = history;
    }

    /** A sentence for each difference; {@code history} has all events of the execution, in order. */
    static List<String> differences(CompensationPlan plan, List<Event> history) {
        return new UndoComparison(plan, history).differences();
    }

    private List<String> differences() {
        for (Event event : history) {
            found.apply(event);
            look(event);
        }
        new UndoOrder(plan, found).differences().forEach(differences::add);
        return List.copyOf(differences);
    }

    private void look(Event event) {
        switch (event) {
            case Event.TaskScheduled scheduled -> forward(scheduled.node());
            case Event.ChildStarted started -> forward(started.node());
            case Event.AttemptStarted started -> {
                if (goesBack) {
                    differ(found.visits.get(started.entry()), "was tried again while the execution went back");
                }
            }
            case Event.TaskSucceeded succeeded -> passed(succeeded.entry());
            case Event.ChildCompleted completed -> passed(completed.entry());
            case Event.TaskFailed failed -> passed(failed.entry());
            case Event.LateSuccess late -> passed(late.entry());
            case Event.ProbeAnswered answered -> passed(answered.entry());
            case Event.IncidentResolved resolved -> found.visits.forEach(visit -> passed(visit.number));
            case Event.UndoScheduled scheduled -> {
                if (scheduled.round() == 1 && scheduled.attempt() == 1) {
                    undone(found.visits.get(scheduled.entry()));
                }
            }
            case Event.CatchStarted started -> caught(started);
            case Event.FailureCaught caught -> mustBeUndone(caught);
            case Event.ItemUndoStarted started -> found.runs.get(started.frame()).failedItem = true;
            case Event.ItemFailed failed ->
                mustBeUndone(
                        found.groups.get(failed.group()).frames.get(failed.index()), "though its item was counted out");
            case Event.CompensationStarted started -> goesBack = true;
            case Event.ExecutionRedriven redriven -> goesBack = false;
            case Event.ExecutionCompensated compensated -> mustBeUndone(0, "though the execution is COMPENSATED");
            case Event.ExecutionFailed failed -> mustBeUndone(0, "though the execution is FAILED");
            default -> {}
        }
    }

    private void forward(String node) {
        if (goesBack) {
            differences.add("'" + node + "' began while the execution went back.");
        }
        pastPivot |= isPastWhenScheduled(node(node));
    }

    private void passed(int number) {
        Visit visit = found.visits.get(number);
        pastPivot |= !flow && visit.done && Phases.roleOf(node(visit.node)) == Role.PIVOT;
    }

    private void undone(Visit visit) {
        if (!isUndone(node(visit.node))) {
            differ(visit, "was undone, which the plan does not");
        } else if (pastPivot) {
            differ(visit, "was undone past the pivot");
        } else if (!visit.mayHaveHappened()) {
            differ(visit, "was undone, though it certainly had no effect");
        } else if (!goesBack && !visit.caught && !isWithinCaught(visit.frame)) {
            differ(visit, "was undone, though nothing above it went back");
        }
    }

    private boolean isWithinCaught(int frame) {
        for (int at = frame; ; ) {
            Run run = found.runs.get(at);
            if (run.failedItem || (run.group.isPresent() && run.group.get().caught)) {
                return true;
            }
            if (run.group.isEmpty()) {
                return false;
            }
            at = run.group.get().frame;
        }
    }

    private void caught(Event.CatchStarted started) {
        found.latest(started.frame(), started.node()).ifPresent(item -> {
            item.visit().ifPresent(visit -> visit.caught = true);
            item.group().ifPresent(group -> group.caught = true);
        });
    }

    private void mustBeUndone(Event.FailureCaught caught) {
        String why = "though its failure was caught";
        found.latest(caught.frame(), caught.node())
                .flatMap(Item::group)
                .ifPresent(group -> group.frames.forEach(frame -> mustBeUndone(frame, why)));
        found.failedVisit(caught.frame(), caught.node()).ifPresent(visit -> mustBeUndone(visit, why));
    }

    private void mustBeUndone(int frame, String why) {
        for (Item item : found.runs.get(frame).items) {
            item.visit().ifPresent(visit -> mustBeUndone(visit, why));
            item.group().ifPresent(group -> group.frames.forEach(inner -> mustBeUndone(inner, why)));
        }
    }

    private void mustBeUndone(Visit visit, String why) {
        if (isUndone(node(visit.node)) && visit.mayHaveHappened() && !visit.isUndone()) {
            differ(visit, "had or may have had an effect and was not undone, " + why);
        }
    }

    private boolean isUndone(Node node) {
        return !flow && RoleCheck.isUndone(node);
    }

    /** Whether a saga is past its pivot as soon as this node is scheduled. */
    private boolean isPastWhenScheduled(Node node) {
        boolean step = node instanceof Node.Task || node instanceof Node.Child;
        return !flow && step && (Phases.roleOf(node) == Role.RETRIABLE || Phases.roleOf(node) == Role.PLAIN);
    }

    private Node node(String name) {
        return plan.index().node(plan.index().find(name).orElseThrow());
    }

    private void differ(Visit visit, String what) {
        differences.add("'" + visit.node + "' (entry " + visit.number + ") " + what + ".");
    }
}

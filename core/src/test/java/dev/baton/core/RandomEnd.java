package dev.baton.core;

import dev.baton.ExecutionStatus;
import dev.baton.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * How a {@link RandomPlay} ended: of each execution its status, its entries by step, address and visit, and its open
 * incidents; and the effects that stand in the ledger.
 */
record RandomEnd(List<String> executions, List<String> effects) {

    /**
     * Looks at a play that has come to rest.
     *
     * @param loose without the names of executions and visits: an operator's "retry" made other ones
     * @param lost a call was lost in one of the plays, so what FAILED with nothing to undo may have had to undo it
     */
    static RandomEnd of(RandomPlay play, boolean loose, boolean lost) {
        var executions = new ArrayList<String>();
        for (RandomPlay.Run run : play.runs()) {
            var text = new StringBuilder()
                    .append(loose ? "" : run.id)
                    .append(' ')
                    .append(
                            lost && run.state.status() == ExecutionStatus.FAILED
                                    ? ExecutionStatus.COMPENSATED
                                    : run.state.status());
            var entries = new TreeMap<String, String>();
            for (Entry entry : run.state.entries()) {
                entries.put(entry.node() + "@" + entry.input() + "#" + (loose ? "" : entry.visit()), stateOf(entry));
            }
            text.append(entries);
            run.state.incidents().stream()
                    .filter(Incident::isOpen)
                    .forEach(incident -> text.append(incident.kind()).append(incident.node()));
            executions.add(text.toString());
        }
        return new RandomEnd(executions, play.ledger.standing(play.drawn()));
    }

    /** What never had an effect and what is undone are both gone: a call that was lost has to be undone. */
    private static String stateOf(Entry entry) {
        if (entry.role() == Role.READ_ONLY) {
            return "read";
        }
        return switch (entry.state()) {
            case NONE, COMPENSATED -> "gone";
            case DONE -> "done";
            case MAYBE -> "maybe";
            case SKIPPED -> "skipped";
        };
    }

    static boolean hasLost(RandomPlay play) {
        return play.runs().stream().flatMap(run -> run.state.entries().stream()).anyMatch(entry -> entry.lost() > 0);
    }

    /** What must be true at the end of every play. */
    static List<String> problems(RandomPlay play) {
        var found = new ArrayList<String>();
        for (RandomPlay.Run run : play.runs()) {
            boolean waits = run.state.hasEnded()
                    || run.state.hasOpenIncident()
                    || run.state.entries().stream()
                            .anyMatch(entry -> entry.child() && entry.phase() != Entry.Phase.IDLE);
            if (!waits) {
                found.add(run.id + " waits for ever without a reason.");
            }
            if (!run.state.pendingTimers().isEmpty()) {
                found.add(run.id + " has timers left: " + run.state.pendingTimers());
            }
            if (run.state.hasEnded() && run.state.hasOpenIncident()) {
                found.add(run.id + " has ended with an open incident.");
            }
            for (Entry entry : run.state.entries()) {
                if (!entry.child()) {
                    ledgerAgrees(play, run, entry, found);
                }
            }
        }
        return found;
    }

    private static void ledgerAgrees(RandomPlay play, RandomPlay.Run run, Entry entry, List<String> found) {
        if (entry.role() == Role.READ_ONLY) {
            return;
        }
        RandomLedger.Line line = play.ledger.find(play.keyOf(run, entry));
        boolean stands = line != null && line.stands();
        boolean ended = run.state.hasEnded();
        boolean wrong = switch (entry.state()) {
            case NONE, COMPENSATED -> stands;
            case DONE -> !stands || (ended && entry.role() == Role.COMPENSATABLE && !isCompleted(run));
            case MAYBE -> ended && entry.role() != Role.RETRIABLE;
            case SKIPPED -> true;
        };
        if (wrong) {
            found.add(run.id + " is " + run.state.status() + " and says that " + entry.node() + " at " + entry.input()
                    + " is " + entry.state() + "; its effect " + (stands ? "stands." : "does not stand."));
        }
    }

    private static boolean isCompleted(RandomPlay.Run run) {
        return run.state.status() == ExecutionStatus.COMPLETED;
    }
}

package dev.baton.core;

import dev.baton.ExecutionStatus;
import dev.baton.Node;
import dev.baton.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Holds the services' ledger of one execution against its {@link CompensationPlan}: which keys had to be undone by the
 * plan, and in which order they were. What the execution did forward says which path, items and turns there were; the plan
 * alone says what is undone of them, and when.
 */
final class RandomPlanCheck {
    private final RandomPlay play;
    private final RandomPlay.Run run;
    private final CompensationPlan plan;
    private final List<Visit> visits = new ArrayList<>();
    private final List<String> found = new ArrayList<>();
    private final int prefix;

    /** One visit to a step that the plan undoes. */
    private static final class Visit {
        final Entry entry;
        final List<String> address;
        final long began;
        boolean done;
        boolean doubt;
        long undoBegan = RandomLedger.OPEN;
        long undoEnded = RandomLedger.OPEN;

        Visit(Entry entry, List<String> address, long began) {
            this.entry = entry;
            this.address = address;
            this.began = began;
        }

        boolean isIn(String node, List<String> at) {
            return entry.node().equals(node) && startsWith(address, at);
        }
    }

    /** What the plan wants of these visits: one, one part after the other, or so many parts at the same time. */
    private sealed interface Wanted {
        record One(Visit visit) implements Wanted {}

        record Ordered(List<Wanted> parts) implements Wanted {}

        record Beside(String node, List<Wanted> parts, int most) implements Wanted {}
    }

    private record Span(long began, long ended) {
        static final Span NONE = new Span(RandomLedger.OPEN, -1);

        Span and(Span other) {
            return new Span(Math.min(began, other.began), Math.max(ended, other.ended));
        }

        boolean isNone() {
            return ended < 0;
        }
    }

    RandomPlanCheck(RandomPlay play, RandomPlay.Run run) {
        this.play = play;
        this.run = run;
        this.plan =
                CompensationPlan.of(play.drawn().definition(run.state.header().definition()));
        this.prefix = parts(run.state.header().input()).size();
    }

    private static List<String> parts(Payload input) {
        List<String> all = Arrays.asList(((String) Json.read(input)).split("/"));
        return all.subList(1, all.size());
    }

    private static boolean startsWith(List<String> address, List<String> start) {
        return address.size() >= start.size()
                && address.subList(0, start.size()).equals(start);
    }

    /** A sentence for each difference. */
    List<String> differences() {
        for (int i = 0; i < run.log.size(); i++) {
            learn(run.log.get(i), run.ticks.get(i));
        }
        for (int i = 0; i < run.log.size(); i++) {
            switch (run.log.get(i)) {
                case Event.CompensationStarted started -> goesBack(i);
                case Event.CatchStarted started -> catches(i, started);
                case Event.ItemUndoStarted started -> tolerates(i, started);
                default -> {}
            }
        }
        found.addAll(UndoComparison.differences(plan, run.log));
        return found;
    }

    private void learn(Event event, long at) {
        switch (event) {
            case Event.TaskScheduled scheduled -> visit(at);
            case Event.ChildStarted started -> visit(at);
            case Event.TaskSucceeded done -> visits.get(done.entry()).done = true;
            case Event.ChildCompleted done -> visits.get(done.entry()).done = true;
            case Event.TaskFailed failed -> {
                visits.get(failed.entry()).done |= failed.outcome() == Outcome.UNREADABLE;
                visits.get(failed.entry()).doubt |= failed.outcome() == Outcome.UNKNOWN;
            }
            case Event.AttemptLost lost -> visits.get(lost.entry()).doubt = true;
            case Event.ProbeAnswered answer -> {
                visits.get(answer.entry()).done |= answer.verdict() == ProbeVerdict.HAPPENED;
                visits.get(answer.entry()).doubt &= answer.verdict() != ProbeVerdict.NEVER;
            }
            case Event.UndoScheduled scheduled -> {
                Visit visit = visits.get(scheduled.entry());
                if (isUndoneByItsChild(visit)) {
                    visit.undoBegan = Math.min(visit.undoBegan, at);
                }
            }
            case Event.TaskCompensated undone -> {
                Visit visit = visits.get(undone.entry());
                if (isUndoneByItsChild(visit)) {
                    visit.undoEnded = at;
                }
            }
            default -> {}
        }
    }

    private boolean isUndoneByItsChild(Visit visit) {
        return play.drawn().node(visit.entry.node()) instanceof Node.Child child
                && child.undo().isEmpty();
    }

    private void visit(long at) {
        Entry entry = run.state.entries().get(visits.size());
        List<String> all = parts(entry.input());
        var visit = new Visit(entry, all.subList(prefix, all.size()), at);
        RandomLedger.Line line = play.ledger.find(play.keyOf(run, entry));
        if (line != null) {
            visit.undoBegan = line.undoBegan;
            visit.undoEnded = line.undoEnded;
        }
        visits.add(visit);
    }

    private ExecutionState stateBefore(int event) {
        var state = new ExecutionState(run.id);
        state.replay(run.log.subList(0, event));
        return state;
    }

    private static List<String> addressOf(ExecutionState state, int frame) {
        var address = new ArrayList<String>();
        for (int at = frame; at >= 0; at = state.frames.parent(at)) {
            int group = state.frames.get(at).group();
            if (group >= 0 && state.frames.group(group).kind() != Group.Kind.PARALLEL) {
                address.addFirst(state.frames.group(group).node() + ":"
                        + state.frames.get(at).index());
            }
        }
        return address;
    }

    // The three ways of going back.

    private void goesBack(int event) {
        ExecutionState state = stateBefore(event);
        long from = run.ticks.get(event);
        if (state.hasEnded()) {
            compare("after its end", plan.completed(), List.of(), from, RandomLedger.OPEN, visit -> true);
            return;
        }
        for (Frame frame : state.frames.all()) {
            String node = nodeOf(frame.token());
            if (!node.isEmpty() && isBegun(frame) && isAmongRunning(state, frame)) {
                compare(
                        "open at '" + node + "'",
                        plan.open(node),
                        addressOf(state, frame.number()),
                        from,
                        RandomLedger.OPEN,
                        visit -> true);
            }
        }
    }

    /** A retriable step is the point of no return once it is scheduled, not while its input is asked for. */
    private boolean isBegun(Frame frame) {
        return frame.token() instanceof Token.Working
                || Phases.roleOf(play.drawn().node(nodeOf(frame.token()))) != Role.RETRIABLE;
    }

    private static boolean isAmongRunning(ExecutionState state, Frame frame) {
        for (int at = frame.number(); at >= 0; at = state.frames.parent(at)) {
            if (state.frames.get(at).mode() != Frame.Mode.RUNNING) {
                return false;
            }
        }
        return true;
    }

    private static String nodeOf(Token token) {
        return switch (token) {
            case Token.Evaluating evaluating -> evaluating.node();
            case Token.Working working -> working.node();
            case Token.Waiting waiting -> waiting.node();
            case Token.Receiving receiving -> receiving.node();
            case Token.Joining joining -> joining.node();
            case Token.Failed failed -> failed.node();
            case Token.Catching catching -> catching.node();
            case Token.None none -> "";
            case Token.Dropped dropped -> "";
        };
    }

    private void catches(int event, Event.CatchStarted started) {
        ExecutionState state = stateBefore(event);
        List<String> address = addressOf(state, started.frame());
        long to = tickOf(
                event,
                later -> later instanceof Event.FailureCaught caught
                        && caught.frame() == started.frame()
                        && caught.node().equals(started.node()));
        if (to != RandomLedger.OPEN && started.rule() > 0) {
            Set<String> within = within(started.node());
            compare(
                    "caught at '" + started.node() + "'",
                    plan.caught(started.node()),
                    address,
                    run.ticks.get(event),
                    to,
                    visit -> within.contains(visit.entry.node()) && startsWith(visit.address, address));
        }
    }

    private void tolerates(int event, Event.ItemUndoStarted started) {
        ExecutionState state = stateBefore(event);
        Frame item = state.frames.get(started.frame());
        Group group = state.frames.group(item.group());
        List<String> address = addressOf(state, started.frame());
        long to = tickOf(
                event,
                later -> later instanceof Event.ItemFailed failed
                        && failed.group() == item.group()
                        && failed.index() == item.index());
        if (to == RandomLedger.OPEN) {
            return;
        }
        for (PlannedUndo part : plan.caught(group.node()).parts()) {
            if (part instanceof PlannedUndo.AsFar(PlannedUndo.Items items)) {
                compare(
                        "tolerated in '" + group.node() + "'",
                        items.item(),
                        address,
                        run.ticks.get(event),
                        to,
                        visit -> startsWith(visit.address, address));
            }
        }
    }

    private long tickOf(int from, Predicate<Event> which) {
        for (int i = from; i < run.log.size(); i++) {
            if (run.log.get(i) instanceof Event.CompensationStarted) {
                return RandomLedger.OPEN;
            }
            if (which.test(run.log.get(i))) {
                return run.ticks.get(i);
            }
        }
        return RandomLedger.OPEN;
    }

    private Set<String> within(String node) {
        DefinitionIndex index = plan.index();
        int number = index.find(node).orElseThrow();
        Set<String> names = new HashSet<>();
        for (int at = number; at < index.place(number).end(); at++) {
            names.add(index.node(at).name());
        }
        return names;
    }

    // Ledger and plan.

    private void compare(
            String when, PlannedUndo planned, List<String> address, long from, long to, Predicate<Visit> concerned) {
        Set<Visit> pool = new HashSet<>();
        for (Visit visit : visits) {
            boolean standing = (visit.done || visit.doubt) && visit.undoEnded >= from && visit.began < to;
            if (standing && concerned.test(visit) && visit.entry.role() == Role.COMPENSATABLE) {
                pool.add(visit);
            }
        }
        Wanted wanted = wanted(planned, address, pool);
        pool.forEach(left -> differ(when, left, "may have had an effect, and the plan does not undo it: " + planned));
        boolean ended = to != RandomLedger.OPEN
                || run.state.status() == ExecutionStatus.COMPENSATED
                || run.state.status() == ExecutionStatus.FAILED;
        order(when, wanted, from, ended ? Math.min(to, RandomLedger.OPEN - 1) : RandomLedger.OPEN);
    }

    private void differ(String when, Visit visit, String what) {
        found.add(run.id + ", " + when + ": '" + visit.entry.node() + "' at " + visit.address + " (entry "
                + visit.entry.number() + ") " + what);
    }

    /** Takes what a part of the plan undoes out of the pool. */
    private Wanted wanted(PlannedUndo part, List<String> address, Set<Visit> pool) {
        return switch (part) {
            case PlannedUndo.Step(String node) -> visitsOf(node, address, pool);
            case PlannedUndo.Child(String node) -> visitsOf(node, address, pool);
            case PlannedUndo.AsFar(PlannedUndo whole) -> wanted(whole, address, pool);
            case PlannedUndo.InOrder(List<PlannedUndo> parts) -> ordered(parts, address, pool);
            case PlannedUndo.OneOf(List<PlannedUndo> paths) -> wanted(taken(paths, address, pool), address, pool);
            case PlannedUndo.AtOnce(String node, List<PlannedUndo> branches) ->
                new Wanted.Beside(
                        node,
                        branches.stream()
                                .map(branch -> wanted(branch, address, pool))
                                .toList(),
                        Integer.MAX_VALUE);
            case PlannedUndo.Items(String node, int most, PlannedUndo item) -> {
                List<Wanted> items = repeated(node, item, address, pool);
                yield most == 1 ? new Wanted.Ordered(items) : new Wanted.Beside(node, items, most);
            }
            case PlannedUndo.Turns(String node, PlannedUndo turn) ->
                new Wanted.Ordered(repeated(node, turn, address, pool));
            case PlannedUndo.PastPivot pivot -> new Wanted.Ordered(List.of());
            case PlannedUndo.Visits cycle -> throw new AssertionError("No random saga leads back: " + cycle);
        };
    }

    /** The path that was taken is the one on which all that happened stands. */
    private PlannedUndo taken(List<PlannedUndo> paths, List<String> address, Set<Visit> pool) {
        PlannedUndo taken = paths.getFirst();
        int fewest = Integer.MAX_VALUE;
        for (PlannedUndo path : paths) {
            Set<Visit> left = new HashSet<>(pool);
            wanted(path, address, left);
            if (left.size() < fewest) {
                fewest = left.size();
                taken = path;
            }
        }
        return taken;
    }

    private Wanted ordered(List<PlannedUndo> parts, List<String> address, Set<Visit> pool) {
        return new Wanted.Ordered(
                parts.stream().map(part -> wanted(part, address, pool)).toList());
    }

    /** The visits of a step at one address; more than one only if an operator had it done again. */
    private Wanted visitsOf(String node, List<String> address, Set<Visit> pool) {
        List<String> at = address.subList(0, depthOf(node));
        List<Visit> taken = pool.stream()
                .filter(visit -> visit.isIn(node, at))
                .sorted(Comparator.comparingInt((Visit visit) -> visit.entry.number())
                        .reversed())
                .toList();
        taken.forEach(pool::remove);
        return new Wanted.Ordered(taken.stream().<Wanted>map(Wanted.One::new).toList());
    }

    /** Of each item or turn, the latest first. */
    private List<Wanted> repeated(String node, PlannedUndo part, List<String> address, Set<Visit> pool) {
        List<String> base = address.subList(0, depthOf(node));
        int last = pool.stream()
                .filter(visit -> visit.address.size() > base.size()
                        && startsWith(visit.address, base)
                        && visit.address.get(base.size()).startsWith(node + ":"))
                .mapToInt(
                        visit -> Integer.parseInt(visit.address.get(base.size()).substring(node.length() + 1)))
                .max()
                .orElse(-1);
        var parts = new ArrayList<Wanted>();
        for (int i = last; i >= 0; i--) {
            var at = new ArrayList<>(base);
            at.add(node + ":" + i);
            parts.add(wanted(part, at, pool));
        }
        return parts;
    }

    private int depthOf(String node) {
        return Objects.requireNonNull(play.drawn().repeaters().get(node)).size() - prefix;
    }

    /** Whether it was done as wanted; what had begun before {@code from} was going back by itself already. */
    private Span order(String when, Wanted wanted, long from, long to) {
        return switch (wanted) {
            case Wanted.One(Visit visit) -> {
                if (to != RandomLedger.OPEN && visit.undoEnded > to) {
                    differ(when, visit, "was not undone");
                }
                yield new Span(visit.undoBegan < from ? from : visit.undoBegan, visit.undoEnded);
            }
            case Wanted.Ordered(List<Wanted> parts) -> {
                Span all = Span.NONE;
                for (Wanted part : parts) {
                    Span span = order(when, part, from, to);
                    if (!span.isNone() && span.began() > from && span.began() < all.ended()) {
                        found.add(run.id + ", " + when + ": undone too early, at " + span.began() + " before "
                                + all.ended() + ": " + text(part) + " of " + text(wanted));
                    }
                    all = span.isNone() ? all : all.and(span);
                }
                yield all;
            }
            case Wanted.Beside(String node, List<Wanted> parts, int most) -> {
                List<Span> spans = parts.stream()
                        .map(part -> order(when, part, from, to))
                        .filter(span -> !span.isNone())
                        .toList();
                for (Span one : spans) {
                    long open = spans.stream()
                            .filter(other ->
                                    other.began() > from && other.began() <= one.began() && one.began() < other.ended())
                            .count();
                    if (one.began() != RandomLedger.OPEN && open > most) {
                        found.add(run.id + ", " + when + ": " + open + " items of '" + node
                                + "' were undone at the same time; the plan allows " + most);
                    }
                }
                yield spans.stream().reduce(Span.NONE, Span::and);
            }
        };
    }

    private static String text(Wanted wanted) {
        return switch (wanted) {
            case Wanted.One(Visit visit) -> visit.entry.node() + "@" + visit.address;
            case Wanted.Ordered ordered ->
                ordered.parts().stream().map(RandomPlanCheck::text).toList().toString();
            case Wanted.Beside beside ->
                beside.parts().stream().map(RandomPlanCheck::text).toList().toString();
        };
    }
}

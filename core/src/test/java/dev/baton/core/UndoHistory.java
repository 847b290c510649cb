package dev.baton.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the events of one execution say about effects and their undo; read from the events alone, so that it can be held
 * against what the decider made of them.
 */
final class UndoHistory {
    static final int NEVER = -1;

    /** One visit to a step. */
    static final class Visit {
        final int number;
        final int frame;
        final String node;
        final int began;
        boolean done;
        /** An attempt is under way. */
        boolean running = true;

        boolean doubt;
        boolean over;
        boolean caught;
        int undoBegan = NEVER;
        int undoEnded = NEVER;

        Visit(int number, int frame, String node, int began) {
            this.number = number;
            this.frame = frame;
            this.node = node;
            this.began = began;
        }

        boolean mayHaveHappened() {
            return done || doubt;
        }

        boolean isUndone() {
            return undoEnded != NEVER;
        }
    }

    /** One visit to a node with scopes; its frames in the order of their start. */
    static final class Group {
        final int frame;
        final String node;
        final List<Integer> frames = new ArrayList<>();
        boolean caught;

        Group(int frame, String node) {
            this.frame = frame;
            this.node = node;
        }
    }

    /** What a frame did, in order: a visit or a group. */
    record Item(Optional<Visit> visit, Optional<Group> group) {
        String node() {
            return visit.map(done -> done.node).orElseGet(() -> group.orElseThrow().node);
        }
    }

    /** One run of a scope. */
    static final class Run {
        final Optional<Group> group;
        final List<Item> items = new ArrayList<>();
        /** Whether it is an item that failed and is undone by itself. */
        boolean failedItem;

        Run(Optional<Group> group) {
            this.group = group;
        }
    }

    private record Case(IncidentKind kind, int entry) {}

    final List<Visit> visits = new ArrayList<>();
    final List<Group> groups = new ArrayList<>();
    final List<Run> runs = new ArrayList<>();
    private final List<Case> incidents = new ArrayList<>();
    private final Map<Integer, String> failedWithoutVisit = new HashMap<>();
    private int position;

    int position() {
        return position;
    }

    /** The visit that the failure of a frame's node is about; empty if it failed before it was called. */
    Optional<Visit> failedVisit(int frame, String node) {
        if (node.equals(failedWithoutVisit.get(frame))) {
            return Optional.empty();
        }
        return latest(frame, node).flatMap(Item::visit);
    }

    Optional<Item> latest(int frame, String node) {
        return runs.get(frame).items.reversed().stream()
                .filter(item -> item.node().equals(node))
                .findFirst();
    }

    /** Notes what the event says about effects. Events that say nothing about them change nothing. */
    void apply(Event event) {
        position++;
        running(event);
        switch (event) {
            case Event.ExecutionStarted started -> runs.add(new Run(Optional.empty()));
            case Event.ExecutionTerminated terminated -> visits.forEach(visit -> visit.doubt |= visit.running);
            case Event.BranchesStarted started -> {
                Group group = begin(started.frame(), started.node());
                for (int branch = 0; branch < started.branches(); branch++) {
                    begin(group);
                }
            }
            case Event.ItemsStarted started -> begin(started.frame(), started.node());
            case Event.LoopStarted started -> begin(started.frame(), started.node());
            case Event.ItemStarted started -> begin(groups.get(started.group()));
            case Event.TurnStarted started -> begin(groups.get(started.group()));
            case Event.TaskScheduled scheduled -> visit(scheduled.frame(), scheduled.node());
            case Event.ChildStarted started -> visit(started.frame(), started.node());
            case Event.NodeFailed failed -> failedWithoutVisit.put(failed.frame(), failed.node());
            case Event.TaskSucceeded succeeded -> visits.get(succeeded.entry()).done = true;
            case Event.ChildCompleted completed -> visits.get(completed.entry()).done = true;
            case Event.TaskFailed failed -> failed(failed);
            case Event.AttemptLost lost -> visits.get(lost.entry()).doubt = true;
            case Event.ChildFailed failed -> visits.get(failed.entry()).doubt = failed.state() == EntryState.MAYBE;
            case Event.TaskGivenUp given -> visits.get(given.entry()).over = true;
            case Event.LateSuccess late -> late(visits.get(late.entry()));
            case Event.ProbeAnswered answered -> probed(answered);
            case Event.UndoDelayed delayed -> undoBegins(visits.get(delayed.entry()));
            case Event.UndoScheduled scheduled -> {
                if (scheduled.round() == 1) { // a further one undoes a late effect, out of any order
                    undoBegins(visits.get(scheduled.entry()));
                }
            }
            case Event.TaskCompensated compensated -> undoEnds(visits.get(compensated.entry()));
            case Event.IncidentOpened opened -> incidents.add(new Case(opened.kind(), opened.entry()));
            case Event.IncidentResolved resolved -> resolved(resolved);
            default -> {}
        }
    }

    /** Notes whether an attempt, or a child, is under way. */
    private void running(Event event) {
        switch (event) {
            case Event.AttemptStarted started -> visits.get(started.entry()).running = true;
            case Event.TaskSucceeded succeeded -> visits.get(succeeded.entry()).running = false;
            case Event.TaskFailed failed -> visits.get(failed.entry()).running = false;
            case Event.AttemptLost lost -> visits.get(lost.entry()).running = false;
            case Event.ChildCompleted completed -> visits.get(completed.entry()).running = false;
            case Event.ChildFailed failed -> visits.get(failed.entry()).running = false;
            default -> {}
        }
    }

    private Group begin(int frame, String node) {
        var group = new Group(frame, node);
        groups.add(group);
        runs.get(frame).items.add(new Item(Optional.empty(), Optional.of(group)));
        return group;
    }

    private void begin(Group group) {
        group.frames.add(runs.size());
        runs.add(new Run(Optional.of(group)));
    }

    private void visit(int frame, String node) {
        var visit = new Visit(visits.size(), frame, node, position);
        visits.add(visit);
        failedWithoutVisit.remove(frame);
        runs.get(frame).items.add(new Item(Optional.of(visit), Optional.empty()));
    }

    private void failed(Event.TaskFailed failed) {
        Visit visit = visits.get(failed.entry());
        switch (failed.outcome()) {
            case UNKNOWN -> visit.doubt = true;
            case UNREADABLE -> visit.done = true;
            case REFUSED, UNAVAILABLE -> {}
        }
    }

    /** What contradicts a promise is an incident, and changes nothing. */
    private static void late(Visit visit) {
        if (visit.doubt || !visit.over) {
            visit.done = true;
        }
    }

    private void probed(Event.ProbeAnswered answered) {
        Visit visit = visits.get(answered.entry());
        switch (answered.verdict()) {
            case HAPPENED -> visit.done = true;
            case NEVER -> visit.doubt = false;
            case NOT_SEEN -> {}
        }
    }

    private void undoBegins(Visit visit) {
        if (visit.undoBegan == NEVER) {
            visit.undoBegan = position;
        }
    }

    private void undoEnds(Visit visit) {
        if (visit.undoBegan != NEVER && visit.undoEnded == NEVER) {
            visit.undoEnded = position;
        }
    }

    private void resolved(Event.IncidentResolved resolved) {
        Case incident = incidents.get(resolved.incident());
        if (incident.entry() < 0) {
            return;
        }
        Visit visit = visits.get(incident.entry());
        switch (resolved.resolution()) {
            case Resolution.Resolve resolve -> undoEnds(visit);
            case Resolution.Skip skip -> {
                if (incident.kind() == IncidentKind.COMPENSATION_FAILED) {
                    undoEnds(visit);
                }
            }
            case Resolution.Forward forward -> visit.done = true;
            case Resolution.Compensate compensate -> {
                if (incident.kind() == IncidentKind.PIVOT_UNKNOWN) {
                    visit.doubt = false;
                }
            }
            case Resolution.Retry retry -> {}
            case Resolution.Superseded superseded -> {}
        }
    }
}

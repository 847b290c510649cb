package dev.baton.core;

import dev.baton.Failure;
import dev.baton.Node;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Begins and ends the scopes of nodes that have them: branches, items and turns. */
final class Scopes {
    private static final int ITEMS_MAX = 10_000;

    private final DecisionDraft draft;

    Scopes(DecisionDraft draft) {
        this.draft = draft;
    }

    void fork(int frame, Node.Parallel parallel) {
        draft.emit(new Event.BranchesStarted(
                draft.now, frame, parallel.name(), parallel.branches().size()));
        int group = joinedAt(frame);
        List<Integer> members = draft.state.frames.members(group);
        for (int branch = 0; branch < members.size(); branch++) {
            draft.forward.begin(members.get(branch), parallel.branches().get(branch));
        }
        endIfJoined(group);
    }

    void spread(int frame, Node.ForEach each, List<Payload> items) {
        if (items.size() > ITEMS_MAX) {
            draft.failing.node(
                    frame,
                    each,
                    Failure.of(
                            Failure.TOO_LARGE,
                            "'" + each.name() + "' was given " + items.size() + " items; it takes at most " + ITEMS_MAX
                                    + ". Split the list over child sagas."));
            return;
        }
        draft.emit(new Event.ItemsStarted(draft.now, frame, each.name(), items));
        int group = joinedAt(frame);
        startItems(group);
        endIfJoined(group);
    }

    /** Begins as many items as may run at the same time. */
    private void startItems(int number) {
        Group group = draft.state.frames.group(number);
        var each = (Node.ForEach) draft.layout.node(group.node());
        while (group.started() < group.size() && openItems(group) < each.concurrencyMax()) {
            draft.emit(new Event.ItemStarted(draft.now, number, group.started()));
            draft.forward.begin(draft.state.frames.members(number).getLast(), each.body());
            group = draft.state.frames.group(number);
        }
    }

    private static int openItems(Group group) {
        return group.started() - group.ended() - group.failures().size();
    }

    void loop(int frame, Node.Loop loop, Payload initial) {
        draft.emit(new Event.LoopStarted(draft.now, frame, loop.name(), initial));
        nextTurn(joinedAt(frame));
    }

    /** Begins a turn of a loop: the first one, the one after another, or after the pause between them. */
    void nextTurn(int group) {
        draft.emit(new Event.TurnStarted(draft.now, group));
        var loop = (Node.Loop) draft.layout.node(draft.state.frames.group(group).node());
        draft.forward.begin(draft.state.frames.members(group).getLast(), loop.body());
    }

    private int joinedAt(int frame) {
        return ((Token.Joining) draft.state.frames.get(frame).token()).group();
    }

    /** A frame of a group came to its end, and what that needs is known. */
    void ended(int frame, Group group, List<Evaluated> answers) {
        switch (group.kind()) {
            case LOOP -> endTurn(group, Forward.value(answers), Forward.holds(answers.getLast()));
            case PARALLEL -> {
                draft.emit(new Event.FrameEnded(draft.now, frame));
                endIfJoined(group.number());
            }
            case FOR_EACH -> {
                draft.emit(new Event.FrameEnded(draft.now, frame));
                itemOver(group.number());
            }
        }
    }

    /** An item ended, well or tolerated: others may begin, or all are done. */
    void itemOver(int group) {
        startItems(group);
        endIfJoined(group);
    }

    private void endTurn(Group group, Payload next, boolean enough) {
        var loop = (Node.Loop) draft.layout.node(group.node());
        boolean again = !enough && group.size() < loop.turnsMax();
        Optional<Instant> due =
                again && loop.pause().isPositive() ? Optional.of(draft.now.plus(loop.pause())) : Optional.empty();
        draft.emit(new Event.TurnEnded(draft.now, group.number(), next, enough, due));
        if (enough) {
            end(group.number());
        } else if (!again) {
            draft.failing.node(
                    group.frame(),
                    loop,
                    Failure.of(
                            Failure.LOOP_LIMIT,
                            "Loop '" + loop.name() + "' did not reach its end in " + loop.turnsMax() + " turns."));
        } else if (due.isEmpty()) {
            nextTurn(group.number());
        }
    }

    /** Takes up what a group did when its execution failed: a loop between two turns begins the next one. */
    void resume(int number) {
        Group group = draft.state.frames.group(number);
        boolean between = group.kind() == Group.Kind.LOOP && group.started() == group.ended();
        if (between) {
            nextTurn(number);
        } else if (group.kind() == Group.Kind.FOR_EACH) {
            startItems(number);
        }
    }

    private void endIfJoined(int group) {
        if (draft.state.frames.group(group).isJoined()) {
            end(group);
        }
    }

    private void end(int number) {
        Group group = draft.state.frames.group(number);
        draft.emit(new Event.GroupEnded(draft.now, number));
        draft.arrive(group.frame(), draft.layout.node(group.node()).next());
    }
}

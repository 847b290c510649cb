package dev.baton.core;

import dev.baton.core.Frame.Mode;
import dev.baton.core.StateSnapshot.Place;
import java.util.List;

/** What the branches, items and turns of a node change in the state: frames begin and end. */
final class GroupChanges {
    private final ExecutionState state;

    GroupChanges(ExecutionState state) {
        this.state = state;
    }

    void apply(Event.OfGroup event) {
        switch (event) {
            case Event.BranchesStarted started -> fork(started);
            case Event.ItemsStarted started -> spread(started);
            case Event.ItemStarted started -> beginFrame(started.group());
            case Event.LoopStarted started ->
                begin(started.frame(), started.node(), Group.Kind.LOOP, List.of(started.state()), 0);
            case Event.TurnEnded ended -> endTurn(ended);
            case Event.TurnStarted started -> beginTurn(started);
            case Event.ItemFailed failed -> countOut(failed);
            case Event.GroupEnded ended -> end(ended);
        }
    }

    private void fork(Event.BranchesStarted started) {
        int group = begin(started.frame(), started.node(), Group.Kind.PARALLEL, List.of(), started.branches());
        for (int branch = 0; branch < started.branches(); branch++) {
            beginFrame(group);
        }
    }

    private void spread(Event.ItemsStarted started) {
        List<Payload> items = started.items();
        begin(started.frame(), started.node(), Group.Kind.FOR_EACH, items, items.size());
    }

    private int begin(int frame, String node, Group.Kind kind, List<Payload> items, int size) {
        state.passed();
        state.paths.remove(new Place(frame, node));
        return state.frames.addGroup(state.nextOrder(), frame, node, kind, items, size);
    }

    private void beginFrame(int group) {
        state.frames.add(group, state.frames.group(group).started());
        state.frames.changeGroup(group, Group::begun);
    }

    private void beginTurn(Event.TurnStarted started) {
        state.timers.clear(Timer.Purpose.TURN, started.group());
        beginFrame(started.group());
    }

    private void endTurn(Event.TurnEnded ended) {
        state.passed();
        Group group = state.frames.group(ended.group());
        int turn = state.frames.members(ended.group()).getLast();
        state.frames.mode(turn, Mode.ENDED);
        state.frames.token(turn, new Token.None());
        state.frames.changeGroup(ended.group(), was -> was.oneEnded().state(ended.state()));
        state.results.put(new Place(group.frame(), group.node()), ended.state());
        ended.due().ifPresent(due -> state.timers.set(ended.at(), due, Timer.Purpose.TURN, ended.group()));
    }

    private void countOut(Event.ItemFailed failed) {
        int frame = state.frames.members(failed.group()).get(failed.index());
        state.frames.mode(frame, Mode.UNDONE);
        state.frames.token(frame, new Token.None());
        state.frames.changeGroup(failed.group(), group -> group.oneFailed(failed.index(), failed.failure()));
    }

    private void end(Event.GroupEnded ended) {
        state.frames.changeGroup(ended.group(), Group::completed);
        state.frames.token(state.frames.group(ended.group()).frame(), new Token.None());
    }
}

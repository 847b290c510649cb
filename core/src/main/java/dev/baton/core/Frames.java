package dev.baton.core;

import dev.baton.core.Frame.Mode;
import dev.baton.core.StateSnapshot.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/** The runs of scopes in one execution, and what each did, in order. */
final class Frames {
    private final List<Frame> frames = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private final List<List<Integer>> members = new ArrayList<>();
    private final List<List<Integer>> traces = new ArrayList<>();
    private final Map<Integer, Integer> undoCursors = new HashMap<>();
    private final Map<Integer, Integer> groupCursors = new HashMap<>();
    private final Map<Place, Integer> latest = new HashMap<>();
    private final Set<Integer> evaluating = new TreeSet<>();
    private final Map<Integer, String> receiving = new TreeMap<>();

    // A trace has what a frame did, in order of start: an entry as 2n, a group as 2n + 1.

    static int entryItem(int entry) {
        return entry * 2;
    }

    static int groupItem(int group) {
        return group * 2 + 1;
    }

    static boolean isGroup(int item) {
        return (item & 1) == 1;
    }

    static int numberOf(int item) {
        return item >> 1;
    }

    Frame get(int number) {
        return frames.get(number);
    }

    Group group(int number) {
        return groups.get(number);
    }

    List<Frame> all() {
        return frames;
    }

    List<Group> allGroups() {
        return groups;
    }

    /** The frames of a group, in the order of their index. */
    List<Integer> members(int group) {
        return members.get(group);
    }

    List<Integer> trace(int frame) {
        return traces.get(frame);
    }

    // Cursors save looking again at what needs no undo any more. They are not state: without them it takes longer.

    int undoCursor(int frame) {
        return undoCursors.getOrDefault(frame, trace(frame).size() - 1);
    }

    void undoCursor(int frame, int at) {
        undoCursors.put(frame, at);
    }

    int groupCursor(int group) {
        return groupCursors.getOrDefault(group, members(group).size() - 1);
    }

    void groupCursor(int group, int at) {
        groupCursors.put(group, at);
    }

    Set<Integer> evaluating() {
        return evaluating;
    }

    /** Frames that wait for a signal, the one that began first at the front. */
    Map<Integer, String> receiving() {
        return receiving;
    }

    /** The latest visit to a node with scopes. */
    Optional<Group> latestGroup(int frame, String node) {
        return Optional.ofNullable(latest.get(new Place(frame, node))).map(groups::get);
    }

    int add(int group, int index) {
        int number = frames.size();
        place(new Frame(number, group, index, Mode.RUNNING, new Token.None(), Optional.empty()));
        return number;
    }

    int addGroup(int order, int frame, String node, Group.Kind kind, List<Payload> items, int size) {
        int number = groups.size();
        placeGroup(new Group(number, order, frame, node, kind, items, size, 0, 0, Map.of(), 0, false));
        traces.get(frame).add(groupItem(number));
        token(frame, new Token.Joining(node, number));
        return number;
    }

    void addEntry(int frame, String node, int entry) {
        traces.get(frame).add(entryItem(entry));
        token(frame, new Token.Working(node, entry));
    }

    void token(int frame, Token token) {
        frames.set(frame, frames.get(frame).token(token));
        note(frame, token);
    }

    void mode(int frame, Mode mode) {
        frames.set(frame, frames.get(frame).mode(mode));
    }

    void change(int frame, UnaryOperator<Frame> change) {
        frames.set(frame, change.apply(frames.get(frame)));
    }

    void changeGroup(int group, UnaryOperator<Group> change) {
        groups.set(group, change.apply(groups.get(group)));
    }

    /** Visits a frame and all below it that run: a frame has running frames only in the group where it stands. */
    void forEachRunning(int frame, Consumer<Frame> visitor) {
        Frame at = frames.get(frame);
        if (at.mode() != Mode.RUNNING) {
            return;
        }
        int group = groupAt(at.token());
        visitor.accept(at);
        if (group >= 0) {
            forEachRunningIn(group, visitor);
        }
    }

    void forEachRunningIn(int group, Consumer<Frame> visitor) {
        for (int member : List.copyOf(members.get(group))) {
            forEachRunning(member, visitor);
        }
    }

    private static int groupAt(Token token) {
        return switch (token) {
            case Token.Joining joining -> joining.group();
            case Token.Catching catching -> catching.group();
            case Token.None none -> -1;
            case Token.Evaluating evaluating -> -1;
            case Token.Working working -> -1;
            case Token.Waiting waiting -> -1;
            case Token.Receiving receiving -> -1;
            case Token.Failed failed -> -1;
            case Token.Dropped dropped -> -1;
        };
    }

    /** The group that a frame stands at, or at which it has failed; -1: none. */
    int groupOf(int frame) {
        Token token = frames.get(frame).token();
        if (token instanceof Token.Failed(String node, var failure)) {
            return latestGroup(frame, node)
                    .filter(group -> !group.complete())
                    .map(Group::number)
                    .orElse(-1);
        }
        return groupAt(token);
    }

    /** No undo goes on; a later one begins anew, with what is left. */
    void stopUndo() {
        for (Frame frame : List.copyOf(frames)) {
            if (frame.mode() == Mode.UNDOING) {
                mode(frame.number(), Mode.STOPPED);
            }
        }
        groups.replaceAll(group -> group.undoing() == 0 ? group : group.undoing(0));
        undoCursors.clear();
        groupCursors.clear();
    }

    /** Whether a frame is in a part, or below it. */
    boolean isWithin(int frame, Part part) {
        for (int at = frame; at >= 0; at = parent(at)) {
            boolean here = switch (part) {
                case Part.OfFrame(int top) -> at == top;
                case Part.OfGroup(int group) -> frames.get(at).group() == group;
            };
            if (here) {
                return true;
            }
        }
        return false;
    }

    /** Whether a part, or what is below it, has an entry that is such. */
    boolean hasEntryIn(Part part, IntPredicate such) {
        return switch (part) {
            case Part.OfFrame(int frame) ->
                traces.get(frame).stream()
                        .anyMatch(item -> isGroup(item)
                                ? hasEntryIn(new Part.OfGroup(numberOf(item)), such)
                                : such.test(numberOf(item)));
            case Part.OfGroup(int group) ->
                members.get(group).stream().anyMatch(frame -> hasEntryIn(new Part.OfFrame(frame), such));
        };
    }

    /** Whether a catch rule waits for the undo of a group. */
    boolean isCaught(int group) {
        return frames.get(groups.get(group).frame()).token() instanceof Token.Catching catching
                && catching.group() == group;
    }

    /** The frame that a frame's group stands in; -1 for the whole saga. */
    int parent(int frame) {
        int group = frames.get(frame).group();
        return group < 0 ? -1 : groups.get(group).frame();
    }

    void restore(List<Frame> frames, List<Group> groups, List<Entry> entries) {
        frames.forEach(frame -> placeEmpty(frame));
        groups.forEach(this::placeGroup);
        frames.stream()
                .filter(frame -> frame.group() >= 0)
                .forEach(frame -> members.get(frame.group()).add(frame.number()));
        int entry = 0;
        int group = 0;
        while (entry < entries.size() || group < groups.size()) {
            boolean entryFirst = group >= groups.size()
                    || (entry < entries.size()
                            && entries.get(entry).order() < groups.get(group).order());
            if (entryFirst) {
                traces.get(entries.get(entry).frame()).add(entryItem(entry));
                entry++;
            } else {
                traces.get(groups.get(group).frame()).add(groupItem(group));
                group++;
            }
        }
    }

    private void place(Frame frame) {
        placeEmpty(frame);
        if (frame.group() >= 0) {
            members.get(frame.group()).add(frame.number());
        }
    }

    private void placeEmpty(Frame frame) {
        frames.add(frame);
        traces.add(new ArrayList<>(2));
        note(frame.number(), frame.token());
    }

    private void placeGroup(Group group) {
        groups.add(group);
        members.add(new ArrayList<>());
        latest.put(new Place(group.frame(), group.node()), group.number());
    }

    private void note(int frame, Token token) {
        if (token instanceof Token.Evaluating) {
            evaluating.add(frame);
        } else {
            evaluating.remove(frame);
        }
        if (token instanceof Token.Receiving receives) {
            receiving.put(frame, receives.signal());
        } else {
            receiving.remove(frame);
        }
    }
}

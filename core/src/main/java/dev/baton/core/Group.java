package dev.baton.core;

import dev.baton.Failure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One visit to a node that has scopes: its frames are branches, items or turns.
 *
 * @param order the place among entries and groups in the order of their start
 * @param items the items of a for-each; of a loop, the state that the current turn began with
 * @param size how many frames there will be; of a loop, how many there are
 * @param started how many frames have begun
 * @param ended how many ended well
 * @param failures of items that were tolerated
 * @param undoing how many frames are being undone now
 */
public record Group(
        int number,
        int order,
        int frame,
        String node,
        Kind kind,
        List<Payload> items,
        int size,
        int started,
        int ended,
        Map<Integer, Failure> failures,
        int undoing,
        boolean complete) {

    /** Which node it is a visit of. */
    public enum Kind {
        PARALLEL,
        FOR_EACH,
        LOOP
    }

    boolean isJoined() {
        return ended + failures.size() == size;
    }

    Group begun() {
        return with(items, kind == Kind.LOOP ? size + 1 : size, started + 1, ended, failures, undoing, complete);
    }

    Group state(Payload state) {
        return with(List.of(state), size, started, ended, failures, undoing, complete);
    }

    Group oneEnded() {
        return with(items, size, started, ended + 1, failures, undoing, complete);
    }

    Group oneFailed(int index, Failure failure) {
        var more = new TreeMap<>(failures);
        more.put(index, failure);
        return with(items, size, started, ended, more, undoing, complete);
    }

    Group undoing(int count) {
        return with(items, size, started, ended, failures, count, complete);
    }

    Group completed() {
        return with(items, size, started, ended, failures, undoing, true);
    }

    private Group with(
            List<Payload> items,
            int size,
            int started,
            int ended,
            Map<Integer, Failure> failures,
            int undoing,
            boolean complete) {
        return new Group(number, order, frame, node, kind, items, size, started, ended, failures, undoing, complete);
    }
}

package dev.baton.core;

import dev.baton.Catch;
import dev.baton.Failure;
import dev.baton.Node;
import java.util.List;

/** Who takes a failure. */
sealed interface Catcher {
    /** Rule {@code rule} (from 1) of the node where this frame stands. */
    record Caught(int frame, Node node, int rule) implements Catcher {}

    /** A for-each that tolerates one more failed item; {@code frame} is the item's. */
    record Tolerated(int frame) implements Catcher {}

    /** Nobody: the execution fails. */
    record Nobody() implements Catcher {}

    /** Finds who takes the failure of a node, from its frame outward. */
    static Catcher of(DecisionDraft draft, int frame, String name, Failure what) {
        Failure failure = what;
        String node = name;
        for (int at = frame; ; ) {
            if (!node.isEmpty()) {
                Node failed = draft.layout.node(node);
                int rule = ruleFor(failed, failure);
                if (rule > 0) {
                    return new Caught(at, failed, rule);
                }
            }
            int number = draft.state.frames.get(at).group();
            if (number < 0) {
                return new Nobody();
            }
            Group group = draft.state.frames.group(number);
            if (group.kind() == Group.Kind.FOR_EACH) {
                if (tolerates(draft, group, at)) {
                    return new Tolerated(at);
                }
                failure = Failures.ofItem(failure);
            }
            node = group.node();
            at = group.frame();
        }
    }

    private static int ruleFor(Node node, Failure failure) {
        List<Catch> catches = node.catches();
        for (int i = 0; i < catches.size(); i++) {
            if (catches.get(i).takes(failure)) {
                return i + 1;
            }
        }
        return 0;
    }

    /** Whether one more failed item is within what a for-each puts up with, those that are being undone included. */
    private static boolean tolerates(DecisionDraft draft, Group group, int frame) {
        var each = (Node.ForEach) draft.layout.node(group.node());
        long failed = group.failures().size()
                + draft.state.frames.members(group.number()).stream()
                        .map(draft.state.frames::get)
                        .filter(item -> item.number() != frame
                                && item.failure().isPresent()
                                && !group.failures().containsKey(item.index()))
                        .count()
                + 1;
        int allowed = Math.max(each.failuresMax(), group.size() * each.failuresPercentMax() / 100);
        return failed <= allowed;
    }
}

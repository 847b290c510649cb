package dev.baton.core;

import dev.baton.Failure;

/** Where a frame stands. */
public sealed interface Token {

    /** The node that it stands at; empty if it stands at none. */
    String node();

    /** Before its start, or after its end. */
    record None() implements Token {
        @Override
        public String node() {
            return "";
        }
    }

    /** At a node (empty: at the end of the scope), waiting for what user code makes of its data. */
    record Evaluating(String node, int serial) implements Token {}

    /** At a task or child: its entry says more. */
    record Working(String node, int entry) implements Token {}

    record Waiting(String node) implements Token {}

    record Receiving(String node, String signal) implements Token {}

    /** At a node whose scopes run. */
    record Joining(String node, int group) implements Token {}

    /** At a node that failed without a task; what follows waits for the pivot beside it, or for a person. */
    record Failed(String node, Failure failure) implements Token {}

    /**
     * At a node that failed and is undone before a catch rule goes on (0: before it is visited again); what is undone is
     * an entry or a group, the other is -1.
     */
    record Catching(String node, int rule, Failure failure, int entry, int group) implements Token {}

    /** Stopped at a node while the execution goes back. */
    record Dropped(String node) implements Token {}
}

package dev.baton;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that an execution waits for.
 *
 * @param node where it waits
 * @param sentence the same for people, with names: "Waits for signal 'approval' from risk-team."
 * @param until when it goes on, or gives up, by itself; empty if it does not
 */
public record Waiting(String node, For what, String sentence, Optional<Instant> until) {

    /** The named reasons for which an execution may stand still. */
    public enum For {
        /** A handler, or a service that was called. */
        TASK,
        /** Its turn: as many tasks of this name run as may run at the same time. */
        TURN,
        /** An engine that has the handler of this step. */
        HANDLER,
        /** Somebody to complete what a handler began. */
        CALLBACK,
        /** The next attempt. */
        RETRY,
        /** What a service says became of a call. */
        PROBE,
        /** A time of its own. */
        TIME,
        /** A signal, or a person's answer. */
        SIGNAL,
        /** Another execution. */
        CHILD,
        /** User code between steps. */
        MAPPING,
        /** A stray call, before an unknown outcome is undone. */
        SETTLING,
        /** An undo. */
        COMPENSATION,
        /** A person's decision. */
        INCIDENT
    }
}

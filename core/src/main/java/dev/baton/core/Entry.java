package dev.baton.core;

import dev.baton.Failure;
import dev.baton.Role;
import java.time.Instant;
import java.util.Optional;

/**
 * One visit to a step in the compensation log (saga-semantics §2). Written in the commit that schedules the visit's first
 * attempt: from then on the step may have had an effect.
 *
 * @param order the place among entries and groups in the order of their start
 * @param visit counts the visits of its node, from 1
 * @param attempt the last attempt that was started
 * @param spent how many attempts of the budget are used
 * @param lost how many attempts died with their node
 * @param doubt whether an attempt ended with an unknown outcome, and nothing cleared it up
 * @param over whether the visit is over: nothing more is tried
 * @param probe the last probe that was started
 * @param probed whether a probe has answered since the last attempt
 * @param quietSince when the last attempt ended
 * @param undoRound a further round undoes a late effect
 * @param undoValid undo attempts below this number were made before the step was known to have happened
 * @param child whether it stands for a child execution
 * @param queue the durable queue that the call under way (attempt, probe or undo) waits on or was taken from; empty: it is
 *     made by the owner
 */
public record Entry(
        int number,
        int order,
        int frame,
        String node,
        Role role,
        int visit,
        Payload input,
        Optional<Payload> output,
        EntryState state,
        Phase phase,
        int attempt,
        int spent,
        int lost,
        boolean doubt,
        boolean over,
        int probe,
        boolean probed,
        Instant quietSince,
        int undoAttempt,
        int undoSpent,
        int undoRound,
        int undoValid,
        boolean child,
        boolean childCancelled,
        Optional<Failure> failure,
        Optional<String> queue) {

    /** What is going on for an entry right now. */
    public enum Phase {
        IDLE,
        RUNNING,
        BACKOFF,
        PROBING,
        PROBE_BACKOFF,
        UNDO_DELAY,
        UNDOING,
        UNDO_BACKOFF,
        /** The undo failed; an incident is open. */
        UNDO_HELD,
        /** Somebody outside has the token of an attempt, and brings the result. */
        HANDED_OUT
    }

    static Entry scheduled(
            int number, int order, int frame, String node, Role role, int visit, Payload input, boolean child) {
        return new Entry(
                number,
                order,
                frame,
                node,
                role,
                visit,
                input,
                Optional.empty(),
                EntryState.MAYBE,
                Phase.RUNNING,
                1,
                0,
                0,
                false,
                false,
                0,
                false,
                Instant.EPOCH,
                0,
                0,
                1,
                0,
                child,
                false,
                Optional.empty(),
                Optional.empty());
    }

    /** The number of the call that is under way. */
    int callNumber() {
        return switch (phase) {
            case RUNNING, HANDED_OUT -> attempt;
            case PROBING -> probe;
            case UNDOING -> undoAttempt;
            case IDLE, BACKOFF, PROBE_BACKOFF, UNDO_DELAY, UNDO_BACKOFF, UNDO_HELD -> 0;
        };
    }

    /** Whether a forward attempt, a child or a probe before the end of the visit is under way. */
    boolean isForwardRunning() {
        return !over && (isAttempted() || phase == Phase.PROBING);
    }

    /** Whether an attempt, or a child, is under way. */
    boolean isAttempted() {
        return phase == Phase.RUNNING || phase == Phase.HANDED_OUT;
    }

    /** Whether the undo has begun and is not done. */
    boolean isUndoOpen() {
        return switch (phase) {
            case UNDO_DELAY, UNDOING, UNDO_BACKOFF, UNDO_HELD -> true;
            case PROBING, PROBE_BACKOFF -> over;
            case IDLE, RUNNING, HANDED_OUT, BACKOFF -> false;
        };
    }

    /** What the effect would be known as if the visit ended now. */
    EntryState stateIfOver() {
        if (state != EntryState.MAYBE) {
            return state;
        }
        return doubt ? EntryState.MAYBE : EntryState.NONE;
    }

    Entry phase(Phase next) {
        return change().phase(next).build();
    }

    Change change() {
        return new Change(this);
    }

    /** An entry being changed. */
    static final class Change {
        private final Entry was;
        private Payload input;
        private Optional<Payload> output;
        private EntryState state;
        private Phase phase;
        private int attempt;
        private int spent;
        private int lost;
        private boolean doubt;
        private boolean over;
        private int probe;
        private boolean probed;
        private Instant quietSince;
        private int undoAttempt;
        private int undoSpent;
        private int undoRound;
        private int undoValid;
        private boolean childCancelled;
        private Optional<Failure> failure;
        private Optional<String> queue;

        private Change(Entry was) {
            this.was = was;
            input = was.input;
            output = was.output;
            state = was.state;
            phase = was.phase;
            attempt = was.attempt;
            spent = was.spent;
            lost = was.lost;
            doubt = was.doubt;
            over = was.over;
            probe = was.probe;
            probed = was.probed;
            quietSince = was.quietSince;
            undoAttempt = was.undoAttempt;
            undoSpent = was.undoSpent;
            undoRound = was.undoRound;
            undoValid = was.undoValid;
            childCancelled = was.childCancelled;
            failure = was.failure;
            queue = was.queue;
        }

        Change input(Payload value) {
            input = value;
            return this;
        }

        Change output(Optional<Payload> value) {
            output = value;
            return this;
        }

        Change state(EntryState value) {
            state = value;
            return this;
        }

        /** Something else is under way, or nothing: what was on a queue is over. */
        Change phase(Phase value) {
            phase = value;
            queue = Optional.empty();
            return this;
        }

        /** A further attempt is under way. */
        Change attempt(int value) {
            attempt = value;
            probed = false;
            return phase(Phase.RUNNING);
        }

        /** What is under way waits on a queue. */
        Change queue(String value) {
            queue = Optional.of(value);
            return this;
        }

        Change spent(int value) {
            spent = value;
            return this;
        }

        Change lost(int value) {
            lost = value;
            return this;
        }

        Change doubt(boolean value) {
            doubt = value;
            return this;
        }

        Change over(boolean value) {
            over = value;
            return this;
        }

        Change probe(int value) {
            probe = value;
            return this;
        }

        Change probed(boolean value) {
            probed = value;
            return this;
        }

        Change quietSince(Instant value) {
            quietSince = value;
            return this;
        }

        Change undoAttempt(int value) {
            undoAttempt = value;
            return this;
        }

        Change undoSpent(int value) {
            undoSpent = value;
            return this;
        }

        Change undoRound(int value) {
            undoRound = value;
            return this;
        }

        Change undoValid(int value) {
            undoValid = value;
            return this;
        }

        Change childCancelled() {
            childCancelled = true;
            return this;
        }

        Change failure(Failure value) {
            failure = Optional.of(value);
            return this;
        }

        Entry build() {
            return new Entry(
                    was.number,
                    was.order,
                    was.frame,
                    was.node,
                    was.role,
                    was.visit,
                    input,
                    output,
                    state,
                    phase,
                    attempt,
                    spent,
                    lost,
                    doubt,
                    over,
                    probe,
                    probed,
                    quietSince,
                    undoAttempt,
                    undoSpent,
                    undoRound,
                    undoValid,
                    was.child,
                    childCancelled,
                    failure,
                    queue);
        }
    }
}

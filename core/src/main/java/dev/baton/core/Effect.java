package dev.baton.core;

import dev.baton.Call;
import dev.baton.ExecutionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Something to do in the world after the events of a decision are stored. After a crash it is derived again. */
public sealed interface Effect {

    /**
     * What a call is known by on a durable queue, beside its entry: a step's first attempt, its first probe and its first
     * undo are three calls, and one of them may still be on its way off the queue when the next is put there.
     */
    static int ticket(Entry.Phase phase, int number) {
        return switch (phase) {
            case RUNNING, HANDED_OUT -> 3 * number;
            case PROBING -> 3 * number + 1;
            case UNDOING -> 3 * number + 2;
            case IDLE, BACKOFF, PROBE_BACKOFF, UNDO_DELAY, UNDO_BACKOFF, UNDO_HELD -> 0; // there is no call
        };
    }

    /** Calls something of a step, for an entry. */
    sealed interface Invoke extends Effect {
        int entry();

        /** Of the attempt, the undo or the probe. */
        int number();

        /** Which of the calls of its entry it is, see {@link Effect#ticket}. */
        default int ticket() {
            return switch (this) {
                case InvokeTask task -> Effect.ticket(Entry.Phase.RUNNING, task.attempt());
                case InvokeProbe probe -> Effect.ticket(Entry.Phase.PROBING, probe.probe());
                case InvokeUndo undo -> Effect.ticket(Entry.Phase.UNDOING, undo.attempt());
            };
        }

        /** The durable queue that its call waits on, stored with the events; empty: it is made at once, by the owner. */
        Optional<String> queue();
    }

    /**
     * Calls the work of a step.
     *
     * @param step the node's name; {@code task} the name that limits are kept by
     * @param key the idempotency key of the visit
     * @param timeout after which the attempt is given up; its outcome is then unknown
     * @param ahead the questions of the nodes that may follow, for the runner to answer in the same call
     */
    record InvokeTask(
            int entry,
            int attempt,
            String step,
            String task,
            Call call,
            String key,
            Payload input,
            Duration timeout,
            Optional<Duration> heartbeat,
            List<LookAhead> ahead,
            Optional<String> queue)
            implements Invoke {
        public InvokeTask {
            ahead = List.copyOf(ahead);
        }

        @Override
        public int number() {
            return attempt;
        }
    }

    /** Calls the compensation of a step; {@code key} is what is undone, {@code undoKey} the call's own. */
    record InvokeUndo(
            int entry,
            int attempt,
            String step,
            String task,
            Call call,
            String key,
            String undoKey,
            Payload input,
            Optional<Payload> output,
            boolean certain,
            Duration timeout,
            Optional<String> queue)
            implements Invoke {
        @Override
        public int number() {
            return attempt;
        }
    }

    /** Asks a step's service what became of a key. */
    record InvokeProbe(
            int entry,
            int probe,
            String step,
            String task,
            String key,
            Payload input,
            Duration timeout,
            Optional<String> queue)
            implements Invoke {
        @Override
        public int number() {
            return probe;
        }
    }

    /** What waits on a durable queue for an entry or a frame, or is with a worker, is not to be begun any more. */
    record Dequeue(int entry, int ticket) implements Effect {}

    /**
     * Tells what runs for an entry (attempt, probe or undo) to stop; its answer still counts. What waits on a queue is
     * withdrawn from it, and has had no effect if nobody had taken it.
     */
    record StopAttempt(int entry) implements Effect {}

    /** Has user code evaluate what the node where a token stands reads: its questions. */
    record Evaluate(int frame, int serial, List<Question> questions, List<LookAhead> ahead) implements Effect {
        public Evaluate {
            questions = List.copyOf(questions);
            ahead = List.copyOf(ahead);
        }

        /** Where the questions of a frame stand on a durable queue, beside the entries of the execution. */
        public static int place(int frame) {
            return -1 - frame;
        }
    }

    /** Wakes the execution by {@link Command.FireTimer}; a long one is stored with the events. */
    record SetTimer(int timer, Instant due, boolean stored) implements Effect {}

    /** The timer is no longer needed. */
    record ClearTimer(int timer, boolean stored) implements Effect {}

    /** Gives a command to another execution of the same tree, in the same commit. */
    record Send(ExecutionId to, Command command) implements Effect {}

    /** The questions of a node that may be reached next, to be answered ahead. */
    record LookAhead(String node, List<Question> questions) {
        public LookAhead {
            questions = List.copyOf(questions);
        }
    }
}

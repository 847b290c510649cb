package dev.baton.core;

import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A request to change one execution. Commands for something that is over decide nothing. */
public sealed interface Command {

    /** From clients and operators, who are told what came of it. */
    sealed interface FromClient extends Command {}

    /**
     * Begins an execution.
     *
     * @param run a short random tag, so an id used again after its retention never meets old answers
     * @param ahead answers for the first node, if the starter could give them
     */
    record StartExecution(
            String definition,
            int version,
            String run,
            Payload input,
            Optional<String> businessKey,
            Map<String, String> tags,
            Optional<Parent> parent,
            List<Ahead> ahead)
            implements FromClient {
        public StartExecution {
            tags = Map.copyOf(tags);
            ahead = List.copyOf(ahead);
        }
    }

    /** Brings a signal; {@code signalId} makes it idempotent among those of its name. */
    record DeliverSignal(String name, String signalId, Payload value) implements FromClient {}

    /** Asks for the undo of what a running execution did. */
    record CancelExecution(Cause cause, String by, String reason) implements FromClient {}

    /** Asks for the undo of a running, a completed or a terminated execution. */
    record CompensateExecution(Cause cause, String by, String reason) implements FromClient {}

    /** Stops without undoing anything. */
    record TerminateExecution(String by, String reason, boolean childrenRunOn) implements FromClient {}

    /** Starts a failed execution again from the step that failed. */
    record RedriveExecution(String by, String reason) implements FromClient {}

    /** Answers an incident; {@code version} is the one that the operator saw. */
    record AnswerIncident(int incident, int version, Resolution resolution, String by, String why)
            implements FromClient {}

    /** Says who looks after an incident; empty: nobody. */
    record AssignIncident(int incident, int version, Optional<String> assignee, String by, String why)
            implements FromClient {}

    /** From those who make the calls, and evaluate user code. */
    sealed interface FromRunner extends Command {}

    /** The handler of a callback returned: somebody outside has the token now. */
    record HandOutTask(int entry, int attempt) implements FromRunner {}

    /** An attempt succeeded. */
    record CompleteTask(int entry, int attempt, Payload output, List<Ahead> ahead) implements FromRunner {
        public CompleteTask {
            ahead = List.copyOf(ahead);
        }
    }

    /** An attempt did not succeed; {@code notBefore} is a pause that the service asked for. */
    record FailTask(int entry, int attempt, Outcome outcome, Failure failure, Optional<Duration> notBefore)
            implements FromRunner {}

    /** A probe came back with an answer; {@code output} only with HAPPENED. */
    record AnswerProbe(int entry, int probe, ProbeVerdict verdict, Optional<Payload> output) implements FromRunner {}

    /** A probe could not be made, or threw. */
    record FailProbe(int entry, int probe, Failure failure) implements FromRunner {}

    /** An undo succeeded. */
    record CompleteUndo(int entry, int attempt) implements FromRunner {}

    /** An undo failed; {@code refused}: trying again is pointless. */
    record FailUndo(int entry, int attempt, boolean refused, Failure failure) implements FromRunner {}

    /** User code evaluated what the node where the frame's token stands reads: the answers to its questions. */
    record CompleteEvaluation(int frame, int serial, List<Evaluated> answers, List<Ahead> ahead) implements FromRunner {
        public CompleteEvaluation {
            answers = List.copyOf(answers);
            ahead = List.copyOf(ahead);
        }
    }

    /** The same, of questions that waited on a durable queue: they are taken from it. */
    record CompleteQueuedEvaluation(CompleteEvaluation evaluation) implements FromRunner {}

    /** From the engine. */
    sealed interface FromEngine extends Command {}

    /** A timer is due. */
    record FireTimer(int timer) implements FromEngine {}

    /**
     * A new owner took over: attempts that ran on the old one are lost, and what is outstanding has to be done again.
     *
     * @param held entries whose calls are under way at this owner after all, so that an answer will come
     */
    record Recover(Set<Integer> held) implements FromEngine {
        public Recover {
            held = Set.copyOf(held);
        }

        /** Everything is lost. */
        public Recover() {
            this(Set.of());
        }
    }

    /**
     * The owner has no code for a call that it should make, so that has to wait on a queue.
     *
     * @param phase the entry's, while that call is under way
     * @param number of the attempt, the probe or the undo
     */
    record QueueCall(int entry, Entry.Phase phase, int number, String queue) implements FromEngine {}

    /** From other executions of the same tree, and about them. */
    sealed interface FromTree extends Command {}

    /**
     * A child ended, or ended being compensated.
     *
     * @param undo the attempt to undo the entry that the child was; 0: it was what the step does
     */
    record ChildEnded(
            int entry,
            int undo,
            ExecutionStatus status,
            boolean gaps,
            Optional<Payload> result,
            Optional<Failure> failure)
            implements FromTree {}

    /** A child will not be undone, and says why. */
    record ChildNotUndone(int entry, Failure failure) implements FromTree {}

    /** A child was terminated while it was stopped: nothing can be decided for it, also not which entry it stands for. */
    record ChildGone(ExecutionId child) implements FromTree {}

    /** After a stop: what the tree said meanwhile may be lost, so this execution asks its parent and its children again. */
    record AskTree() implements FromTree {}

    /** The parent asks whether this child has ended. */
    record TellEnd() implements FromTree {}

    /** A child asks what its parent wants of it. */
    record TellWish(int entry) implements FromTree {}
}

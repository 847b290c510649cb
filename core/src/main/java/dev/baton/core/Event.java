package dev.baton.core;

import dev.baton.Failure;
import dev.baton.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A fact in the history of one execution. Events are appended and never changed; applying them in order rebuilds the
 * {@link ExecutionState}.
 *
 * <p>Numbers: a <em>frame</em> is one run of a scope (0 is the whole saga), an <em>entry</em> one visit to a step in the
 * compensation log, a <em>group</em> one visit to a node that has scopes. They count up in the order of the events.
 *
 * <p>Each belongs to one of six kinds, and each kind has a class that changes the state: {@code ExecutionChanges} for
 * {@link OfExecution}, and so on.
 *
 * <p>To add one: add the record here, then fix what no longer compiles. {@code EventCodec} gives each record its stored
 * number, which stays the same when the class is renamed; new components are added at the end.
 */
public sealed interface Event {

    Instant at();

    /** Of the execution as a whole: its beginning and its end. */
    sealed interface OfExecution extends Event {}

    record ExecutionStarted(
            Instant at,
            String definition,
            int version,
            String run,
            Payload input,
            Optional<String> businessKey,
            Map<String, String> tags,
            Optional<Parent> parent,
            Optional<Instant> deadline)
            implements OfExecution {}

    record ExecutionCompleted(Instant at, Payload result) implements OfExecution {}

    /** Ended with nothing to undo. */
    record ExecutionFailed(Instant at, Cause cause, Failure failure) implements OfExecution {}

    record ExecutionCompensated(Instant at) implements OfExecution {}

    record ExecutionTerminated(Instant at, String by, String reason) implements OfExecution {}

    record ExecutionRedriven(Instant at, String by, String reason, Optional<Instant> deadline) implements OfExecution {}

    /** Of the way of a token through a scope. */
    sealed interface OfFlow extends Event {}

    /** The token of a frame stands at a node and waits for what user code has to say. */
    record NodeEntered(Instant at, int frame, String node) implements OfFlow {}

    record ValueKept(Instant at, int frame, String node, Payload value) implements OfFlow {}

    record PathChosen(Instant at, int frame, String node, int path) implements OfFlow {}

    /** A node failed in a way that no task stands for: a mapping, a contract, a timeout, on purpose. */
    record NodeFailed(Instant at, int frame, String node, Failure failure) implements OfFlow {}

    /** A catch rule (by number from 1) took a node's failure, and everything it did has been settled. */
    record FailureCaught(Instant at, int frame, String node, int rule, Failure failure) implements OfFlow {}

    record WaitBegan(Instant at, int frame, String node, Instant due) implements OfFlow {}

    record WaitEnded(Instant at, int frame, String node) implements OfFlow {}

    record ReceiveBegan(Instant at, int frame, String node, String signal, Optional<Instant> due) implements OfFlow {}

    record SignalReceived(Instant at, int frame, String node, String signalId, Payload value) implements OfFlow {}

    record SignalBuffered(Instant at, String name, String signalId, Payload value) implements OfFlow {}

    record FrameEnded(Instant at, int frame) implements OfFlow {}

    /** Of a node that has scopes: its branches, items or turns. */
    sealed interface OfGroup extends Event {}

    /** Frames for the branches of a parallel begin. */
    record BranchesStarted(Instant at, int frame, String node, int branches) implements OfGroup {}

    record ItemsStarted(Instant at, int frame, String node, List<Payload> items) implements OfGroup {
        public ItemsStarted {
            items = List.copyOf(items);
        }
    }

    record ItemStarted(Instant at, int group, int index) implements OfGroup {}

    record LoopStarted(Instant at, int frame, String node, Payload state) implements OfGroup {}

    /** Another turn begins, after a pause if {@code due} is in the future. */
    record TurnEnded(Instant at, int group, Payload state, boolean enough, Optional<Instant> due) implements OfGroup {}

    record TurnStarted(Instant at, int group) implements OfGroup {}

    /** An item failed within what its for-each tolerates, and what it did has been undone. */
    record ItemFailed(Instant at, int group, int index, Failure failure) implements OfGroup {}

    /** All scopes of a node ended. */
    record GroupEnded(Instant at, int group) implements OfGroup {}

    /** Of a visit to a step: its attempts, its probes, and how it ended. */
    sealed interface OfVisit extends Event {}

    /** A visit to a task begins: its entry is in the log, its first attempt is under way. */
    record TaskScheduled(Instant at, int frame, String node, Role role, int visit, Payload input, Optional<Instant> due)
            implements OfVisit {}

    record AttemptStarted(Instant at, int entry, int attempt, Optional<Instant> due) implements OfVisit {}

    /** Somebody outside has the token of a callback's attempt. */
    record TaskHandedOut(Instant at, int entry, int attempt) implements OfVisit {}

    /** A call (attempt, probe or undo) waits on a durable queue, whose takers outlive owners; {@code number} is its own. */
    record CallQueued(Instant at, int entry, int number, String queue) implements OfVisit {}

    record TaskSucceeded(Instant at, int entry, int attempt, Payload output) implements OfVisit {}

    /** An attempt ended without success; with {@code next}, another one follows then. {@code free}: it costs no attempt. */
    record TaskFailed(
            Instant at, int entry, int attempt, Outcome outcome, Failure failure, Optional<Instant> next, boolean free)
            implements OfVisit {}

    /** An attempt died with its node: outcome unknown. It costs an attempt only after several such deaths. */
    record AttemptLost(Instant at, int entry, int attempt, boolean costs) implements OfVisit {}

    record ProbeStarted(Instant at, int entry, int probe) implements OfVisit {}

    record ProbeFailed(Instant at, int entry, int probe, Failure failure, Optional<Instant> next) implements OfVisit {}

    record ProbeAnswered(Instant at, int entry, int probe, ProbeVerdict verdict, Optional<Payload> output)
            implements OfVisit {}

    /** The visit is over; nothing more is tried. */
    record TaskGivenUp(Instant at, int entry, Failure failure) implements OfVisit {}

    /** A success that came after its visit was over. */
    record LateSuccess(Instant at, int entry, int attempt, Payload output) implements OfVisit {}

    /** A visit to a child begins. */
    record ChildStarted(
            Instant at,
            int frame,
            String node,
            Role role,
            int visit,
            String definition,
            int version,
            Payload input,
            Optional<Instant> due)
            implements OfVisit {}

    /** A child was asked to end; its parent waits for that. */
    record ChildCancelled(Instant at, int entry, Failure reason) implements OfVisit {}

    /** While the execution goes back, a callback, or what somebody took from a queue, is waited for until {@code due}. */
    record CallbackLimited(Instant at, int entry, Instant due) implements OfVisit {}

    record ChildCompleted(Instant at, int entry, Payload output, boolean gaps) implements OfVisit {}

    /** A child ended without completing; {@code state} is what that means for its entry. */
    record ChildFailed(Instant at, int entry, EntryState state, Failure failure, boolean gaps) implements OfVisit {}

    /** Of the way back. */
    sealed interface OfUndo extends Event {}

    /**
     * The execution goes back. From here on no forward attempt starts. {@code undoes} is false for a plain flow, which
     * only waits for what runs and then fails.
     */
    record CompensationStarted(Instant at, Cause cause, Failure failure, Optional<String> by, boolean undoes)
            implements OfUndo {}

    /** A cause that changes nothing now: the pivot is open or passed, or compensation runs already. */
    record CauseNoted(Instant at, Cause cause, Failure failure, boolean remembered) implements OfUndo {}

    /**
     * What a failed node did is settled and undone, before its catch rule {@code rule} takes over; 0: before it is
     * visited again.
     */
    record CatchStarted(Instant at, int frame, String node, int rule, Failure failure) implements OfUndo {}

    /** What a failed item did is settled and undone, before it is counted. */
    record ItemUndoStarted(Instant at, int frame, Failure failure) implements OfUndo {}

    /** A frame is being undone: nothing runs in it any more. */
    record UndoStarted(Instant at, int frame) implements OfUndo {}

    /** Everything that a frame did is undone, or left as it is by an operator. */
    record FrameUndone(Instant at, int frame) implements OfUndo {}

    /** The undo of an unknown outcome waits for a stray call. */
    record UndoDelayed(Instant at, int entry, Instant due) implements OfUndo {}

    /** {@code round} counts from 1; a further one undoes a late effect under a key of its own. */
    record UndoScheduled(Instant at, int entry, int attempt, int round) implements OfUndo {}

    record UndoFailed(Instant at, int entry, int attempt, Failure failure, Optional<Instant> next) implements OfUndo {}

    record TaskCompensated(Instant at, int entry, int attempt, boolean gaps) implements OfUndo {}

    /** Of a question to people. */
    sealed interface OfIncident extends Event {}

    /** {@code entry} is -1 if the incident belongs to no step's visit. */
    record IncidentOpened(Instant at, IncidentKind kind, int frame, int entry, String node, Failure failure)
            implements OfIncident {}

    record IncidentAssigned(Instant at, int incident, Optional<String> assignee, String by, String why)
            implements OfIncident {}

    record IncidentResolved(Instant at, int incident, Resolution resolution, String by, String why)
            implements OfIncident {}
}

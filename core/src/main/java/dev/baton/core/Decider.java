package dev.baton.core;

import dev.baton.Definition;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.Failure;
import dev.baton.Node;
import dev.baton.Role;
import dev.baton.core.Effect.LookAhead;
import dev.baton.core.Entry.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides what a command means for an execution. Equal state, command and time give an equal decision.
 *
 * <p>The events of the decision are applied to the state while it is being made: whoever cannot store them has to throw
 * the state away and load it again. Thread-safe, as long as each state is used by one thread at a time.
 */
public final class Decider {
    private static final int SIGNALS_BUFFERED_MAX = 1_000;

    private final Definitions definitions;
    private final Map<Name, Layout> layouts = new ConcurrentHashMap<>();

    public Decider(Definitions definitions) {
        this.definitions = definitions;
    }

    private record Name(String name, int version) {}

    /** Finds registered definitions. */
    @FunctionalInterface
    public interface Definitions {
        /** The definition, which must be there: executions only start on what is registered. */
        Definition find(String name, int version);
    }

    /** Decides; see the class. */
    public Decision decide(ExecutionState state, Command command, Instant time) {
        Instant now = time.isBefore(state.last()) ? state.last() : time;
        if (!state.exists()) {
            return command instanceof Command.StartExecution start
                    ? start(state, start, now)
                    : new Decision(List.of(), List.of(), Refusals.unknown(state));
        }
        var draft = new DecisionDraft(
                layout(state.header().definition(), state.header().version()), state, now);
        Reply reply = handle(draft, command);
        draft.run();
        return draft.decision(reply);
    }

    /** What the starter of an execution may answer ahead: the questions of its first nodes. */
    public List<LookAhead> aheadOfStart(String definition, int version, Payload input) {
        Layout layout = layout(definition, version);
        var state = new ExecutionState(new ExecutionId("ahead"));
        state.apply(started(layout.definition(), Instant.EPOCH, "", input));
        return new Questions(layout, state)
                .ahead(0, "", layout.definition().root().start());
    }

    /** The idempotency key of a visit. */
    public String keyOf(ExecutionState state, Entry entry) {
        Layout layout = layout(state.header().definition(), state.header().version());
        return Keys.of(state.id(), state.header().run(), layout.pathOf(entry.node()), entry.visit());
    }

    private Layout layout(String name, int version) {
        return layouts.computeIfAbsent(
                new Name(name, version), wanted -> new Layout(definitions.find(wanted.name(), wanted.version())));
    }

    private static Event.ExecutionStarted started(Definition definition, Instant now, String run, Payload input) {
        return new Event.ExecutionStarted(
                now,
                definition.name(),
                definition.version(),
                run,
                input,
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                definition.deadline().map(now::plus));
    }

    private Decision start(ExecutionState state, Command.StartExecution start, Instant now) {
        Layout layout = layout(start.definition(), start.version());
        var draft = new DecisionDraft(layout, state, now);
        draft.emit(new Event.ExecutionStarted(
                now,
                start.definition(),
                start.version(),
                start.run(),
                start.input(),
                start.businessKey(),
                start.tags(),
                start.parent(),
                layout.definition().deadline().map(now::plus)));
        draft.lookedAhead(0, start.ahead());
        draft.forward.begin(0, layout.definition().root());
        draft.run();
        return draft.decision(new Reply.Accepted());
    }

    private Reply handle(DecisionDraft draft, Command command) {
        switch (command) {
            case Command.StartExecution start -> {}
            case Command.CompleteTask complete -> draft.attempts.completed(complete);
            case Command.FailTask fail -> draft.attempts.failed(fail);
            case Command.HandOutTask handed -> draft.attempts.handedOut(handed);
            case Command.AnswerProbe answer -> draft.attempts.probeAnswered(answer);
            case Command.FailProbe fail -> draft.attempts.probeFailed(fail);
            case Command.CompleteUndo complete -> draft.undoAttempts.completed(complete);
            case Command.FailUndo fail -> draft.undoAttempts.failed(fail);
            case Command.CompleteEvaluation complete -> draft.forward.evaluated(complete);
            case Command.FireTimer fire -> draft.state.timers.find(fire.timer()).ifPresent(timer -> fire(draft, timer));
            case Command.ChildEnded ended -> draft.children.ended(ended);
            case Command.ChildNotUndone refused -> draft.children.notUndone(refused);
            case Command.ChildGone gone -> draft.children.gone(gone.child());
            case Command.AskTree ask -> draft.children.askTree();
            case Command.TellEnd tell -> {
                if (draft.state.hasEnded()) {
                    draft.children.tellParent();
                }
            }
            case Command.TellWish tell -> draft.children.tellWish(tell.entry());
            case Command.Recover recover -> recover(draft);
            case Command.DeliverSignal signal -> {
                return signal(draft, signal);
            }
            case Command.CancelExecution cancel -> {
                return cancel(draft, cancel);
            }
            case Command.CompensateExecution compensate -> {
                return compensate(draft, compensate);
            }
            case Command.TerminateExecution terminate -> {
                return terminate(draft, terminate);
            }
            case Command.RedriveExecution redrive -> {
                return redrive(draft, redrive);
            }
            case Command.AnswerIncident answer -> {
                return draft.desk.answer(answer);
            }
            case Command.AssignIncident assign -> {
                return draft.desk.assign(assign);
            }
        }
        return new Reply.Accepted();
    }

    private static void fire(DecisionDraft draft, Timer timer) {
        switch (timer.purpose()) {
            case DEADLINE ->
                draft.failing.goBack(
                        Cause.DEADLINE, Failure.of(Failure.DEADLINE, "The saga's deadline passed."), Optional.empty());
            case RETRY -> draft.attempts.retryDue(timer.subject());
            case PROBE_RETRY -> draft.attempts.probeRetryDue(timer.subject());
            case TASK_TIMEOUT -> draft.attempts.timedOut(timer.subject());
            case SETTLE, UNDO_RETRY -> draft.undoAttempts.due(timer.subject());
            case WAIT -> draft.forward.waitOver(timer.subject());
            case RECEIVE -> draft.forward.receiveOver(timer.subject());
            case TURN -> draft.forward.turnDue(timer.subject());
        }
    }

    private static Reply signal(DecisionDraft draft, Command.DeliverSignal signal) {
        ExecutionState state = draft.state;
        if (state.signalIds.contains(signal.signalId())) {
            return new Reply.Accepted();
        }
        if (state.hasEnded()) {
            return Refusals.ended(state, "signalled");
        }
        for (Map.Entry<Integer, String> waiting : state.frames.receiving().entrySet()) {
            if (waiting.getValue().equals(signal.name())) {
                var token = (Token.Receiving) state.frames.get(waiting.getKey()).token();
                draft.forward.received(
                        waiting.getKey(),
                        (Node.Receive) draft.layout.node(token.node()),
                        signal.signalId(),
                        signal.value());
                return new Reply.Accepted();
            }
        }
        if (state.buffered.size() >= SIGNALS_BUFFERED_MAX) {
            return Refusals.tooManySignals(state, SIGNALS_BUFFERED_MAX);
        }
        draft.emit(new Event.SignalBuffered(draft.now, signal.name(), signal.signalId(), signal.value()));
        return new Reply.Accepted();
    }

    private static Reply cancel(DecisionDraft draft, Command.CancelExecution cancel) {
        if (draft.state.hasEnded()) {
            return Refusals.ended(draft.state, "cancelled");
        }
        return draft.failing.goBack(
                cancel.cause(),
                Failure.of(Failure.CANCELLED, "Cancelled by " + cancel.by() + ": " + cancel.reason()),
                Optional.of(cancel.by()));
    }

    private static Reply compensate(DecisionDraft draft, Command.CompensateExecution compensate) {
        Failure why = Failure.of(
                Failure.CANCELLED, "Compensation asked for by " + compensate.by() + ": " + compensate.reason());
        boolean over =
                draft.state.status() == ExecutionStatus.COMPENSATED || draft.state.status() == ExecutionStatus.FAILED;
        Reply reply = switch (draft.state.status()) {
            case RUNNING, COMPENSATING -> draft.failing.goBack(compensate.cause(), why, Optional.of(compensate.by()));
            case COMPLETED, TERMINATED -> compensateEnded(draft, compensate, why);
            case COMPENSATED, FAILED -> new Reply.Accepted();
        };
        if (compensate.cause() == Cause.PARENT) {
            if (reply instanceof Reply.Refused refused) {
                draft.children.tellNotUndone(refused.message());
            } else if (over) {
                draft.children.tellParent();
            }
        }
        return reply;
    }

    private static Reply compensateEnded(DecisionDraft draft, Command.CompensateExecution compensate, Failure why) {
        ExecutionState state = draft.state;
        if (state.standing().pastPivot()) {
            return Refusals.pastPivot(state);
        }
        for (Entry entry : state.log.all()) {
            if (entry.role() == Role.PIVOT && entry.state() == EntryState.MAYBE) {
                return Refusals.notCompensatable(
                        state, "nobody knows whether its pivot '" + entry.node() + "' took effect.");
            }
        }
        boolean parentAsks = compensate.cause() == Cause.PARENT;
        if (state.status() == ExecutionStatus.COMPLETED && !parentAsks) {
            if (state.header().parent().isPresent()) {
                return Refusals.notCompensatable(
                        state,
                        "it is the child of '" + state.header().parent().get().execution()
                                + "', which alone may have it compensated.");
            }
            Duration kept = draft.layout.definition().compensatableFor();
            Instant ended = state.standing().ended().orElse(state.last());
            if (!draft.now.isBefore(ended.plus(kept))) {
                return Refusals.notCompensatable(
                        state,
                        "its definition allows that for " + kept + " after completion, which was at " + ended + ".");
            }
        }
        draft.undoing.execution(compensate.cause(), why, Optional.of(compensate.by()));
        return new Reply.Accepted();
    }

    private static Reply terminate(DecisionDraft draft, Command.TerminateExecution terminate) {
        if (draft.state.hasEnded()) {
            return Refusals.ended(draft.state, "terminated");
        }
        for (int number : List.copyOf(draft.state.log.busy())) {
            Entry entry = draft.entry(number);
            if (!entry.child()) {
                draft.perform(new Effect.StopAttempt(number));
            } else if (!terminate.childrenRunOn()) {
                draft.children.terminate(entry, terminate.by(), terminate.reason());
            }
        }
        draft.desk.supersede("The execution was terminated.");
        draft.emit(new Event.ExecutionTerminated(draft.now, terminate.by(), terminate.reason()));
        draft.children.tellParent();
        return new Reply.Accepted();
    }

    private static Reply redrive(DecisionDraft draft, Command.RedriveExecution redrive) {
        if (draft.state.status() != ExecutionStatus.FAILED) {
            return Refusals.notFailed(draft.state);
        }
        Optional<Parent> parent = draft.state.header().parent();
        if (parent.isPresent()) {
            return Refusals.notRedriven(draft.state, parent.get());
        }
        draft.emit(new Event.ExecutionRedriven(
                draft.now,
                redrive.by(),
                redrive.reason(),
                draft.layout.definition().deadline().map(draft.now::plus)));
        for (Frame frame : List.copyOf(draft.state.frames.all())) {
            if (frame.mode() == Frame.Mode.RUNNING) {
                again(draft, frame);
            }
        }
        return new Reply.Accepted();
    }

    private static void again(DecisionDraft draft, Frame frame) {
        switch (frame.token()) {
            case Token.Dropped(String node) ->
                draft.arrive(frame.number(), node.isEmpty() ? Optional.empty() : Optional.of(node));
            case Token.Working working -> {
                Entry entry = draft.entry(working.entry());
                if (entry.output().isPresent()) {
                    draft.arrive(frame.number(), draft.layout.node(entry.node()).next());
                } else {
                    draft.desk.retryStep(entry, false, entry.failure().orElseGet(Failures::stopped));
                }
            }
            case Token.Joining joining -> draft.forward.resume(joining.group());
            case Token.None none -> {}
            case Token.Evaluating evaluating -> {}
            case Token.Waiting waiting -> {}
            case Token.Receiving receiving -> {}
            case Token.Failed failed -> {}
            case Token.Catching catching -> {}
        }
    }

    /** A new owner: what ran on the old one is lost, and what is outstanding has to be done again. */
    private static void recover(DecisionDraft draft) {
        for (int number : List.copyOf(draft.state.log.busy())) {
            Entry entry = draft.entry(number);
            if (entry.phase() == Phase.PROBING) {
                draft.attempts.invokeProbe(entry);
            } else if (entry.phase() == Phase.UNDOING && draft.isUndoneByTask(entry)) {
                draft.undoAttempts.invoke(entry);
            }
        }
        draft.attempts.allLost();
        for (int frame : List.copyOf(draft.state.frames.evaluating())) {
            draft.forward.evaluateAgain(frame);
        }
        for (Timer timer : draft.state.timers.pending()) {
            if (!timer.isStored()) {
                draft.perform(new Effect.SetTimer(timer.number(), timer.due(), false));
            }
        }
    }
}

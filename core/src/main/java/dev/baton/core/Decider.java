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
        var turn = new Turn(layout(state.header().definition(), state.header().version()), state, now);
        Reply reply = handle(turn, command);
        turn.run();
        return turn.decision(reply);
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
        var turn = new Turn(layout, state, now);
        turn.emit(new Event.ExecutionStarted(
                now,
                start.definition(),
                start.version(),
                start.run(),
                start.input(),
                start.businessKey(),
                start.tags(),
                start.parent(),
                layout.definition().deadline().map(now::plus)));
        turn.lookedAhead(0, start.ahead());
        turn.forward.begin(0, layout.definition().root());
        turn.run();
        return turn.decision(new Reply.Accepted());
    }

    private Reply handle(Turn turn, Command command) {
        switch (command) {
            case Command.StartExecution start -> {}
            case Command.CompleteTask complete -> turn.attempts.completed(complete);
            case Command.FailTask fail -> turn.attempts.failed(fail);
            case Command.HandOutTask handed -> turn.attempts.handedOut(handed);
            case Command.AnswerProbe answer -> turn.attempts.probeAnswered(answer);
            case Command.FailProbe fail -> turn.attempts.probeFailed(fail);
            case Command.CompleteUndo complete -> turn.undoing.completed(complete);
            case Command.FailUndo fail -> turn.undoing.failed(fail);
            case Command.AnswerQuestions answer -> turn.forward.answer(answer);
            case Command.FireTimer fire -> turn.state.timers.find(fire.timer()).ifPresent(timer -> fire(turn, timer));
            case Command.ChildEnded ended -> turn.children.ended(ended);
            case Command.ChildNotUndone refused -> turn.children.notUndone(refused);
            case Command.ChildGone gone -> turn.children.gone(gone.child());
            case Command.AskTree ask -> turn.children.askTree();
            case Command.TellEnd tell -> {
                if (turn.state.hasEnded()) {
                    turn.children.tellParent();
                }
            }
            case Command.TellWish tell -> turn.children.tellWish(tell.entry());
            case Command.Recover recover -> recover(turn);
            case Command.DeliverSignal signal -> {
                return signal(turn, signal);
            }
            case Command.CancelExecution cancel -> {
                return cancel(turn, cancel);
            }
            case Command.CompensateExecution compensate -> {
                return compensate(turn, compensate);
            }
            case Command.TerminateExecution terminate -> {
                return terminate(turn, terminate);
            }
            case Command.RedriveExecution redrive -> {
                return redrive(turn, redrive);
            }
            case Command.AnswerIncident answer -> {
                return turn.desk.answer(answer);
            }
            case Command.AssignIncident assign -> {
                return turn.desk.assign(assign);
            }
        }
        return new Reply.Accepted();
    }

    private static void fire(Turn turn, Timer timer) {
        switch (timer.purpose()) {
            case DEADLINE ->
                turn.failing.goBack(
                        Cause.DEADLINE, Failure.of(Failure.DEADLINE, "The saga's deadline passed."), Optional.empty());
            case RETRY -> turn.attempts.retryDue(timer.subject());
            case PROBE_RETRY -> turn.attempts.probeRetryDue(timer.subject());
            case TASK_TIMEOUT -> turn.attempts.timedOut(timer.subject());
            case SETTLE, UNDO_RETRY -> turn.undoing.due(timer.subject());
            case WAIT -> turn.forward.waitOver(timer.subject());
            case RECEIVE -> turn.forward.receiveOver(timer.subject());
            case TURN -> turn.forward.turnDue(timer.subject());
        }
    }

    private static Reply signal(Turn turn, Command.DeliverSignal signal) {
        ExecutionState state = turn.state;
        if (state.signalIds.contains(signal.signalId())) {
            return new Reply.Accepted();
        }
        if (state.hasEnded()) {
            return Refusals.ended(state, "signalled");
        }
        for (Map.Entry<Integer, String> waiting : state.frames.receiving().entrySet()) {
            if (waiting.getValue().equals(signal.name())) {
                var token = (Token.Receiving) state.frames.get(waiting.getKey()).token();
                turn.forward.received(
                        waiting.getKey(),
                        (Node.Receive) turn.layout.node(token.node()),
                        signal.signalId(),
                        signal.value());
                return new Reply.Accepted();
            }
        }
        if (state.buffered.size() >= SIGNALS_BUFFERED_MAX) {
            return Refusals.tooManySignals(state, SIGNALS_BUFFERED_MAX);
        }
        turn.emit(new Event.SignalBuffered(turn.now, signal.name(), signal.signalId(), signal.value()));
        return new Reply.Accepted();
    }

    private static Reply cancel(Turn turn, Command.CancelExecution cancel) {
        if (turn.state.hasEnded()) {
            return Refusals.ended(turn.state, "cancelled");
        }
        return turn.failing.goBack(
                cancel.cause(),
                Failure.of(Failure.CANCELLED, "Cancelled by " + cancel.by() + ": " + cancel.reason()),
                Optional.of(cancel.by()));
    }

    private static Reply compensate(Turn turn, Command.CompensateExecution compensate) {
        Failure why = Failure.of(
                Failure.CANCELLED, "Compensation asked for by " + compensate.by() + ": " + compensate.reason());
        boolean over =
                turn.state.status() == ExecutionStatus.COMPENSATED || turn.state.status() == ExecutionStatus.FAILED;
        Reply reply = switch (turn.state.status()) {
            case RUNNING, COMPENSATING -> turn.failing.goBack(compensate.cause(), why, Optional.of(compensate.by()));
            case COMPLETED, TERMINATED -> compensateEnded(turn, compensate, why);
            case COMPENSATED, FAILED -> new Reply.Accepted();
        };
        if (compensate.cause() == Cause.PARENT) {
            if (reply instanceof Reply.Refused refused) {
                turn.children.tellNotUndone(refused.message());
            } else if (over) {
                turn.children.tellParent();
            }
        }
        return reply;
    }

    private static Reply compensateEnded(Turn turn, Command.CompensateExecution compensate, Failure why) {
        ExecutionState state = turn.state;
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
            Duration kept = turn.layout.definition().compensatableFor();
            Instant ended = state.standing().ended().orElse(state.last());
            if (!turn.now.isBefore(ended.plus(kept))) {
                return Refusals.notCompensatable(
                        state,
                        "its definition allows that for " + kept + " after completion, which was at " + ended + ".");
            }
        }
        turn.undoing.execution(compensate.cause(), why, Optional.of(compensate.by()));
        return new Reply.Accepted();
    }

    private static Reply terminate(Turn turn, Command.TerminateExecution terminate) {
        if (turn.state.hasEnded()) {
            return Refusals.ended(turn.state, "terminated");
        }
        for (int number : List.copyOf(turn.state.log.busy())) {
            Entry entry = turn.entry(number);
            if (!entry.child()) {
                turn.perform(new Effect.StopAttempt(number));
            } else if (!terminate.childrenRunOn()) {
                turn.children.terminate(entry, terminate.by(), terminate.reason());
            }
        }
        turn.desk.supersede("The execution was terminated.");
        turn.emit(new Event.ExecutionTerminated(turn.now, terminate.by(), terminate.reason()));
        turn.children.tellParent();
        return new Reply.Accepted();
    }

    private static Reply redrive(Turn turn, Command.RedriveExecution redrive) {
        if (turn.state.status() != ExecutionStatus.FAILED) {
            return Refusals.notFailed(turn.state);
        }
        Optional<Parent> parent = turn.state.header().parent();
        if (parent.isPresent()) {
            return Refusals.notRedriven(turn.state, parent.get());
        }
        turn.emit(new Event.ExecutionRedriven(
                turn.now,
                redrive.by(),
                redrive.reason(),
                turn.layout.definition().deadline().map(turn.now::plus)));
        for (Frame frame : List.copyOf(turn.state.frames.all())) {
            if (frame.mode() == Frame.Mode.RUNNING) {
                again(turn, frame);
            }
        }
        return new Reply.Accepted();
    }

    private static void again(Turn turn, Frame frame) {
        switch (frame.token()) {
            case Token.Dropped(String node) ->
                turn.arrive(frame.number(), node.isEmpty() ? Optional.empty() : Optional.of(node));
            case Token.Working working -> {
                Entry entry = turn.entry(working.entry());
                if (entry.output().isPresent()) {
                    turn.arrive(frame.number(), turn.layout.node(entry.node()).next());
                } else {
                    turn.desk.retryStep(entry, false, entry.failure().orElseGet(Failures::stopped));
                }
            }
            case Token.Joining joining -> turn.forward.resume(joining.group());
            case Token.None none -> {}
            case Token.Asking asking -> {}
            case Token.Waiting waiting -> {}
            case Token.Receiving receiving -> {}
            case Token.Failed failed -> {}
            case Token.Catching catching -> {}
        }
    }

    /** A new owner: what ran on the old one is lost, and what is outstanding has to be done again. */
    private static void recover(Turn turn) {
        for (int number : List.copyOf(turn.state.log.busy())) {
            Entry entry = turn.entry(number);
            if (entry.phase() == Phase.PROBING) {
                turn.attempts.invokeProbe(entry);
            } else if (entry.phase() == Phase.UNDOING && turn.isUndoneByTask(entry)) {
                turn.undoing.invoke(entry);
            }
        }
        turn.attempts.allLost();
        for (int frame : List.copyOf(turn.state.frames.asking())) {
            turn.forward.askAgain(frame);
        }
        for (Timer timer : turn.state.timers.pending()) {
            if (!timer.isStored()) {
                turn.perform(new Effect.SetTimer(timer.number(), timer.due(), false));
            }
        }
    }
}

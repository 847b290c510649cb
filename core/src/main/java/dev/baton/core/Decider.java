package dev.baton.core;

import dev.baton.Definition;
import dev.baton.ExecutionId;
import dev.baton.Failure;
import dev.baton.core.Effect.LookAhead;
import dev.baton.core.Entry.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides what a command means for an execution. Equal state, command and time give an equal decision.
 *
 * <p>The events of the decision are applied to the state while it is being made: whoever cannot store them has to throw
 * the state away and load it again. Thread-safe, as long as each state is used by one thread at a time.
 */
public final class Decider {
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

    private static Reply handle(DecisionDraft draft, Command command) {
        switch (command) {
            case Command.FromClient asked -> {
                return answer(draft, asked);
            }
            case Command.FromRunner reported -> take(draft, reported);
            case Command.FromTree told -> draft.children.hear(told);
            case Command.FireTimer fire -> draft.state.timers.find(fire.timer()).ifPresent(timer -> fire(draft, timer));
            case Command.Recover recover -> recover(draft, recover.held());
            case Command.QueueCall queue -> draft.queues.put(queue);
        }
        return new Reply.Accepted();
    }

    private static Reply answer(DecisionDraft draft, Command.FromClient command) {
        return switch (command) {
            case Command.StartExecution again -> new Reply.Accepted();
            case Command.DeliverSignal signal -> draft.signals.deliver(signal);
            case Command.CancelExecution cancel -> draft.interventions.cancel(cancel);
            case Command.CompensateExecution compensate -> draft.interventions.compensate(compensate);
            case Command.TerminateExecution terminate -> draft.interventions.terminate(terminate);
            case Command.RedriveExecution redrive -> draft.interventions.redrive(redrive);
            case Command.AnswerIncident answer -> draft.desk.answer(answer);
            case Command.AssignIncident assign -> draft.desk.assign(assign);
        };
    }

    private static void take(DecisionDraft draft, Command.FromRunner command) {
        switch (command) {
            case Command.HandOutTask handed -> draft.attempts.handedOut(handed);
            case Command.CompleteTask complete -> draft.attempts.completed(complete);
            case Command.FailTask fail -> draft.attempts.failed(fail);
            case Command.AnswerProbe answer -> draft.probes.answered(answer);
            case Command.FailProbe fail -> draft.probes.failed(fail);
            case Command.CompleteUndo complete -> draft.undoAttempts.completed(complete);
            case Command.FailUndo fail -> draft.undoAttempts.failed(fail);
            case Command.CompleteEvaluation complete -> draft.forward.evaluated(complete);
            case Command.CompleteQueuedEvaluation queued -> {
                Command.CompleteEvaluation complete = queued.evaluation();
                draft.perform(new Effect.Dequeue(Effect.Evaluate.place(complete.frame()), complete.serial()));
                draft.forward.evaluated(complete);
            }
        }
    }

    private static void fire(DecisionDraft draft, Timer timer) {
        switch (timer.purpose()) {
            case DEADLINE ->
                draft.failing.goBack(
                        Cause.DEADLINE, Failure.of(Failure.DEADLINE, "The saga's deadline passed."), Optional.empty());
            case RETRY -> draft.attempts.retryDue(timer.subject());
            case PROBE_RETRY -> draft.probes.retryDue(timer.subject());
            case TASK_TIMEOUT -> draft.attempts.timedOut(timer.subject());
            case SETTLE, UNDO_RETRY -> draft.undoAttempts.due(timer.subject());
            case WAIT -> draft.forward.waitOver(timer.subject());
            case RECEIVE -> draft.signals.receiveOver(timer.subject());
            case TURN -> draft.scopes.nextTurn(timer.subject());
        }
    }

    /** A new owner: what ran on the old one is lost, and what is outstanding has to be done again. */
    private static void recover(DecisionDraft draft, Set<Integer> held) {
        for (int number : List.copyOf(draft.state.log.busy())) {
            Entry entry = draft.entry(number);
            if (draft.state.isToBeWithdrawn(entry)) {
                draft.perform(new Effect.StopAttempt(number));
            }
            if (held.contains(number) || entry.queue().isPresent()) {
                continue;
            }
            if (entry.phase() == Phase.PROBING) {
                draft.probes.invoke(entry);
            } else if (entry.phase() == Phase.UNDOING && draft.isUndoneByTask(entry)) {
                draft.undoAttempts.invoke(entry);
            }
        }
        draft.attempts.allLost(held);
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

package dev.baton.core;

import dev.baton.Bindings;
import dev.baton.Definition;
import dev.baton.ExecutionId;
import dev.baton.Saga;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs one execution as fast as it can: every call answers at once, no timer waits. For measuring. */
final class Straight {
    static final ExecutionId ID = ExecutionId.of("fast-1");

    final ExecutionState state = new ExecutionState(ID);
    private final Decider decider;
    private final Evaluator evaluator;
    private final Definition definition;
    private final Deque<Command> queue = new ArrayDeque<>();
    private Instant now = World.START;
    int decisions;
    int events;
    int eventsMax;

    Straight(Saga<?, ?> saga) {
        this(saga.definition(), saga.bindings());
    }

    Straight(Definition definition, Bindings bindings) {
        this.definition = definition;
        this.decider = new Decider((name, version) -> definition);
        this.evaluator = new Evaluator(bindings);
    }

    static Bindings noCode() {
        return new Bindings(Map.of(), Map.of(), Map.of(), Map.of());
    }

    Decision decide(Command command) {
        Decision decision = decider.decide(state, command, now);
        decisions++;
        events += decision.events().size();
        eventsMax = Math.max(eventsMax, decision.events().size());
        decision.effects().forEach(this::perform);
        return decision;
    }

    Decision start(Object input) {
        return decide(new Command.StartExecution(
                definition.name(), 1, "run", Json.of(input), Optional.empty(), Map.of(), Optional.empty(), List.of()));
    }

    /** Until nothing is outstanding, or so many decisions were made. */
    Straight run(int decisionsMax) {
        while (!queue.isEmpty() && decisions < decisionsMax) {
            decide(queue.remove());
        }
        return this;
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.InvokeTask task -> {
                Payload output = task.input();
                List<Ahead> ahead = evaluator.ahead(task.ahead(), task.step(), output);
                queue.add(new Command.CompleteTask(task.entry(), task.attempt(), output, ahead));
            }
            case Effect.Evaluate evaluate ->
                queue.add(new Command.CompleteEvaluation(
                        evaluate.frame(), evaluate.serial(), evaluator.answers(evaluate.questions()), List.of()));
            case Effect.InvokeUndo undo -> queue.add(new Command.CompleteUndo(undo.entry(), undo.attempt()));
            case Effect.SetTimer timer -> {
                now = timer.due().isAfter(now) ? timer.due() : now;
                queue.add(new Command.FireTimer(timer.timer()));
            }
            case Effect.InvokeProbe probe -> throw new AssertionError("Nothing is unknown here.");
            case Effect.StopAttempt stop -> {}
            case Effect.Dequeue over -> {}
            case Effect.ClearTimer timer -> {}
            case Effect.Send send -> throw new AssertionError("There are no children here.");
        }
    }
}

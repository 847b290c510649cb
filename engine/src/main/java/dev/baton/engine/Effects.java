package dev.baton.engine;

import dev.baton.core.Effect;

/** Performs effects, once what they follow from is stored. Belongs to its partition's thread. */
final class Effects {
    private final Partition partition;
    private final TaskRunner runner;
    private final Registry registry;
    private final EngineClock clock;

    Effects(Partition partition, TaskRunner runner, Registry registry, EngineClock clock) {
        this.partition = partition;
        this.runner = runner;
        this.registry = registry;
        this.clock = clock;
    }

    void perform(Turn.Happening happening) {
        Hot hot = happening.hot();
        switch (happening.effect()) {
            case Effect.InvokeTask task -> invoke(happening, new Work.Kind.Task(task));
            case Effect.InvokeUndo undo -> invoke(happening, new Work.Kind.Undo(undo));
            case Effect.InvokeProbe probe -> invoke(happening, new Work.Kind.Probe(probe));
            case Effect.StopAttempt stop -> runner.stop(hot.id, stop.entry());
            case Effect.Evaluate evaluate ->
                runner.evaluate(evaluate, new Work.Asker(hot.id, registry.served(hot.definition), partition));
            case Effect.SetTimer timer ->
                partition.timers.set(hot.id, hot.key, timer.timer(), timer.due(), timer.stored());
            case Effect.ClearTimer timer -> partition.timers.clear(hot.key, timer.timer());
            case Effect.Send send -> throw new IllegalStateException("Bug: a send was not decided. [BATON-901]");
        }
    }

    private void invoke(Turn.Happening happening, Work.Kind kind) {
        runner.invoke(new Work(
                happening.hot().id,
                registry.served(happening.hot().definition),
                happening.sagaInput(),
                kind,
                partition,
                partition.ownership.tenure(),
                clock));
    }
}

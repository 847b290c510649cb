package dev.baton.engine;

import dev.baton.Definition;
import dev.baton.core.Command;
import dev.baton.core.Effect;
import dev.baton.core.Entry;

/** Performs effects, once what they follow from is stored. Belongs to its partition's thread. */
final class Effects {
    private final Partition partition;
    private final TaskRunner runner;
    private final Registry registry;
    private final QueueWorker queues;
    private final EngineClock clock;

    Effects(Partition partition, TaskRunner runner, Registry registry, QueueWorker queues, EngineClock clock) {
        this.partition = partition;
        this.runner = runner;
        this.registry = registry;
        this.queues = queues;
        this.clock = clock;
    }

    void perform(Turn.Happening happening) {
        Hot hot = happening.hot();
        switch (happening.effect()) {
            case Effect.Invoke call when call.queue().isPresent() -> queues.hint();
            case Effect.InvokeTask task -> invoke(happening, new Work.Kind.Task(task));
            case Effect.InvokeUndo undo -> invoke(happening, new Work.Kind.Undo(undo));
            case Effect.InvokeProbe probe -> invoke(happening, new Work.Kind.Probe(probe));
            case Effect.StopAttempt stop -> {
                runner.stop(hot.id, stop.entry());
                withdraw(hot, stop.entry());
            }
            case Effect.Dequeue over -> throw new IllegalStateException("Bug: it is part of the batch. [BATON-901]");
            case Effect.Evaluate evaluate ->
                runner.evaluations()
                        .evaluate(evaluate, new Work.Asker(hot.id, registry.served(hot.definition), partition));
            case Effect.SetTimer timer ->
                partition.timers.set(hot.id, hot.key, timer.timer(), timer.due(), timer.stored());
            case Effect.ClearTimer timer -> partition.timers.clear(hot.key, timer.timer());
            case Effect.Send send -> throw new IllegalStateException("Bug: a send was not decided. [BATON-901]");
        }
    }

    /** What waits on a queue is not to be begun any more. */
    private void withdraw(Hot hot, int number) {
        if (hot.state == null) {
            return; // stopped meanwhile: this is derived again
        }
        Entry entry = hot.state.entries().get(number);
        if (entry.queue().isPresent() && entry.phase() == Entry.Phase.RUNNING) {
            queues.withdraw(hot, entry, partition);
        }
    }

    private void invoke(Turn.Happening happening, Work.Kind kind) {
        var work = new Work(
                happening.hot().id,
                registry.served(happening.hot().definition),
                happening.sagaInput(),
                kind,
                partition,
                partition.ownership.tenure(),
                clock,
                null);
        if (queues.isShared() && !runner.isServed(work)) {
            queueForItsCode(work);
        } else {
            runner.invoke(work);
        }
    }

    /** Another engine may have the code. */
    private void queueForItsCode(Work work) {
        Entry.Phase phase = switch (work.kind()) {
            case Work.Kind.Task task -> Entry.Phase.RUNNING;
            case Work.Kind.Undo undo -> Entry.Phase.UNDOING;
            case Work.Kind.Probe probe -> Entry.Phase.PROBING;
        };
        Definition definition = work.served().definition();
        String queue = QueueNames.forCodeOf(definition.name(), definition.version());
        work.report(new Command.QueueCall(work.entry(), phase, work.attempt(), queue));
    }
}

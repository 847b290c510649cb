package dev.baton.store;

import dev.baton.Call;
import dev.baton.core.Effect;
import dev.baton.core.Payload;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A call that waits on a durable queue. */
public sealed interface QueuedCall extends QueuedWork {
    /** The input of the execution. */
    Payload sagaInput();

    /** The effect that it was. */
    Effect.Invoke invoke();

    /** An attempt. */
    record Task(
            int entry,
            int attempt,
            String step,
            String task,
            String key,
            Payload input,
            Duration timeout,
            Optional<Duration> heartbeat,
            String queue,
            Payload sagaInput)
            implements QueuedCall {
        @Override
        public Effect.InvokeTask invoke() {
            return new Effect.InvokeTask(
                    entry,
                    attempt,
                    step,
                    task,
                    new Call.Handler(),
                    key,
                    input,
                    timeout,
                    heartbeat,
                    List.of(),
                    Optional.of(queue));
        }
    }

    /** A compensation. */
    record Undo(
            int entry,
            int attempt,
            String step,
            String task,
            String key,
            String undoKey,
            Payload input,
            Optional<Payload> output,
            boolean certain,
            Duration timeout,
            String queue,
            Payload sagaInput)
            implements QueuedCall {
        @Override
        public Effect.InvokeUndo invoke() {
            return new Effect.InvokeUndo(
                    entry,
                    attempt,
                    step,
                    task,
                    new Call.Handler(),
                    key,
                    undoKey,
                    input,
                    output,
                    certain,
                    timeout,
                    Optional.of(queue));
        }
    }

    /** A probe. */
    record Probe(
            int entry,
            int probe,
            String step,
            String task,
            String key,
            Payload input,
            Duration timeout,
            String queue,
            Payload sagaInput)
            implements QueuedCall {
        @Override
        public Effect.InvokeProbe invoke() {
            return new Effect.InvokeProbe(entry, probe, step, task, key, input, timeout, Optional.of(queue));
        }
    }

    /** What is to be stored of a call that waits on a queue. */
    static QueuedCall of(Effect.Invoke call, Payload sagaInput) {
        String queue = call.queue().orElseThrow();
        return switch (call) {
            case Effect.InvokeTask task ->
                new Task(
                        task.entry(),
                        task.attempt(),
                        task.step(),
                        task.task(),
                        task.key(),
                        task.input(),
                        task.timeout(),
                        task.heartbeat(),
                        queue,
                        sagaInput);
            case Effect.InvokeUndo undo ->
                new Undo(
                        undo.entry(),
                        undo.attempt(),
                        undo.step(),
                        undo.task(),
                        undo.key(),
                        undo.undoKey(),
                        undo.input(),
                        undo.output(),
                        undo.certain(),
                        undo.timeout(),
                        queue,
                        sagaInput);
            case Effect.InvokeProbe probe ->
                new Probe(
                        probe.entry(),
                        probe.probe(),
                        probe.step(),
                        probe.task(),
                        probe.key(),
                        probe.input(),
                        probe.timeout(),
                        queue,
                        sagaInput);
        };
    }
}

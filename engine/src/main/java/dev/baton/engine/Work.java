package dev.baton.engine;

import dev.baton.Call;
import dev.baton.ExecutionId;
import dev.baton.Failure;
import dev.baton.core.Command;
import dev.baton.core.Effect;
import dev.baton.core.Outcome;
import dev.baton.core.Payload;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call to be made for an execution, and whom to tell what became of it.
 *
 * @param sagaInput the input of the execution
 * @param kind what is called, and with what
 * @param tenure under which ownership of the partition it was decided
 * @param claim by which it was taken from a queue; null if the owner makes it
 */
record Work(
        ExecutionId execution,
        Served served,
        Payload sagaInput,
        Kind kind,
        Partition partition,
        int tenure,
        EngineClock clock,
        @Nullable Claim claim) {

    /** Who has something evaluated, and gets the answers. */
    record Asker(ExecutionId execution, Served served, Partition partition) {
        void report(Command command) {
            partition.inbox.add(new Message.Order(execution, command));
        }
    }

    /** Whether the partition, or the claim, was lost since: somebody else has recovered what this was for. */
    boolean isOutdated() {
        return claim == null ? partition.ownership.tenure() != tenure : claim.isLost();
    }

    /** Whether it is certain that nobody else makes this call; the last check before it. */
    boolean isSafe() {
        return claim == null ? partition.ownership.isSafe() : claim.isSafe(clock.instant());
    }

    /** What is called. */
    sealed interface Kind {
        record Task(Effect.InvokeTask effect) implements Kind {}

        record Undo(Effect.InvokeUndo effect) implements Kind {}

        record Probe(Effect.InvokeProbe effect) implements Kind {}
    }

    String step() {
        return switch (kind) {
            case Kind.Task task -> task.effect().step();
            case Kind.Undo undo -> undo.effect().step();
            case Kind.Probe probe -> probe.effect().step();
        };
    }

    String task() {
        return switch (kind) {
            case Kind.Task task -> task.effect().task();
            case Kind.Undo undo -> undo.effect().task();
            case Kind.Probe probe -> probe.effect().task();
        };
    }

    int entry() {
        return switch (kind) {
            case Kind.Task task -> task.effect().entry();
            case Kind.Undo undo -> undo.effect().entry();
            case Kind.Probe probe -> probe.effect().entry();
        };
    }

    int attempt() {
        return switch (kind) {
            case Kind.Task task -> task.effect().attempt();
            case Kind.Undo undo -> undo.effect().attempt();
            case Kind.Probe probe -> probe.effect().probe();
        };
    }

    /** The idempotency key of the call itself. */
    String key() {
        return switch (kind) {
            case Kind.Task task -> task.effect().key();
            case Kind.Undo undo -> undo.effect().undoKey();
            case Kind.Probe probe -> probe.effect().key();
        };
    }

    Duration timeout() {
        return switch (kind) {
            case Kind.Task task -> task.effect().timeout();
            case Kind.Undo undo -> undo.effect().timeout();
            case Kind.Probe probe -> probe.effect().timeout();
        };
    }

    Optional<Duration> heartbeat() {
        return kind instanceof Kind.Task task && !(task.effect().call() instanceof Call.Callback)
                ? task.effect().heartbeat()
                : Optional.empty();
    }

    /** Tells the execution what became of the call. */
    void report(Command command) {
        partition.inbox.add(new Message.Order(execution, command));
    }

    /** Reports that the call did not succeed. */
    void fail(Outcome outcome, Failure failure, Optional<Duration> notBefore) {
        report(
                switch (kind) {
                    case Kind.Task task -> new Command.FailTask(entry(), attempt(), outcome, failure, notBefore);
                    case Kind.Undo undo ->
                        new Command.FailUndo(entry(), attempt(), outcome == Outcome.REFUSED, failure);
                    case Kind.Probe probe -> new Command.FailProbe(entry(), attempt(), failure);
                });
    }
}

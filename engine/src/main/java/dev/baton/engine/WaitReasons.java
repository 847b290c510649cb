package dev.baton.engine;

import dev.baton.Call;
import dev.baton.ExecutionId;
import dev.baton.Node;
import dev.baton.Waiting;
import dev.baton.Waiting.For;
import dev.baton.core.Entry;
import dev.baton.core.ExecutionState;
import dev.baton.core.Frame;
import dev.baton.core.StateSnapshot.Header;
import dev.baton.core.Timer;
import dev.baton.core.Token;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Names what an execution waits for, so that none stands still without a reason. */
final class WaitReasons {
    private static final String ELSEWHERE = "Waits for an engine that has its code.";

    private final Registry registry;
    private final TaskRunner runner;

    private final Supplier<Set<String>> servedQueues;

    /** @param servedQueues those from which some engine takes now */
    WaitReasons(Registry registry, TaskRunner runner, Supplier<Set<String>> servedQueues) {
        this.registry = registry;
        this.runner = runner;
        this.servedQueues = servedQueues;
    }

    List<Waiting> of(ExecutionId id, ExecutionState state) {
        var waits = new ArrayList<Waiting>();
        for (Frame frame : state.runningFrames()) {
            ofFrame(state, frame).ifPresent(waits::add);
        }
        for (Entry entry : state.entries()) {
            ofEntry(state, entry, id).ifPresent(waits::add);
        }
        state.incidents().stream()
                .filter(dev.baton.core.Incident::isOpen)
                .map(incident -> new Waiting(
                        incident.node(),
                        For.INCIDENT,
                        "Waits for a person to answer incident " + incident.number() + ".",
                        Optional.empty()))
                .forEach(waits::add);
        return waits;
    }

    private Optional<Waiting> ofFrame(ExecutionState state, Frame frame) {
        return switch (frame.token()) {
            case Token.Evaluating evaluating ->
                Optional.of(missingCode(state)
                        .map(reason -> new Waiting(evaluating.node(), For.HANDLER, reason, Optional.empty()))
                        .orElseGet(() -> new Waiting(
                                evaluating.node(), For.MAPPING, "User code is being evaluated.", Optional.empty())));
            case Token.Waiting waiting -> {
                Optional<Instant> due = due(state, Timer.Purpose.WAIT, frame.number());
                yield Optional.of(new Waiting(
                        waiting.node(),
                        For.TIME,
                        "Waits until " + due.map(Instant::toString).orElse("its time") + ".",
                        due));
            }
            case Token.Receiving receiving ->
                Optional.of(new Waiting(
                        receiving.node(),
                        For.SIGNAL,
                        "Waits for signal '" + receiving.signal() + "'" + group(state, receiving.node()) + ".",
                        due(state, Timer.Purpose.RECEIVE, frame.number())));
            case Token.None none -> Optional.empty();
            case Token.Working working -> Optional.empty();
            case Token.Joining joining -> Optional.empty();
            case Token.Failed failed -> Optional.empty();
            case Token.Catching catching -> Optional.empty();
            case Token.Dropped dropped -> Optional.empty();
        };
    }

    private String group(ExecutionState state, String node) {
        return served(state).nodes().get(node) instanceof Node.Receive receive
                ? receive.group().map(group -> " from " + group).orElse("")
                : "";
    }

    private Served served(ExecutionState state) {
        return registry.served(state.header().definition(), state.header().version());
    }

    private Optional<Waiting> ofEntry(ExecutionState state, Entry entry, ExecutionId id) {
        if (entry.queue().isPresent() && !runner.isHere(id, entry.number())) {
            return Optional.of(ofQueue(state, entry, entry.queue().get()));
        }
        Optional<String> reason = entry.child() || !isAtWork(entry)
                ? Optional.empty()
                : reason(state, runner.reason(id, entry.number()), runner.isHere(id, entry.number()));
        if (reason.isPresent()) {
            return Optional.of(new Waiting(entry.node(), For.HANDLER, reason.get(), Optional.empty()));
        }
        String step = "'" + entry.node() + "'";
        return switch (entry.phase()) {
            case RUNNING, HANDED_OUT ->
                Optional.of(
                        entry.child()
                                ? wait(entry, For.CHILD, "Waits for the child execution of " + step + ".", state)
                                : running(state, entry, id));
            case BACKOFF ->
                Optional.of(wait(entry, For.RETRY, "Waits before the next attempt at " + step + ".", state));
            case PROBING, PROBE_BACKOFF ->
                Optional.of(wait(entry, For.PROBE, "Asks what became of a call of " + step + ".", state));
            case UNDO_DELAY ->
                Optional.of(
                        wait(entry, For.SETTLING, "Waits for a stray call of " + step + ", before its undo.", state));
            case UNDOING, UNDO_BACKOFF ->
                Optional.of(wait(entry, For.COMPENSATION, "Waits for the undo of " + step + ".", state));
            case IDLE, UNDO_HELD -> Optional.empty();
        };
    }

    /** What somebody has taken already is not told from what waits: only the store knows. */
    private Waiting ofQueue(ExecutionState state, Entry entry, String queue) {
        Header header = state.header();
        boolean forCode = queue.equals(QueueNames.forCodeOf(header.definition(), header.version()));
        String stored = QueueNames.stored(queue, header.definition(), header.version());
        boolean isServed = servedQueues.get().contains(stored);
        if (forCode) {
            return new Waiting(
                    entry.node(),
                    For.HANDLER,
                    isServed ? ELSEWHERE : served(state).unserved(),
                    Optional.empty());
        }
        return wait(
                entry,
                isServed ? For.TASK : For.HANDLER,
                "Waits for a worker of queue '" + queue + "'"
                        + (isServed
                                ? "."
                                : "; no engine serves it. Start one that registers '" + header.definition()
                                        + "' version " + header.version() + "."),
                state);
    }

    /** Why questions are not being answered here: they need the data's classes even where they call no code. */
    private Optional<String> missingCode(ExecutionState state) {
        Header header = state.header();
        Served served = served(state);
        if (served.bindings() != null) {
            return Optional.empty();
        }
        boolean elsewhere = servedQueues.get().contains(QueueNames.forCodeOf(header.definition(), header.version()));
        return Optional.of(elsewhere ? ELSEWHERE : served.unserved());
    }

    /** Whether it is up to an engine to go on with it. */
    private static boolean isAtWork(Entry entry) {
        return switch (entry.phase()) {
            case RUNNING, BACKOFF, PROBING, PROBE_BACKOFF, UNDOING, UNDO_BACKOFF -> true;
            case HANDED_OUT, UNDO_DELAY, IDLE, UNDO_HELD -> false;
        };
    }

    /** Why nothing is done here: what is said, or that the code is not here and so nothing was taken up. */
    private Optional<String> reason(ExecutionState state, Optional<String> said, boolean isHere) {
        Served served = served(state);
        return said.isPresent() || registry.serves(served.number()) || isHere ? said : Optional.of(served.unserved());
    }

    private Waiting running(ExecutionState state, Entry entry, ExecutionId id) {
        if (served(state).nodes().get(entry.node()) instanceof Node.Task task && task.call() instanceof Call.Callback) {
            return wait(entry, For.CALLBACK, "Waits for somebody to complete '" + entry.node() + "'.", state);
        }
        return runner.isQueued(id, entry.number())
                ? wait(entry, For.TURN, "As many tasks of this name run as may run at once.", state)
                : wait(entry, For.TASK, "Attempt " + entry.attempt() + " of '" + entry.node() + "' runs.", state);
    }

    private static Waiting wait(Entry entry, For what, String sentence, ExecutionState state) {
        return new Waiting(
                entry.node(),
                what,
                sentence,
                state.pendingTimers().stream()
                        .filter(timer -> timer.subject() == entry.number() && isOfEntry(timer.purpose()))
                        .map(Timer::due)
                        .findFirst());
    }

    private static boolean isOfEntry(Timer.Purpose purpose) {
        return switch (purpose) {
            case RETRY, PROBE_RETRY, TASK_TIMEOUT, SETTLE, UNDO_RETRY -> true;
            case DEADLINE, WAIT, RECEIVE, TURN -> false;
        };
    }

    private static Optional<Instant> due(ExecutionState state, Timer.Purpose purpose, int subject) {
        return state.pendingTimers().stream()
                .filter(timer -> timer.purpose() == purpose && timer.subject() == subject)
                .map(Timer::due)
                .findFirst();
    }
}

package dev.baton.core;

import dev.baton.Call;
import dev.baton.Failure;
import dev.baton.Node;
import dev.baton.Retry;
import dev.baton.Role;
import dev.baton.core.Entry.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What comes of the calls of a step: outcomes and repetition (saga-semantics §3). */
final class Attempts {
    /** How often an attempt may die with its node before that costs an attempt (saga-semantics 3.6). */
    private static final int LOST_MAX = 3;

    private final DecisionDraft draft;

    Attempts(DecisionDraft draft) {
        this.draft = draft;
    }

    /** A visit begins. */
    void schedule(int frame, Node.Task task, Payload input) {
        int visit = draft.state.visitsOf(task.name()) + 1;
        draft.emit(new Event.TaskScheduled(
                draft.now, frame, task.name(), draft.roleOf(task.role()), visit, input, due(task)));
        invoke(draft.entry(draft.state.log.size() - 1));
    }

    private Optional<Instant> due(Node.Task task) {
        return task.call() instanceof Call.Callback
                ? Optional.of(draft.now.plus(task.rules().timeout()))
                : Optional.empty();
    }

    /** Starts a further attempt of a visit, under the same key. */
    void again(Entry entry) {
        Node.Task task = draft.layout.task(entry.node());
        draft.emit(new Event.AttemptStarted(draft.now, entry.number(), entry.attempt() + 1, due(task)));
        invoke(draft.entry(entry.number()));
    }

    /** Has the attempt that is under way called (again, after a crash). */
    void invoke(Entry entry) {
        Node.Task task = draft.layout.task(entry.node());
        Optional<String> queue = draft.queues.queueOf(entry, task.call());
        draft.perform(new Effect.InvokeTask(
                entry.number(),
                entry.attempt(),
                task.name(),
                task.task(),
                task.call(),
                draft.keyOf(entry),
                entry.input(),
                task.rules().timeout(),
                task.rules().heartbeat(),
                queue.isEmpty() ? draft.questions.ahead(entry.frame(), task.name(), task.next()) : List.of(),
                queue));
    }

    void completed(Command.CompleteTask command) {
        Entry entry = find(command.entry(), command.attempt());
        if (entry == null) {
            return;
        }
        if (entry.over()) {
            draft.lateAnswers.succeeded(entry, command.attempt(), command.output());
            return;
        }
        boolean otherRuns =
                entry.phase() == Phase.PROBING || (entry.isAttempted() && entry.attempt() != command.attempt());
        draft.emit(new Event.TaskSucceeded(draft.now, entry.number(), command.attempt(), command.output()));
        if (otherRuns) {
            draft.perform(new Effect.StopAttempt(entry.number()));
        }
        draft.lookedAhead(entry.frame(), command.ahead());
        succeeded(draft.entry(entry.number()));
    }

    private @Nullable Entry find(int number, int attempt) {
        if (!draft.state.log.has(number)) {
            return null;
        }
        Entry entry = draft.entry(number);
        return attempt >= 1 && attempt <= entry.attempt() && !entry.child() ? entry : null;
    }

    /** The visit ended well: goes on, if its frame still does. */
    void succeeded(Entry entry) {
        draft.desk.supersede(entry.number());
        if (entry.role() == Role.PIVOT) {
            draft.failing.reconsiderHeld();
        }
        if (draft.state.frames.get(entry.frame()).mode() == Frame.Mode.RUNNING && stands(entry)) {
            draft.arrive(entry.frame(), draft.layout.node(entry.node()).next());
        } else {
            draft.settling.ended(entry.frame());
        }
    }

    /** Whether its frame's token stands at this entry. */
    boolean stands(Entry entry) {
        return draft.state.frames.get(entry.frame()).token() instanceof Token.Working working
                && working.entry() == entry.number();
    }

    /** A callback's token is with somebody outside; that outlives owners. */
    void handedOut(Command.HandOutTask command) {
        Entry entry = find(command.entry(), command.attempt());
        if (entry != null
                && !entry.over()
                && entry.phase() == Phase.RUNNING
                && entry.attempt() == command.attempt()
                && draft.layout.task(entry.node()).call() instanceof Call.Callback) {
            draft.emit(new Event.TaskHandedOut(draft.now, entry.number(), command.attempt()));
        }
    }

    void failed(Command.FailTask command) {
        Entry entry = find(command.entry(), command.attempt());
        if (entry != null && entry.over() && command.outcome() == Outcome.UNREADABLE) {
            draft.lateAnswers.unreadable(entry, command.failure());
            return;
        }
        if (entry == null || entry.over() || entry.attempt() != command.attempt() || !entry.isAttempted()) {
            return;
        }
        if (Queues.isLost(entry, command)) {
            lost(entry);
            return;
        }
        boolean free = command.failure().error().equals(Failure.BREAKER_OPEN);
        Optional<Instant> next = goesOn(entry) ? next(entry, command, free) : Optional.empty();
        draft.emit(new Event.TaskFailed(
                draft.now, entry.number(), command.attempt(), command.outcome(), command.failure(), next, free));
        Entry now = draft.entry(entry.number());
        if (now.role() == Role.PIVOT && next.isPresent() && !now.doubt() && draft.failing.isCauseRemembered()) {
            draft.failing.obeyRemembered(now);
        } else if (next.isEmpty()) {
            ended(now);
        }
    }

    /** Whether further attempts may be made where an entry stands. */
    boolean goesOn(Entry entry) {
        return draft.state.frames.get(entry.frame()).mode() == Frame.Mode.RUNNING && !draft.state.hasEnded();
    }

    private Optional<Instant> next(Entry entry, Command.FailTask failed, boolean free) {
        Retry retry = draft.layout.task(entry.node()).rules().retry();
        int spent = entry.spent() + (free ? 0 : 1);
        if (failed.outcome() == Outcome.REFUSED
                || failed.outcome() == Outcome.UNREADABLE
                || spent >= retry.attemptsMax()) {
            return Optional.empty();
        }
        Duration pause = pause(retry, Math.max(1, spent), draft.keyOf(entry) + "#" + entry.attempt());
        Duration asked = failed.notBefore().orElse(Duration.ZERO);
        return Optional.of(draft.now.plus(asked.compareTo(pause) > 0 ? asked : pause));
    }

    /** The pause after {@code spent} attempts: exponential, capped, up to a quarter shorter by a hash of the key. */
    static Duration pause(Retry retry, int spent, String key) {
        double millis = (double) retry.first().toMillis() * Math.pow(retry.factor(), spent - 1.0);
        double capped = Math.min(millis, (double) retry.pauseMax().toMillis());
        return Duration.ofMillis(Math.max(1, Math.round(capped * (1 - Keys.fraction(key) / 4))));
    }

    /** No further attempt follows: its service is asked if that can clear up anything, and then the visit is decided. */
    private void ended(Entry entry) {
        if (!goesOn(entry)) {
            giveUp(entry);
            draft.settling.ended(entry.frame());
        } else if (entry.doubt()
                && entry.state() == EntryState.MAYBE
                && !entry.probed()
                && draft.probes.isPossible(entry)) {
            draft.probes.start(entry);
        } else {
            draft.failing.step(entry);
        }
    }

    void giveUp(Entry entry) {
        if (!entry.over()) {
            draft.emit(new Event.TaskGivenUp(
                    draft.now, entry.number(), entry.failure().orElseGet(Failures::stopped)));
        }
    }

    void retryDue(int number) {
        Entry entry = draft.entry(number);
        if (entry.phase() == Phase.BACKOFF) {
            again(entry);
        }
    }

    /** A callback, a child, or what was on a queue while the execution goes back, did not end in time. */
    void timedOut(int number) {
        Entry entry = draft.entry(number);
        if (entry.child()) {
            draft.children.timedOut(entry);
        } else if (entry.isAttempted()) {
            failed(new Command.FailTask(number, entry.attempt(), Outcome.UNKNOWN, notInTime(entry), Optional.empty()));
        } else if (entry.queue().isPresent() && entry.phase() == Phase.PROBING) {
            draft.probes.failed(new Command.FailProbe(number, entry.probe(), notInTime(entry)));
        }
    }

    private static Failure notInTime(Entry entry) {
        return Failure.of(Failure.TIMEOUT, "Nobody completed '" + entry.node() + "' in time.");
    }

    /**
     * A new owner finds attempts under way: they died with the old one. First those that are not repeated, since they may
     * lead to the way back, on which nothing is begun.
     */
    void allLost(Set<Integer> held) {
        List<Integer> found = draft.state.log.busy().stream()
                .filter(number -> !held.contains(number) && isUnderWay(draft.entry(number)))
                .toList();
        for (boolean repeated : List.of(false, true)) {
            for (int number : found) {
                Entry entry = draft.entry(number);
                if (isUnderWay(entry) && mayRepeat(entry) == repeated) {
                    lost(entry);
                }
            }
        }
    }

    private static boolean isUnderWay(Entry entry) {
        return entry.phase() == Phase.RUNNING && !entry.child() && entry.queue().isEmpty();
    }

    private boolean mayRepeat(Entry entry) {
        int max = draft.layout.task(entry.node()).rules().retry().attemptsMax();
        return max > 1 && !(losesAttempt(entry) && entry.spent() + 1 >= max);
    }

    /** Whether this loss costs an attempt (saga-semantics 3.6). */
    private static boolean losesAttempt(Entry entry) {
        return entry.lost() >= LOST_MAX;
    }

    private void lost(Entry entry) {
        if (draft.layout.task(entry.node()).call() instanceof Call.Callback) {
            // Perhaps nobody has the token yet, so it is handed out again: the same attempt, the same token.
            if (entry.queue().isPresent()) {
                draft.perform(new Effect.Dequeue(entry.number(), Effect.ticket(entry.phase(), entry.attempt())));
            }
            invoke(entry);
            return;
        }
        boolean repeated = mayRepeat(entry);
        draft.emit(new Event.AttemptLost(draft.now, entry.number(), entry.attempt(), losesAttempt(entry)));
        Entry now = draft.entry(entry.number());
        if (goesOn(now) && repeated) {
            again(now);
        } else {
            ended(now);
        }
    }
}

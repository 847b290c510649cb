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
import org.jspecify.annotations.Nullable;

/** What comes of the calls of a step: outcomes, repetition, probes, late answers (saga-semantics §3). */
final class Attempts {
    /** How often an attempt may die with its node before that costs an attempt (saga-semantics 3.6). */
    private static final int LOST_MAX = 3;
    /** Tries of a probe that cannot be made; after that it counts as not seen. */
    private static final int PROBES_MAX = 3;

    private final Turn turn;

    Attempts(Turn turn) {
        this.turn = turn;
    }

    /** A visit begins. */
    void schedule(int frame, Node.Task task, Payload input) {
        int visit = turn.state.visitsOf(task.name()) + 1;
        turn.emit(new Event.TaskScheduled(
                turn.now, frame, task.name(), turn.roleOf(task.role()), visit, input, due(task)));
        invoke(turn.entry(turn.state.log.size() - 1));
    }

    private Optional<Instant> due(Node.Task task) {
        return task.call() instanceof Call.Callback
                ? Optional.of(turn.now.plus(task.rules().timeout()))
                : Optional.empty();
    }

    /** Starts a further attempt of a visit, under the same key. */
    void again(Entry entry) {
        Node.Task task = turn.layout.task(entry.node());
        turn.emit(new Event.AttemptStarted(turn.now, entry.number(), entry.attempt() + 1, due(task)));
        invoke(turn.entry(entry.number()));
    }

    /** Has the attempt that is under way called (again, after a crash). */
    void invoke(Entry entry) {
        Node.Task task = turn.layout.task(entry.node());
        turn.perform(new Effect.InvokeTask(
                entry.number(),
                entry.attempt(),
                task.name(),
                task.task(),
                task.call(),
                turn.keyOf(entry),
                entry.input(),
                task.rules().timeout(),
                task.rules().heartbeat(),
                turn.questions.ahead(entry.frame(), task.name(), task.next())));
    }

    void completed(Command.CompleteTask command) {
        Entry entry = find(command.entry(), command.attempt());
        if (entry == null) {
            return;
        }
        if (entry.over()) {
            late(entry, command.attempt(), command.output());
            return;
        }
        boolean otherRuns =
                entry.phase() == Phase.PROBING || (entry.isAttempted() && entry.attempt() != command.attempt());
        turn.emit(new Event.TaskSucceeded(turn.now, entry.number(), command.attempt(), command.output()));
        if (otherRuns) {
            turn.perform(new Effect.StopAttempt(entry.number()));
        }
        turn.lookedAhead(entry.frame(), command.ahead());
        succeeded(turn.entry(entry.number()));
    }

    private @Nullable Entry find(int number, int attempt) {
        if (number < 0 || number >= turn.state.log.size()) {
            return null;
        }
        Entry entry = turn.entry(number);
        return attempt >= 1 && attempt <= entry.attempt() && !entry.child() ? entry : null;
    }

    /** The visit ended well: goes on, if its frame still does. */
    void succeeded(Entry entry) {
        turn.desk.supersede(entry.number());
        if (entry.role() == Role.PIVOT) {
            turn.failing.reconsiderHeld();
        }
        if (turn.state.frames.get(entry.frame()).mode() == Frame.Mode.RUNNING && stands(entry)) {
            turn.arrive(entry.frame(), turn.layout.node(entry.node()).next());
        } else {
            turn.undoing.settled(entry.frame());
        }
    }

    /** Whether its frame's token stands at this entry. */
    boolean stands(Entry entry) {
        return turn.state.frames.get(entry.frame()).token() instanceof Token.Working working
                && working.entry() == entry.number();
    }

    /** A success after the visit was over (saga-semantics 3.4). */
    private void late(Entry entry, int attempt, Payload output) {
        switch (entry.state()) {
            case MAYBE -> {
                turn.emit(new Event.LateSuccess(turn.now, entry.number(), attempt, output));
            }
            case NONE, COMPENSATED -> {
                if (promises(entry) && !turn.desk.isAsked(entry)) {
                    turn.emit(new Event.LateSuccess(turn.now, entry.number(), attempt, output));
                    turn.desk.open(
                            IncidentKind.LATE_EFFECT,
                            entry,
                            Failure.of(
                                    "baton.late-effect",
                                    "Step '" + entry.node() + "' succeeded after it was taken for "
                                            + (entry.state() == EntryState.NONE ? "without effect" : "undone") + "."));
                }
            }
            case DONE -> {
                if (entry.output().isEmpty()) {
                    turn.emit(new Event.LateSuccess(turn.now, entry.number(), attempt, output));
                }
            }
            case SKIPPED -> {}
        }
    }

    /** An effect that is certain, and whose answer cannot be used, after the visit was over (saga-semantics 3.2, 3.4). */
    private void lateUnreadable(Entry entry, Failure failure) {
        boolean contradicts = entry.state() == EntryState.NONE || entry.state() == EntryState.COMPENSATED;
        if (contradicts && promises(entry) && !turn.desk.isAsked(entry)) {
            turn.desk.open(IncidentKind.LATE_EFFECT, entry, failure);
        }
    }

    /** A callback's token is with somebody outside; that outlives owners. */
    void handedOut(Command.HandOutTask command) {
        Entry entry = find(command.entry(), command.attempt());
        if (entry != null
                && !entry.over()
                && entry.phase() == Phase.RUNNING
                && entry.attempt() == command.attempt()
                && turn.layout.task(entry.node()).call() instanceof Call.Callback) {
            turn.emit(new Event.TaskHandedOut(turn.now, entry.number(), command.attempt()));
        }
    }

    /** Whether it counts that a step had no effect. */
    private static boolean promises(Entry entry) {
        return switch (entry.role()) {
            case COMPENSATABLE, PIVOT, RETRIABLE -> true;
            case READ_ONLY, PLAIN -> false;
        };
    }

    void failed(Command.FailTask command) {
        Entry entry = find(command.entry(), command.attempt());
        if (entry != null && entry.over() && command.outcome() == Outcome.UNREADABLE) {
            lateUnreadable(entry, command.failure());
            return;
        }
        if (entry == null || entry.over() || entry.attempt() != command.attempt() || !entry.isAttempted()) {
            return;
        }
        boolean free = command.failure().error().equals(Failure.BREAKER_OPEN);
        Optional<Instant> next = goesOn(entry) ? next(entry, command, free) : Optional.empty();
        turn.emit(new Event.TaskFailed(
                turn.now, entry.number(), command.attempt(), command.outcome(), command.failure(), next, free));
        Entry now = turn.entry(entry.number());
        if (now.role() == Role.PIVOT && next.isPresent() && !now.doubt() && turn.failing.isCauseRemembered()) {
            turn.failing.obeyRemembered(now);
        } else if (next.isEmpty()) {
            ended(now);
        }
    }

    private boolean goesOn(Entry entry) {
        return turn.state.frames.get(entry.frame()).mode() == Frame.Mode.RUNNING && !turn.state.hasEnded();
    }

    private Optional<Instant> next(Entry entry, Command.FailTask failed, boolean free) {
        Retry retry = turn.layout.task(entry.node()).rules().retry();
        int spent = entry.spent() + (free ? 0 : 1);
        if (failed.outcome() == Outcome.REFUSED
                || failed.outcome() == Outcome.UNREADABLE
                || spent >= retry.attemptsMax()) {
            return Optional.empty();
        }
        Duration pause = pause(retry, Math.max(1, spent), turn.keyOf(entry) + "#" + entry.attempt());
        Duration asked = failed.notBefore().orElse(Duration.ZERO);
        return Optional.of(turn.now.plus(asked.compareTo(pause) > 0 ? asked : pause));
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
            turn.undoing.settled(entry.frame());
        } else if (entry.doubt() && entry.state() == EntryState.MAYBE && !entry.probed() && isProbed(entry)) {
            probe(entry);
        } else {
            turn.failing.step(entry);
        }
    }

    boolean isProbed(Entry entry) {
        return !entry.child() && turn.layout.task(entry.node()).probed();
    }

    void giveUp(Entry entry) {
        if (!entry.over()) {
            turn.emit(new Event.TaskGivenUp(
                    turn.now, entry.number(), entry.failure().orElseGet(Failures::stopped)));
        }
    }

    void retryDue(int number) {
        Entry entry = turn.entry(number);
        if (entry.phase() == Phase.BACKOFF) {
            again(entry);
        }
    }

    /** A callback, or a child, did not end in time. */
    void timedOut(int number) {
        Entry entry = turn.entry(number);
        if (entry.child()) {
            turn.children.timedOut(entry);
        } else if (entry.isAttempted()) {
            failed(new Command.FailTask(
                    number,
                    entry.attempt(),
                    Outcome.UNKNOWN,
                    Failure.of(Failure.TIMEOUT, "Nobody completed '" + entry.node() + "' in time."),
                    Optional.empty()));
        }
    }

    /** Asks the service what became of the key. */
    void probe(Entry entry) {
        turn.emit(new Event.ProbeStarted(turn.now, entry.number(), entry.probe() + 1));
        invokeProbe(turn.entry(entry.number()));
    }

    void invokeProbe(Entry entry) {
        Node.Task task = turn.layout.task(entry.node());
        turn.perform(new Effect.InvokeProbe(
                entry.number(),
                entry.probe(),
                task.name(),
                task.task(),
                turn.keyOf(entry),
                entry.input(),
                task.rules().timeout()));
    }

    void probeAnswered(Command.AnswerProbe command) {
        Entry entry = probing(command.entry(), command.probe());
        if (entry == null) {
            return;
        }
        boolean undoing = entry.over();
        turn.emit(new Event.ProbeAnswered(
                turn.now, entry.number(), command.probe(), command.verdict(), command.output()));
        Entry now = turn.entry(entry.number());
        if (undoing) {
            turn.undoing.undo(now);
        } else if (now.over()) {
            succeeded(now);
        } else if (goesOn(now)) {
            turn.failing.step(now);
        } else {
            giveUp(now);
            turn.undoing.settled(now.frame());
        }
    }

    void probeFailed(Command.FailProbe command) {
        Entry entry = probing(command.entry(), command.probe());
        if (entry == null) {
            return;
        }
        int tries = triesOf(entry);
        if (tries >= PROBES_MAX || (!entry.over() && !goesOn(entry))) {
            probeAnswered(
                    new Command.AnswerProbe(entry.number(), entry.probe(), ProbeVerdict.NOT_SEEN, Optional.empty()));
            return;
        }
        Retry retry = turn.layout.task(entry.node()).rules().retry();
        Instant next = turn.now.plus(pause(retry, tries, turn.keyOf(entry) + "#probe" + entry.probe()));
        turn.emit(new Event.ProbeFailed(turn.now, entry.number(), entry.probe(), command.failure(), Optional.of(next)));
    }

    private static int triesOf(Entry entry) {
        return (entry.probe() - 1) % PROBES_MAX + 1;
    }

    private @Nullable Entry probing(int number, int probe) {
        if (number < 0 || number >= turn.state.log.size()) {
            return null;
        }
        Entry entry = turn.entry(number);
        return entry.phase() == Phase.PROBING && entry.probe() == probe ? entry : null;
    }

    void probeRetryDue(int number) {
        Entry entry = turn.entry(number);
        if (entry.phase() == Phase.PROBE_BACKOFF) {
            probe(entry);
        }
    }

    /**
     * A new owner finds attempts under way: they died with the old one. First those that are not repeated, since they may
     * lead to the way back, on which nothing is begun.
     */
    void allLost() {
        List<Integer> found = turn.state.log.busy().stream()
                .filter(number -> isUnderWay(turn.entry(number)))
                .toList();
        for (boolean repeated : List.of(false, true)) {
            for (int number : found) {
                Entry entry = turn.entry(number);
                if (isUnderWay(entry) && mayRepeat(entry) == repeated) {
                    lost(entry);
                }
            }
        }
    }

    private static boolean isUnderWay(Entry entry) {
        return entry.phase() == Phase.RUNNING && !entry.child();
    }

    private boolean mayRepeat(Entry entry) {
        int max = turn.layout.task(entry.node()).rules().retry().attemptsMax();
        return max > 1 && !(losesAttempt(entry) && entry.spent() + 1 >= max);
    }

    /** Whether this loss costs an attempt (saga-semantics 3.6). */
    private static boolean losesAttempt(Entry entry) {
        return entry.lost() >= LOST_MAX;
    }

    private void lost(Entry entry) {
        if (turn.layout.task(entry.node()).call() instanceof Call.Callback) {
            // Perhaps nobody has the token yet, so it is handed out again: the same attempt, the same token.
            invoke(entry);
            return;
        }
        boolean repeated = mayRepeat(entry);
        turn.emit(new Event.AttemptLost(turn.now, entry.number(), entry.attempt(), losesAttempt(entry)));
        Entry now = turn.entry(entry.number());
        if (goesOn(now) && repeated) {
            again(now);
        } else {
            ended(now);
        }
    }
}

package dev.baton.core;

import dev.baton.Definition;
import dev.baton.ExecutionId;
import dev.baton.Failure;
import dev.baton.Node;
import dev.baton.Role;
import dev.baton.core.Entry.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Plays a {@link RandomSaga} in virtual time, leaner than a {@link World}. With restarts, everything in memory is lost
 * after a commit, states are built anew, and what was under way is done again under the same key; it then ends when it
 * would have ended without them. So the times of a play with restarts are those of the straight one, and both must end
 * the same.
 */
final class RandomPlay {
    static final String INPUT = "in";
    private static final Instant START = Instant.parse("2030-01-01T08:00:00Z");
    private static final ExecutionId ROOT = ExecutionId.of("x");
    private static final int STEPS_MAX = 20_000;
    private static final int MENDS_MAX = 20;
    /** A fourth death of an attempt would cost an attempt (saga-semantics 3.6). */
    private static final int LOST_MAX = 3;

    /** When everything in memory is lost. */
    enum Restarts {
        NEVER,
        /**
         * After each commit, unless a lost call must change the outcome: a refusal proves nothing about an attempt that
         * was lost before it (saga-semantics 3.1).
         */
        HARMLESS,
        /** After each commit. */
        ALWAYS
    }

    /** One execution: what is stored of it, and its state in memory. */
    static final class Run {
        final ExecutionId id;
        final List<Event> log = new ArrayList<>();
        /** When each event was stored. */
        final List<Long> ticks = new ArrayList<>();

        ExecutionState state;
        private final Map<Integer, Instant> rows = new TreeMap<>();
        private final Map<Integer, Instant> shortTimers = new TreeMap<>();

        private Run(ExecutionId id) {
            this.id = id;
            this.state = new ExecutionState(id);
        }

        private void restart(boolean fromSnapshot) {
            shortTimers.clear();
            var replayed = new ExecutionState(id);
            replayed.replay(log);
            state = fromSnapshot && replayed.exists() ? ExecutionState.of(id, replayed.snapshot()) : replayed;
        }
    }

    private record Due(Instant at, String id, Runnable action) {
        static final Comparator<Due> ORDER = Comparator.comparing(Due::at).thenComparing(Due::id);
    }

    /** A call that is under way. */
    private record Call(Run run, Effect.InvokeTask task, Behaviour.Kind kind) {}

    private final RandomCase drawn;
    private final RandomTrouble trouble;
    private final Restarts restarts;
    private final long seed;
    private final boolean looksAhead;
    private final Decider decider;
    private final RandomAnswers answers;
    final RandomLedger ledger;
    private final Map<ExecutionId, Run> runs = new LinkedHashMap<>();
    private final PriorityQueue<Due> memory = new PriorityQueue<>(Due.ORDER);
    private final PriorityQueue<Due> outside = new PriorityQueue<>(Due.ORDER);
    private final Map<String, Instant> dues = new HashMap<>();
    private final Map<String, Call> calls = new LinkedHashMap<>();
    private Instant now = START;
    private long tick;
    private int mends;
    int restarted;
    int heldBack;

    RandomPlay(RandomCase drawn, Restarts restarts) {
        this.drawn = drawn;
        this.trouble = drawn.trouble();
        this.restarts = restarts;
        this.seed = drawn.seed();
        this.looksAhead = (seed & 1) == 0;
        this.decider = new Decider((name, version) -> drawn.definition(name));
        this.answers = new RandomAnswers(seed, trouble);
        this.ledger = new RandomLedger(trouble);
        Definition root = drawn.definitions().getFirst();
        at(
                Duration.ZERO,
                new Command.StartExecution(
                        root.name(),
                        root.version(),
                        "r",
                        Json.of(INPUT),
                        Optional.empty(),
                        Map.of(),
                        Optional.empty(),
                        List.of()));
        trouble.signals()
                .forEach((signal, time) -> at(time, new Command.DeliverSignal(signal, signal, Json.of("signal"))));
        trouble.cancel().ifPresent(time -> at(time, new Command.CancelExecution(Cause.CANCEL, "ann", "not wanted")));
        trouble.compensate()
                .ifPresent(time -> at(time, new Command.CompensateExecution(Cause.OPERATOR, "ann", "go back")));
    }

    RandomCase drawn() {
        return drawn;
    }

    Collection<Run> runs() {
        return runs.values();
    }

    String keyOf(Run run, Entry entry) {
        return decider.keyOf(run.state, entry);
    }

    private void at(Duration time, Command command) {
        outside.add(new Due(START.plus(time), "", () -> commit(ROOT, command)));
    }

    /** Plays until nothing moves any more. */
    void play() {
        for (int steps = 0; steps < STEPS_MAX; steps++) {
            Due next = next();
            if (next != null) {
                memory.remove(next);
                outside.remove(next);
                now = next.at();
                next.action().run();
            } else if (!mend()) {
                return;
            }
        }
        throw new AssertionError("It does not come to rest.");
    }

    private @Nullable Due next() {
        Due next = memory.peek();
        next = earlier(next, outside.peek());
        for (Run run : runs.values()) {
            next = earlier(next, timer(run, run.rows));
            next = earlier(next, timer(run, run.shortTimers));
        }
        return next;
    }

    private static @Nullable Due earlier(@Nullable Due one, @Nullable Due other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return Due.ORDER.compare(one, other) <= 0 ? one : other;
    }

    private @Nullable Due timer(Run run, Map<Integer, Instant> timers) {
        Due next = null;
        for (Map.Entry<Integer, Instant> timer : timers.entrySet()) {
            String what = run.state
                    .timers
                    .find(timer.getKey())
                    .map(known -> known.purpose() + "/" + known.subject())
                    .orElse("");
            next = earlier(next, new Due(timer.getValue(), "~" + run.id + "/" + what, () -> fire(run, timer.getKey())));
        }
        return next;
    }

    private void fire(Run run, int timer) {
        run.rows.remove(timer);
        run.shortTimers.remove(timer);
        commit(run.id, new Command.FireTimer(timer));
    }

    /** An operator mends the services and answers the first open incident. */
    private boolean mend() {
        if (!trouble.mends() || mends >= MENDS_MAX) {
            return false;
        }
        for (Run run : runs.values()) {
            for (Incident incident : run.state.incidents()) {
                if (incident.isOpen() && incident.entry() >= 0) {
                    mends++;
                    ledger.mend();
                    commit(
                            run.id,
                            new Command.AnswerIncident(
                                    incident.number(),
                                    incident.version(),
                                    new Resolution.Retry(Optional.empty()),
                                    "ann",
                                    "mended"));
                    return true;
                }
            }
        }
        return false;
    }

    // Commits.

    private record Addressed(ExecutionId to, Command command) {}

    private record Performed(Run run, Effect effect) {}

    private void commit(ExecutionId id, Command command) {
        boolean recovery = command instanceof Command.Recover;
        tick++;
        var queue = new ArrayDeque<>(List.of(new Addressed(id, command)));
        var effects = new ArrayList<Performed>();
        boolean changed = false;
        for (Addressed next = queue.poll(); next != null; next = queue.poll()) {
            Run run = runs.computeIfAbsent(next.to(), Run::new);
            Decision decision = decider.decide(run.state, next.command(), now);
            changed |= !decision.events().isEmpty();
            for (Event event : decision.events()) {
                run.log.add(event);
                run.ticks.add(tick);
            }
            for (Effect effect : decision.effects()) {
                switch (effect) {
                    case Effect.Send send -> queue.add(new Addressed(send.to(), send.command()));
                    case Effect.SetTimer timer when timer.stored() -> run.rows.put(timer.timer(), timer.due());
                    case Effect.ClearTimer timer when timer.stored() -> run.rows.remove(timer.timer());
                    default -> effects.add(new Performed(run, effect));
                }
            }
        }
        if (changed && !recovery && mayRestart()) {
            restart();
        } else {
            effects.forEach(effect -> perform(effect.run(), effect.effect()));
        }
    }

    private boolean mayRestart() {
        if (restarts == Restarts.NEVER) {
            return false;
        }
        for (Run run : runs.values()) {
            for (Entry entry : run.state.entries()) {
                boolean called = entry.phase() == Phase.RUNNING && !entry.child();
                if (called
                        && (entry.lost() >= LOST_MAX || (restarts == Restarts.HARMLESS && !isHarmless(run, entry)))) {
                    heldBack++;
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether the loss of the call for this entry changes neither what comes of it nor when. */
    private boolean isHarmless(Run run, Entry entry) {
        var task = (Node.Task) Objects.requireNonNull(drawn.nodes().get(entry.node()));
        String address = addressOf(entry.input());
        Behaviour.Kind kind = ledger.next(entry.node(), address, decider.keyOf(run.state, entry));
        boolean clean = kind == Behaviour.Kind.REFUSE || kind == Behaviour.Kind.UNAVAILABLE;
        boolean asked = task.probed() && entry.role() == Role.COMPENSATABLE;
        boolean goesOn = run.state.frames.get(entry.frame()).mode() == Frame.Mode.RUNNING;
        boolean undone = isRootGoingBack() && !trouble.undos().containsKey(entry.node() + "@" + address);
        return (!clean || asked || (entry.role() == Role.READ_ONLY && !trouble.mends())) && (goesOn || undone);
    }

    private boolean isRootGoingBack() {
        return Objects.requireNonNull(runs.get(ROOT)).state.standing().cause().isPresent();
    }

    private void restart() {
        restarted++;
        memory.clear();
        calls.values().forEach(this::land);
        calls.clear();
        runs.values().forEach(run -> run.restart((restarted & 1) == 1));
        for (Run run : List.copyOf(runs.values())) {
            if (run.state.isActive()) {
                commit(run.id, new Command.Recover());
            }
        }
    }

    /** Some of the calls that were under way had their effect before everything was lost. */
    private void land(Call call) {
        Effect.InvokeTask task = call.task();
        boolean works = call.kind() == Behaviour.Kind.OK || call.kind() == Behaviour.Kind.LOST_AFTER;
        if (works && (task.key() + seed).hashCode() % 2 == 0) {
            ledger.call(task.step(), task.key(), addressOf(task.input()), false);
        }
    }

    private static String addressOf(Payload input) {
        return (String) Json.read(input);
    }

    /** Once, at the time that was set for this when it was first begun. */
    private void soon(String id, Duration least, int spreadMillis, Runnable action) {
        Instant due = dues.computeIfAbsent(id, known -> now.plus(least).plus(spread(known, spreadMillis)));
        memory.add(new Due(due.isBefore(now) ? now : due, id, () -> {
            dues.remove(id);
            action.run();
        }));
    }

    /** So fine that no two things happen at the same time. */
    private Duration spread(String id, int millis) {
        long hash = (id.hashCode() * 0x9E3779B97F4A7C15L) ^ (seed * 0xC2B2AE3D27D4EB4FL);
        return Duration.ofNanos(Math.floorMod(hash ^ (hash >>> 29), Math.max(1, millis * 1_000_000L)));
    }

    private void perform(Run run, Effect effect) {
        tick++;
        switch (effect) {
            case Effect.Evaluate evaluate ->
                soon(
                        "ask " + run.id + "/" + evaluate.frame() + "/" + evaluate.serial(),
                        Duration.ZERO,
                        1,
                        () -> commit(
                                run.id,
                                new Command.CompleteEvaluation(
                                        evaluate.frame(),
                                        evaluate.serial(),
                                        answers.answers(evaluate.questions()),
                                        List.of())));
            case Effect.SetTimer timer -> run.shortTimers.put(timer.timer(), timer.due());
            case Effect.ClearTimer timer -> run.shortTimers.remove(timer.timer());
            case Effect.InvokeTask task -> invoke(run, task);
            case Effect.InvokeUndo undo -> invoke(run, undo);
            case Effect.InvokeProbe probe ->
                soon("probe " + probe.key() + "/" + probe.probe(), Duration.ZERO, 0, () -> {
                    ProbeVerdict verdict = ledger.probe(probe.key());
                    Optional<Payload> output = verdict == ProbeVerdict.HAPPENED
                            ? Optional.of(RandomAnswers.output(probe.step(), probe.input()))
                            : Optional.empty();
                    commit(run.id, new Command.AnswerProbe(probe.entry(), probe.probe(), verdict, output));
                });
            case Effect.StopAttempt stop -> {}
            case Effect.Dequeue over -> throw new AssertionError("Nothing is on a queue here.");
            case Effect.Send send -> throw new AssertionError("Sends are part of the commit.");
        }
    }

    private void invoke(Run run, Effect.InvokeTask task) {
        String address = addressOf(task.input());
        Behaviour.Kind kind = ledger.next(task.step(), address, task.key());
        String id = "call " + task.key() + "#" + ledger.answered(task.key());
        calls.put(id, new Call(run, task, kind));
        soon(id, Duration.ofMillis(20), 180, () -> {
            calls.remove(id);
            ledger.countAnswer(task.key());
            answer(run, task, address, kind);
        });
    }

    private void answer(Run run, Effect.InvokeTask task, String address, Behaviour.Kind kind) {
        boolean arrives = kind != Behaviour.Kind.UNAVAILABLE && kind != Behaviour.Kind.LOST_BEFORE;
        boolean done = arrives && ledger.call(task.step(), task.key(), address, kind == Behaviour.Kind.REFUSE);
        switch (kind) {
            case UNAVAILABLE -> fail(run, task, Outcome.UNAVAILABLE, Failure.UNAVAILABLE);
            case LOST_BEFORE, LOST_AFTER -> fail(run, task, Outcome.UNKNOWN, Failure.UNKNOWN);
            case UNREADABLE -> fail(run, task, Outcome.UNREADABLE, Failure.CONTRACT);
            case OK, REFUSE -> {
                if (done) {
                    Payload output = RandomAnswers.output(task.step(), task.input());
                    List<Ahead> ahead = looksAhead ? answers.ahead(task.ahead(), task.step(), output) : List.of();
                    commit(run.id, new Command.CompleteTask(task.entry(), task.attempt(), output, ahead));
                } else {
                    fail(run, task, Outcome.REFUSED, Failure.REFUSED);
                }
            }
            case HELD_BACK, LATE, LATE_REFUSAL, SILENT -> throw new AssertionError("No random call is " + kind + ".");
        }
    }

    private void fail(Run run, Effect.InvokeTask task, Outcome outcome, String error) {
        commit(
                run.id,
                new Command.FailTask(
                        task.entry(), task.attempt(), outcome, Failure.of(error, "at random"), Optional.empty()));
    }

    private void invoke(Run run, Effect.InvokeUndo undo) {
        String address = addressOf(undo.input());
        RandomLedger.Line line = ledger.line(undo.step(), undo.key(), address);
        ledger.undoBegins(line, tick);
        soon("undo " + undo.undoKey() + "#" + ledger.answered(undo.undoKey()), Duration.ofMillis(20), 180, () -> {
            boolean fails = ledger.undoFails(undo.step(), address, undo.undoKey());
            ledger.countAnswer(undo.undoKey());
            if (fails) {
                commit(
                        run.id,
                        new Command.FailUndo(
                                undo.entry(), undo.attempt(), false, Failure.of(Failure.UNKNOWN, "at random")));
            } else {
                ledger.undo(line, tick++);
                commit(run.id, new Command.CompleteUndo(undo.entry(), undo.attempt()));
            }
        });
    }
}

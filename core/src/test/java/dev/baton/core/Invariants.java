package dev.baton.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionStatus;
import dev.baton.Role;
import dev.baton.core.Entry.Phase;
import dev.baton.core.Frame.Mode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What must be true in every play, whatever the scenario is about. */
final class Invariants {
    private final OneThreadEngine engine;

    Invariants(OneThreadEngine engine) {
        this.engine = engine;
    }

    /** After each decision. */
    void decided(Host host, Decision decision) {
        if (!host.state.exists()) {
            return;
        }
        assertThat(Ordered.of(host.replayed()))
                .as("replayed state of " + host.id)
                .isEqualTo(Ordered.of(host.state));
        for (Effect effect : decision.effects()) {
            switch (effect) {
                case Effect.InvokeTask task -> forwardMayRun(host, task);
                case Effect.InvokeUndo undo -> undoMayRun(host, host.entry(undo.entry()));
                default -> {}
            }
        }
        host.state.entries().forEach(entry -> noneIsCertain(host, entry));
    }

    private static void forwardMayRun(Host host, Effect.InvokeTask task) {
        Entry entry = host.entry(task.entry());
        assertThat(entry.over()).as("visit of " + task.key() + " is over").isFalse();
        assertThat(host.state.frames.get(entry.frame()).mode())
                .as("mode of the frame in which " + task.key() + " begins")
                .isEqualTo(Mode.RUNNING);
        assertThat(host.log)
                .as("entry before the first call of " + task.key())
                .anyMatch(event -> event instanceof Event.TaskScheduled scheduled
                        && scheduled.node().equals(entry.node())
                        && scheduled.visit() == entry.visit());
    }

    private void undoMayRun(Host host, Entry undone) {
        int scope = scopeOfUndo(host.state, undone);
        for (Services.Running call : engine.services().running()) {
            if (call.host == host && call.forward && !call.stray) {
                Entry other = host.entry(call.entry);
                boolean beside = scope >= 0
                        ? host.state.frames.isWithin(other.frame(), new Part.OfFrame(scope))
                        : other.number() == undone.number();
                assertThat(beside)
                        .as("'" + undone.node() + "' is undone beside an attempt of '" + other.node() + "'")
                        .isFalse();
            }
        }
        if (undone.undoRound() == 1) {
            laterOnesAreUndone(host, undone);
        }
    }

    /** The outermost frame that is going back; -1: only the step itself does. */
    private static int scopeOfUndo(ExecutionState state, Entry undone) {
        int scope = -1;
        for (int at = undone.frame(); at >= 0; at = state.frames.parent(at)) {
            Mode mode = state.frames.get(at).mode();
            if (mode == Mode.UNDOING || mode == Mode.STOPPED) {
                scope = at;
            }
        }
        return scope;
    }

    private void laterOnesAreUndone(Host host, Entry undone) {
        Frames frames = host.state.frames;
        if (frames.get(undone.frame()).mode() != Mode.UNDOING) {
            return;
        }
        Layout layout = engine.layout(host);
        for (Entry other : host.state.entries()) {
            boolean sameBranch = other.order() > undone.order() && isSameBranch(frames, other, undone);
            boolean undoable = other.role() == Role.COMPENSATABLE
                    && (other.child() || layout.undoOf(other.node()).isPresent())
                    && (other.state() == EntryState.DONE || (other.state() == EntryState.MAYBE && other.doubt()));
            assertThat(sameBranch && undoable)
                    .as("'" + undone.node() + "' is undone before '" + other.node() + "', which began later: " + other)
                    .isFalse();
        }
    }

    /** Whether what {@code later} did belongs to the branch of {@code earlier}: its frame, below it, or a later turn. */
    private static boolean isSameBranch(Frames frames, Entry later, Entry earlier) {
        if (frames.isWithin(later.frame(), new Part.OfFrame(earlier.frame()))) {
            return true;
        }
        for (int at = earlier.frame(); at >= 0; at = frames.parent(at)) {
            int group = frames.get(at).group();
            if (group >= 0
                    && frames.group(group).kind() == Group.Kind.LOOP
                    && frames.isWithin(later.frame(), new Part.OfGroup(group))) {
                return true;
            }
        }
        return false;
    }

    /** A time-out, or a death, is never NONE: only a probe, or a person, can say so. */
    private static void noneIsCertain(Host host, Entry entry) {
        if (entry.state() != EntryState.NONE || entry.child()) {
            return;
        }
        boolean unknown = false;
        for (Event event : host.log) {
            switch (event) {
                case Event.TaskFailed failed
                when failed.entry() == entry.number() ->
                    unknown |= !failed.outcome().isClean();
                case Event.AttemptLost lost when lost.entry() == entry.number() -> unknown = true;
                case Event.ProbeAnswered answered
                when answered.entry() == entry.number() -> unknown &= answered.verdict() != ProbeVerdict.NEVER;
                case Event.IncidentResolved resolved
                when host.state.incidents().get(resolved.incident()).entry() == entry.number()
                        && resolved.resolution() instanceof Resolution.Compensate -> unknown = false;
                default -> {}
            }
        }
        assertThat(unknown)
                .as("an attempt of '" + entry.node() + "' had an unknown outcome, and its visit became NONE")
                .isFalse();
    }

    /** After each commit whose effects were performed: a new owner would take up everything that only memory knows. */
    void outstanding(Host host) {
        if (!host.state.exists()) {
            return;
        }
        Set<Object> inMemory = new HashSet<>(host.shortTimers.keySet());
        host.evaluations.stream()
                .filter(evaluate -> host.state.serialOf(evaluate.frame()) == evaluate.serial())
                .forEach(evaluate -> inMemory.add("evaluates " + evaluate.frame()));
        for (Services.Running call : engine.services().running()) {
            Entry entry = call.host == host ? host.entry(call.entry) : null;
            if (entry != null && !call.stray && isCalling(entry)) {
                inMemory.add("called " + call.entry);
            }
        }
        host.state.entries().stream()
                .filter(host.state::isToBeWithdrawn)
                .forEach(entry -> inMemory.add("withdraws " + entry.number()));
        ExecutionState copy = ExecutionState.of(host.id, host.state.snapshot());
        boolean undoesChild =
                copy.entries().stream().anyMatch(entry -> entry.child() && entry.phase() == Phase.UNDOING);
        assertThat(copy.isActive())
                .as("active as " + host.id + " has " + inMemory)
                .isEqualTo(!inMemory.isEmpty() || (undoesChild && copy.isLive()));
        Decision recovery = new Decider((name, version) -> engine.layout(host).definition())
                .decide(copy, new Command.Recover(), engine.now());
        Set<Object> taken = new HashSet<>();
        for (Effect effect : recovery.effects()) {
            switch (effect) {
                case Effect.SetTimer timer -> taken.add(timer.timer());
                case Effect.Evaluate evaluate -> taken.add("evaluates " + evaluate.frame());
                case Effect.InvokeUndo undo -> taken.add("called " + undo.entry());
                case Effect.InvokeProbe probe -> taken.add("called " + probe.entry());
                case Effect.InvokeTask task -> taken.add("called " + task.entry());
                case Effect.StopAttempt stop -> taken.add("withdraws " + stop.entry());
                case Effect.Dequeue over -> {}
                case Effect.ClearTimer timer -> taken.add(timer.timer());
                case Effect.Send send -> {}
            }
        }
        for (Event event : recovery.events()) {
            if (event instanceof Event.AttemptLost lost) {
                taken.add("called " + lost.entry());
            }
        }
        assertThat(taken).as("what recovery takes up for " + host.id).containsAll(inMemory);
    }

    private static boolean isCalling(Entry entry) {
        return entry.phase() == Phase.RUNNING || entry.phase() == Phase.PROBING || entry.phase() == Phase.UNDOING;
    }

    /** After a timer fired: it must not fire for ever. */
    void fired(Host host, int timer) {
        assertThat(host.state.pendingTimers())
                .as("timers that fired and are still pending")
                .noneMatch(pending -> pending.number() == timer);
    }

    /** When nothing happens any more. */
    void ended() {
        for (Host host : engine.hosts()) {
            if (host.state.exists()) {
                waitsForAReason(host);
                host.state.entries().forEach(entry -> ledgerAgrees(host, entry));
                var plan = CompensationPlan.of(engine.layout(host).definition());
                assertThat(UndoComparison.differences(plan, host.log))
                        .as("what differs from the compensation plan in " + host.id)
                        .isEmpty();
            }
        }
    }

    private void waitsForAReason(Host host) {
        boolean waits = host.state.hasEnded()
                || host.state.hasOpenIncident()
                || !host.state.frames.receiving().isEmpty()
                || host.state.entries().stream().anyMatch(entry -> entry.child() && entry.phase() != Phase.IDLE);
        assertThat(waits).as(host.id + " waits for ever without a reason").isTrue();
        assertThat(host.state.pendingTimers()).as("timers left of " + host.id).isEmpty();
    }

    private void ledgerAgrees(Host host, Entry entry) {
        if (entry.child()) {
            return;
        }
        String key =
                Keys.of(host.id, host.state.header().run(), engine.layout(host).pathOf(entry.node()), entry.visit());
        boolean stands = engine.services().effects().anyMatch(effect -> effect.key.equals(key) && !effect.undone);
        boolean asked = host.state.incidents().stream()
                .anyMatch(incident -> incident.isOpen() && incident.entry() == entry.number());
        boolean matters =
                entry.role() == Role.COMPENSATABLE || entry.role() == Role.PIVOT || entry.role() == Role.RETRIABLE;
        if (!matters || asked) {
            return;
        }
        ExecutionStatus status = host.state.status();
        switch (entry.state()) {
            case NONE, COMPENSATED ->
                assertThat(stands && !isAnsweredByHand(host, entry))
                        .as("the effect of " + key + " stands, and Baton says " + entry.state())
                        .isFalse();
            case DONE, MAYBE -> {
                boolean left = status == ExecutionStatus.TERMINATED || !host.state.hasEnded();
                boolean fine = left
                        || (status == ExecutionStatus.COMPLETED && entry.state() == EntryState.DONE)
                        || entry.role() != Role.COMPENSATABLE;
                assertThat(fine)
                        .as(key + " is " + entry.state() + " in an execution that is " + status)
                        .isTrue();
            }
            case SKIPPED -> assertThat(host.state.standing().gaps()).as("gaps").isTrue();
        }
    }

    private static boolean isAnsweredByHand(Host host, Entry entry) {
        return host.state.incidents().stream()
                .anyMatch(incident -> incident.entry() == entry.number()
                        && (incident.resolution().orElse(null) instanceof Resolution.Resolve
                                || incident.resolution().orElse(null) instanceof Resolution.Compensate));
    }

    /** A snapshot in an order of its own: maps have none. */
    record Ordered(StateSnapshot state, Set<Object> maps) {
        static Ordered of(ExecutionState state) {
            StateSnapshot from = state.snapshot();
            Set<Object> maps = new HashSet<>(from.results());
            maps.addAll(from.paths());
            maps.addAll(from.visits());
            from.edited().forEach(edited -> maps.add(List.of("edited", edited)));
            return new Ordered(
                    new StateSnapshot(
                            from.header(),
                            from.standing(),
                            from.counters(),
                            from.frames(),
                            from.entries(),
                            from.groups(),
                            List.of(),
                            List.of(),
                            List.of(),
                            from.timers(),
                            from.incidents(),
                            from.buffered(),
                            from.signalIds(),
                            List.of()),
                    maps);
        }
    }
}

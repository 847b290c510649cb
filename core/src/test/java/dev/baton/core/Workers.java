package dev.baton.core;

import dev.baton.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Workers elsewhere that take calls from the durable queues of a {@link World}; neither they nor the queues die with the
 * engine. A silent service means that its worker dies, which another one finds out.
 */
final class Workers {
    static final Duration TAKE = Duration.ofMillis(300);
    static final Duration HOLD = Duration.ofSeconds(30);
    private static final Duration CALL = Duration.ofMillis(200);

    private final OneThreadEngine engine;
    private final Agenda agenda;
    private final Map<String, Effect.Invoke> waiting = new TreeMap<>();
    private final List<Effect.Invoke> queued = new ArrayList<>();
    private final List<Effect.Invoke> taken = new ArrayList<>();
    private boolean nobody;

    Workers(OneThreadEngine engine, Agenda agenda) {
        this.engine = engine;
        this.agenda = agenda;
    }

    /** From now on nobody takes anything. */
    void gone() {
        nobody = true;
    }

    /** Everything that was ever queued, in its order. */
    List<Effect.Invoke> queued() {
        return queued;
    }

    boolean isWaiting(Host host, int entry) {
        return waiting.containsKey(place(host, entry));
    }

    /** Part of the commit. */
    void queue(Host host, Effect.Invoke call) {
        queued.add(call);
        waiting.put(place(host, call.entry()), call);
        agenda.outside(agenda.now().plus(TAKE), () -> {
            if (!nobody && call.equals(waiting.get(place(host, call.entry())))) {
                take(host, call);
            }
        });
    }

    /** Nobody takes it any more; if nobody had, it had no effect. */
    void withdraw(Host host, int entry) {
        Effect.Invoke call = waiting.remove(place(host, entry));
        if (call instanceof Effect.InvokeTask task && !taken.contains(call)) {
            Failure stopped = Failure.of(Failure.CANCELLED, "It was stopped before it was called.");
            engine.commit(host.id, fail(task, Outcome.UNAVAILABLE, stopped));
        }
    }

    /** Part of the commit. */
    void dequeue(Host host, int entry) {
        waiting.remove(place(host, entry));
    }

    private static String place(Host host, int entry) {
        return host.id + "#" + entry;
    }

    private void take(Host host, Effect.Invoke call) {
        taken.add(call);
        switch (call) {
            case Effect.InvokeTask task -> make(host, task);
            case Effect.InvokeUndo undo -> make(host, undo);
            case Effect.InvokeProbe probe ->
                report(host, CALL, () -> {
                    ProbeVerdict verdict = service(probe.step()).probe(probe.key());
                    Service.Effected effect = service(probe.step()).effect(probe.key());
                    Optional<Payload> output = verdict == ProbeVerdict.HAPPENED && effect != null
                            ? Optional.of(effect.output)
                            : Optional.empty();
                    return verdict == null
                            ? new Command.FailProbe(probe.entry(), probe.probe(), lost())
                            : new Command.AnswerProbe(probe.entry(), probe.probe(), verdict, output);
                });
        }
    }

    private Service service(String step) {
        return engine.services().get(step);
    }

    private void report(Host host, Duration after, Supplier<Command> made) {
        agenda.outside(agenda.now().plus(after), () -> engine.commit(host.id, made.get()));
    }

    private static Failure lost() {
        return Failure.of(Failure.NODE_LOST, "The worker was not heard of any more.");
    }

    private void make(Host host, Effect.InvokeTask task) {
        Service service = service(task.step());
        service.received();
        Behaviour behaviour = service.next(task.input());
        service.deliveredTo(task.input());
        if (behaviour.kind() == Behaviour.Kind.SILENT) {
            report(host, HOLD, () -> fail(task, Outcome.UNKNOWN, lost()));
        } else if (behaviour.isLate()) {
            report(host, task.timeout(), () -> fail(task, Outcome.UNKNOWN, timeout()));
            report(host, behaviour.after(), () -> answer(task, service, behaviour));
        } else {
            report(host, CALL, () -> answer(task, service, behaviour));
        }
    }

    private static Failure timeout() {
        return Failure.of(Failure.TIMEOUT, "No answer in time.");
    }

    private static Command answer(Effect.InvokeTask task, Service service, Behaviour behaviour) {
        Payload output = behaviour.arrives()
                ? service.call(task.key(), task.input(), behaviour).output()
                : null;
        return switch (behaviour.kind()) {
            case OK, LATE ->
                output == null
                        ? fail(task, Outcome.REFUSED, Failure.of(Failure.REFUSED, "no"))
                        : new Command.CompleteTask(task.entry(), task.attempt(), output, List.of());
            case REFUSE, LATE_REFUSAL -> fail(task, Outcome.REFUSED, Failure.of(Failure.REFUSED, "no"));
            case UNAVAILABLE, HELD_BACK ->
                fail(task, Outcome.UNAVAILABLE, Failure.of(Failure.UNAVAILABLE, "No connection."));
            case LOST_BEFORE, LOST_AFTER ->
                fail(task, Outcome.UNKNOWN, Failure.of(Failure.UNKNOWN, "The connection broke."));
            case UNREADABLE -> fail(task, Outcome.UNREADABLE, Failure.of(Failure.CONTRACT, "It breaks its contract."));
            case SILENT -> throw new AssertionError("Silence is no answer.");
        };
    }

    private static Command fail(Effect.InvokeTask task, Outcome outcome, Failure failure) {
        return new Command.FailTask(task.entry(), task.attempt(), outcome, failure, Optional.empty());
    }

    private void make(Host host, Effect.InvokeUndo undo) {
        Service service = service(undo.step());
        service.undoReceived();
        Behaviour behaviour = service.nextUndo();
        service.undoDelivered();
        report(host, behaviour.kind() == Behaviour.Kind.SILENT ? HOLD : CALL, () -> {
            if (behaviour.kind() == Behaviour.Kind.OK) {
                engine.services().undo(undo);
                return new Command.CompleteUndo(undo.entry(), undo.attempt());
            }
            return new Command.FailUndo(undo.entry(), undo.attempt(), behaviour.refuses(), lost());
        });
    }
}

package dev.baton.core;

import dev.baton.Call;
import dev.baton.Done;
import dev.baton.Failure;
import dev.baton.core.Effect.InvokeProbe;
import dev.baton.core.Effect.InvokeTask;
import dev.baton.core.Effect.InvokeUndo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All services of a {@link World}, and the calls to them that are under way. */
final class Services {
    private static final Duration CALL = Duration.ofMillis(100);

    private final OneThreadEngine engine;
    private final Agenda agenda;
    private final Map<String, Service> services = new LinkedHashMap<>();
    private final List<Running> running = new ArrayList<>();
    private final List<Effect> made = new ArrayList<>();
    private final List<String> undone = new ArrayList<>();

    Services(OneThreadEngine engine, Agenda agenda) {
        this.engine = engine;
        this.agenda = agenda;
    }

    /** A call of the engine that it still waits for, or a stray one that it gave up. */
    static final class Running {
        final Host host;
        final int entry;
        final boolean forward;
        private final Runnable landing;
        /** Given up by the engine, and still on its way to the service. */
        boolean stray;
        /** It died with the node that made it. */
        boolean dead;

        Running(Host host, int entry, boolean forward, Runnable landing) {
            this.host = host;
            this.entry = entry;
            this.forward = forward;
            this.landing = landing;
        }
    }

    Service get(String step) {
        return services.computeIfAbsent(step, name -> new Service(name, input -> made(name, input)));
    }

    /** What a service makes of an input when nothing else is said: the next number, or a text with its name. */
    private Payload made(String step, Payload input) {
        Class<?> type = engine.hosts().stream()
                .<Class<?>>flatMap(
                        host -> Stream.ofNullable(host.bindings.types().get(step)))
                .findFirst()
                .orElse(Done.class);
        if (type == Done.class) {
            return Payload.NOTHING;
        }
        Object in = Json.read(input);
        return Json.of(type == Integer.class ? (in instanceof Integer number ? number + 1 : 1) : step + "(" + in + ")");
    }

    List<Running> running() {
        return running;
    }

    Stream<Service.Effected> effects() {
        return services.values().stream().flatMap(service -> service.effects().stream());
    }

    /** The calls that were made of this kind, in their order. */
    <E extends Effect> List<E> made(Class<E> kind) {
        return made.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    List<String> undone() {
        return List.copyOf(undone);
    }

    /** Everything in memory is lost; calls that were under way have their effect now, or never. */
    void crash(boolean landed) {
        List<Running> lost = running.stream().filter(call -> !call.stray).toList();
        running.removeAll(lost);
        lost.forEach(call -> call.dead = true);
        if (landed) {
            lost.forEach(call -> call.landing.run());
        }
    }

    void stop(Host host, Effect.StopAttempt stop) {
        // These services do not listen.
    }

    void invoke(Host host, InvokeTask task) {
        Service service = get(task.step());
        service.received();
        made.add(task);
        Behaviour behaviour = service.next(task.input());
        var call = new Running(host, task.entry(), true, () -> {
            if (behaviour.arrives()) {
                service.call(task.key(), task.input(), behaviour);
            }
        });
        running.add(call);
        if (task.call() instanceof Call.Callback) {
            agenda.soon(CALL, () -> {
                call.stray = true;
                engine.commit(host.id, new Command.HandOutTask(task.entry(), task.attempt()));
            });
        }
        if (behaviour.kind() == Behaviour.Kind.SILENT || behaviour.isLate()) {
            service.deliveredTo(task.input());
            silent(task, call);
        }
        if (behaviour.isLate()) {
            stray(call, behaviour, () -> answer(host, task, service, behaviour));
        } else if (behaviour.kind() != Behaviour.Kind.SILENT) {
            agenda.soon(CALL, () -> {
                running.remove(call);
                service.deliveredTo(task.input());
                answer(host, task, service, behaviour);
            });
        }
    }

    /** A late answer finds its way to whoever owns the execution then, unless the call died before it was given up. */
    private void stray(Running call, Behaviour behaviour, Runnable answer) {
        agenda.outside(agenda.now().plus(behaviour.after()), () -> {
            running.remove(call);
            if (!call.dead) {
                answer.run();
            }
        });
    }

    /** The runner gives up after the time-out; with a callback, the engine's own timer does. */
    private void silent(InvokeTask task, Running call) {
        if (!(task.call() instanceof Call.Callback)) {
            agenda.soon(task.timeout(), () -> {
                if (running.contains(call)) {
                    call.stray = true;
                    fail(call.host, task, Outcome.UNKNOWN, Failure.of(Failure.TIMEOUT, "No answer in time."));
                }
            });
        }
    }

    private void answer(Host host, InvokeTask task, Service service, Behaviour behaviour) {
        Service.Answer answer = behaviour.arrives() ? service.call(task.key(), task.input(), behaviour) : null;
        switch (behaviour.kind()) {
            case OK, REFUSE, LATE, LATE_REFUSAL -> report(host, task, answer);
            case UNAVAILABLE ->
                fail(host, task, Outcome.UNAVAILABLE, Failure.of(Failure.UNAVAILABLE, "No connection."));
            case HELD_BACK ->
                fail(host, task, Outcome.UNAVAILABLE, Failure.of(Failure.BREAKER_OPEN, "The breaker is open."));
            case LOST_BEFORE, LOST_AFTER ->
                fail(host, task, Outcome.UNKNOWN, Failure.of(Failure.UNKNOWN, "The connection broke."));
            case UNREADABLE ->
                fail(host, task, Outcome.UNREADABLE, Failure.of(Failure.CONTRACT, "The answer breaks its contract."));
            case SILENT -> throw new AssertionError("Silence is no answer.");
        }
    }

    private void report(Host host, InvokeTask task, Service.@Nullable Answer answer) {
        Payload output = answer == null ? null : answer.output();
        if (output == null) {
            fail(host, task, Outcome.REFUSED, Failure.of(Failure.REFUSED, "'" + task.step() + "' said no."));
            return;
        }
        List<Ahead> ahead = engine.looksAhead() ? host.evaluator.ahead(task.ahead(), task.step(), output) : List.of();
        engine.commit(host.id, new Command.CompleteTask(task.entry(), task.attempt(), output, ahead));
    }

    private void fail(Host host, InvokeTask task, Outcome outcome, Failure failure) {
        engine.commit(host.id, new Command.FailTask(task.entry(), task.attempt(), outcome, failure, Optional.empty()));
    }

    void invoke(Host host, InvokeUndo undo) {
        Service service = get(undo.step());
        service.undoReceived();
        made.add(undo);
        Behaviour behaviour = service.nextUndo();
        var call = new Running(host, undo.entry(), false, () -> {
            if (behaviour.arrives() && !behaviour.refuses()) {
                undo(service, undo.step(), undo.key());
            }
        });
        running.add(call);
        boolean waits = behaviour.isLate() || behaviour.kind() == Behaviour.Kind.SILENT;
        if (waits) {
            service.undoDelivered();
            agenda.soon(undo.timeout(), () -> {
                if (running.contains(call)) {
                    call.stray = true;
                    failUndo(host, undo, false);
                }
            });
        }
        if (behaviour.isLate()) {
            stray(call, behaviour, () -> answer(host, undo, service, behaviour));
        } else if (!waits) {
            agenda.soon(CALL, () -> {
                running.remove(call);
                service.undoDelivered();
                answer(host, undo, service, behaviour);
            });
        }
    }

    private void answer(Host host, InvokeUndo undo, Service service, Behaviour behaviour) {
        switch (behaviour.kind()) {
            case OK, LATE -> {
                undo(service, undo.step(), undo.key());
                engine.commit(host.id, new Command.CompleteUndo(undo.entry(), undo.attempt()));
            }
            case LOST_AFTER -> {
                undo(service, undo.step(), undo.key());
                failUndo(host, undo, false);
            }
            case REFUSE, LATE_REFUSAL -> failUndo(host, undo, true);
            case UNAVAILABLE, HELD_BACK, LOST_BEFORE, UNREADABLE -> failUndo(host, undo, false);
            case SILENT -> throw new AssertionError("Silence is no answer.");
        }
    }

    private void undo(Service service, String step, String key) {
        if (service.undo(key)) {
            undone.add(step);
        }
    }

    /** A worker elsewhere undid it. */
    void undo(InvokeUndo undo) {
        undo(get(undo.step()), undo.step(), undo.key());
    }

    private void failUndo(Host host, InvokeUndo undo, boolean refused) {
        engine.commit(
                host.id,
                new Command.FailUndo(
                        undo.entry(),
                        undo.attempt(),
                        refused,
                        Failure.of(refused ? Failure.REFUSED : Failure.UNKNOWN, "It was not undone.")));
    }

    void invoke(Host host, InvokeProbe probe) {
        Service service = get(probe.step());
        var call = new Running(host, probe.entry(), false, () -> {});
        running.add(call);
        agenda.soon(CALL, () -> {
            running.remove(call);
            ProbeVerdict verdict = service.probe(probe.key());
            if (verdict == null) {
                engine.commit(
                        host.id,
                        new Command.FailProbe(
                                probe.entry(), probe.probe(), Failure.of(Failure.UNKNOWN, "The probe broke.")));
                return;
            }
            Service.Effected effect = service.effect(probe.key());
            Optional<Payload> output =
                    verdict == ProbeVerdict.HAPPENED && effect != null ? Optional.of(effect.output) : Optional.empty();
            engine.commit(host.id, new Command.AnswerProbe(probe.entry(), probe.probe(), verdict, output));
        });
    }
}

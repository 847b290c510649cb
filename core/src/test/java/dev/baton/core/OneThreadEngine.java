package dev.baton.core;

import dev.baton.Definition;
import dev.baton.ExecutionId;
import dev.baton.Saga;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The engine of a {@link World}, in one thread: has the real {@link Decider} decide, stores the events, and only then performs
 * the effects. Dies after the commit that its {@link Crash} names, and recovers from what is stored.
 */
final class OneThreadEngine {
    private static final Duration RESTART = Duration.ofMillis(50);

    private final Crash crash;
    private final Agenda agenda;
    private final Consumer<Event> stored;
    private final Saga<?, ?> root;
    private final Map<String, Saga<?, ?>> sagas = new HashMap<>();
    private final Decider decider = new Decider((name, version) -> saga(name).definition());
    private final Map<ExecutionId, Host> hosts = new LinkedHashMap<>();
    private final Set<Host> unrecovered = new HashSet<>();
    private final Services services;
    private final Workers workers;
    private final Invariants invariants = new Invariants(this);
    private int commits;

    /** @param stored is told each event when it is stored */
    OneThreadEngine(Crash crash, List<Saga<?, ?>> sagas, Agenda agenda, Consumer<Event> stored) {
        this.crash = crash;
        this.agenda = agenda;
        this.stored = stored;
        this.root = sagas.getFirst();
        this.services = new Services(this, agenda);
        this.workers = new Workers(this, agenda);
        for (Saga<?, ?> saga : sagas) {
            this.sagas.put(saga.name(), saga);
        }
    }

    private record Addressed(ExecutionId to, Command command, boolean asked) {}

    private record Performed(Host host, Effect effect) {}

    /** Decides a command and all that is sent because of it, and stores that together. */
    Reply commit(ExecutionId id, Command command) {
        var queue = new ArrayDeque<>(List.of(new Addressed(id, command, true)));
        var events = new ArrayList<Event>();
        var effects = new ArrayList<Performed>();
        Optional<Reply> first = Optional.empty();
        for (Addressed next = queue.poll(); next != null; next = queue.poll()) {
            Host host = host(next);
            if (unrecovered.remove(host) && host.state.isActive()) {
                queue.addFirst(next);
                next = new Addressed(host.id, new Command.Recover(), false);
            }
            Decision decision = decider.decide(host.state, next.command(), agenda.now());
            host.log.addAll(decision.events());
            events.addAll(decision.events());
            for (Effect effect : decision.effects()) {
                switch (effect) {
                    case Effect.Send send -> queue.add(new Addressed(send.to(), send.command(), false));
                    case Effect.SetTimer timer when timer.stored() -> host.rows.put(timer.timer(), timer.due());
                    case Effect.ClearTimer timer when timer.stored() -> host.rows.remove(timer.timer());
                    case Effect.Invoke call when call.queue().isPresent() -> workers.queue(host, call);
                    case Effect.Dequeue over -> workers.dequeue(host, over.entry());
                    default -> effects.add(new Performed(host, effect));
                }
            }
            if (next.asked()) {
                first = Optional.of(decision.reply());
            }
            invariants.decided(host, decision);
        }
        afterCommit(events, effects);
        return first.orElseThrow();
    }

    private Host host(Addressed to) {
        return hosts.computeIfAbsent(to.to(), id -> {
            Saga<?, ?> saga = to.command() instanceof Command.StartExecution start ? saga(start.definition()) : root;
            return new Host(id, saga.bindings());
        });
    }

    private void afterCommit(List<Event> events, List<Performed> effects) {
        events.forEach(stored);
        if (!events.isEmpty()) {
            commits++;
            if (commits == crash.after()) {
                crash(crash.landed());
                return;
            }
        }
        effects.forEach(effect -> perform(effect.host(), effect.effect()));
        hosts.values().stream().filter(host -> !unrecovered.contains(host)).forEach(invariants::outstanding);
    }

    /** Everything in memory is gone; calls under way had their effect, or not. */
    void crash(boolean landed) {
        agenda.loseMemory();
        services.crash(landed);
        hosts.values().forEach(host -> host.restart(crash.fromSnapshot()));
        unrecovered.addAll(hosts.values());
        agenda.soon(
                RESTART,
                () -> List.copyOf(hosts.values()).forEach(host -> {
                    if (unrecovered.remove(host) && host.state.isActive()) {
                        commit(host.id, new Command.Recover());
                    }
                }));
    }

    private void perform(Host host, Effect effect) {
        switch (effect) {
            case Effect.Evaluate evaluate -> {
                host.evaluations.add(evaluate);
                agenda.soon(Duration.ofMillis(1), () -> answer(host, evaluate));
            }
            case Effect.SetTimer timer -> host.shortTimers.put(timer.timer(), timer.due());
            case Effect.ClearTimer timer -> host.shortTimers.remove(timer.timer());
            case Effect.InvokeTask task -> services.invoke(host, task);
            case Effect.InvokeUndo undo -> services.invoke(host, undo);
            case Effect.InvokeProbe probe -> services.invoke(host, probe);
            case Effect.StopAttempt stop -> {
                services.stop(host, stop);
                if (host.entry(stop.entry()).queue().isPresent()) {
                    agenda.soon(Duration.ofMillis(1), () -> workers.withdraw(host, stop.entry()));
                }
            }
            case Effect.Dequeue over -> throw new AssertionError("Queues are part of the commit.");
            case Effect.Send send -> throw new AssertionError("Sends are part of the commit.");
        }
    }

    private void answer(Host host, Effect.Evaluate evaluate) {
        host.evaluations.remove(evaluate);
        List<Evaluated> answers = host.evaluator.answers(evaluate.questions());
        List<Ahead> ahead = List.of();
        if (crash.lookAhead()
                && !evaluate.ahead().isEmpty()
                && answers.getFirst() instanceof Evaluated.Value(var value)) {
            String node = Answerer.nodeOf(evaluate.questions().getFirst().place());
            ahead = host.evaluator.ahead(evaluate.ahead(), node, value);
        }
        commit(host.id, new Command.CompleteEvaluation(evaluate.frame(), evaluate.serial(), answers, ahead));
    }

    /** The timers of all executions. */
    Stream<Agenda.Due> timers() {
        return hosts.values().stream()
                .flatMap(host -> Stream.concat(host.rows.entrySet().stream(), host.shortTimers.entrySet().stream())
                        .map(timer -> Agenda.Due.last(timer.getValue(), () -> fire(host, timer.getKey()))));
    }

    private void fire(Host host, int timer) {
        commit(host.id, new Command.FireTimer(timer));
        host.rows.remove(timer);
        host.shortTimers.remove(timer);
        invariants.fired(host, timer);
    }

    /** Nothing happens any more. */
    void ended() {
        invariants.ended();
    }

    private Saga<?, ?> saga(String name) {
        Saga<?, ?> saga = sagas.get(name);
        if (saga == null) {
            throw new AssertionError("Saga '" + name + "' is not part of the scenario.");
        }
        return saga;
    }

    Definition definition(Host host) {
        return saga(host.state.header().definition()).definition();
    }

    Layout layout(Host host) {
        return new Layout(definition(host));
    }

    boolean looksAhead() {
        return crash.lookAhead();
    }

    Instant now() {
        return agenda.now();
    }

    int commits() {
        return commits;
    }

    Workers workers() {
        return workers;
    }

    Services services() {
        return services;
    }

    Collection<Host> hosts() {
        return hosts.values();
    }
}

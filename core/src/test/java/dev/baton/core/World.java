package dev.baton.core;

import dev.baton.Bindings;
import dev.baton.Definition;
import dev.baton.ExecutionId;
import dev.baton.Saga;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Plays executions in one thread and in virtual time: the real {@link Decider}, a stored history for each execution, and
 * scripted services with ledgers of their own. Can crash after a given commit.
 */
final class World {
    static final ExecutionId ROOT = ExecutionId.of("order-1");
    static final Instant START = Instant.parse("2030-01-01T08:00:00Z");
    private static final int STEPS_MAX = 2_000;
    private static final Duration RESTART = Duration.ofMillis(50);
    private static final Duration QUIET = Duration.ofHours(1);

    private final Map<String, Saga<?, ?>> sagas = new HashMap<>();
    private final Decider decider = new Decider(this::definition);
    private final Map<ExecutionId, Host> hosts = new LinkedHashMap<>();
    private final PriorityQueue<Due> memory = new PriorityQueue<>(Due.ORDER);
    private final PriorityQueue<Due> outside = new PriorityQueue<>(Due.ORDER);
    private final List<Trigger> triggers = new ArrayList<>();
    private final Deque<Consumer<World>> quiet = new ArrayDeque<>();
    private final Services services = new Services(this);
    private final Invariants invariants = new Invariants(this);
    private final Set<Host> unrecovered = new HashSet<>();
    private final List<Reply> replies = new ArrayList<>();
    private final Crash crash;
    private final Saga<?, ?> root;
    private Instant now = START;
    private int sequence;
    private int commits;

    World(Crash crash, Saga<?, ?>... sagas) {
        this.crash = crash;
        this.root = sagas[0];
        for (Saga<?, ?> saga : sagas) {
            this.sagas.put(saga.name(), saga);
        }
    }

    /**
     * When everything in memory is lost, and what became of the calls that were under way.
     *
     * @param after which commit; 0: never
     * @param landed whether calls that were under way had their effect
     * @param fromSnapshot whether states come back from snapshots
     * @param lookAhead whether runners answer what follows their task in the same call
     */
    record Crash(int after, boolean landed, boolean fromSnapshot, boolean lookAhead) {
        static Crash never(boolean lookAhead) {
            return new Crash(0, false, false, lookAhead);
        }
    }

    private record Due(Instant at, int sequence, Runnable action) {
        static final Comparator<Due> ORDER = Comparator.comparing(Due::at).thenComparingInt(Due::sequence);
    }

    private record Trigger(Predicate<Event> when, Consumer<World> action) {}

    // The script.

    Service service(String step) {
        return services.get(step);
    }

    /** Once, at a time counted from the start. */
    void at(Duration time, Consumer<World> action) {
        outside(START.plus(time), action);
    }

    void later(Duration time, Consumer<World> action) {
        outside(now.plus(time), action);
    }

    /** Something that survives a crash. */
    void outside(Duration after, Runnable action) {
        later(after, world -> action.run());
    }

    private void outside(Instant at, Consumer<World> action) {
        outside.add(new Due(at, sequence++, () -> action.accept(this)));
    }

    /** Once, shortly after the first event like this is stored. */
    void when(Predicate<Event> event, Consumer<World> action) {
        triggers.add(new Trigger(event, action));
    }

    <E extends Event> void when(Class<E> type, Predicate<E> which, Consumer<World> action) {
        when(event -> type.isInstance(event) && which.test(type.cast(event)), action);
    }

    /** Each time, shortly after an event like this is stored. */
    void whenever(Predicate<Event> event, Consumer<World> action) {
        when(event, world -> {
            whenever(event, action);
            action.accept(world);
        });
    }

    /** Once, while the first attempt of this step's n-th visit is under way. */
    void during(String step, int visit, Consumer<World> action) {
        when(
                Event.TaskScheduled.class,
                scheduled -> scheduled.node().equals(step) && scheduled.visit() == visit,
                action);
    }

    void during(String step, Consumer<World> action) {
        during(step, 1, action);
    }

    /** Once, when nothing happens by itself any more (for an hour); several in their order. */
    void whenQuiet(Consumer<World> action) {
        quiet.add(action);
    }

    // Commands from outside.

    Reply command(ExecutionId id, Command command) {
        Reply reply = commit(id, command);
        replies.add(reply);
        return reply;
    }

    Reply command(Command command) {
        return command(ROOT, command);
    }

    void start(Object input) {
        command(new Command.StartExecution(
                root.name(), 1, "run", Json.of(input), Optional.empty(), Map.of(), Optional.empty(), List.of()));
    }

    void cancel() {
        command(new Command.CancelExecution(Cause.CANCEL, "ann", "not wanted any more"));
    }

    void compensate() {
        command(new Command.CompensateExecution(Cause.OPERATOR, "ann", "go back"));
    }

    void terminate() {
        command(new Command.TerminateExecution("ann", "stop it", false));
    }

    void signal(String name, String id, Object value) {
        command(new Command.DeliverSignal(name, id, Json.of(value)));
    }

    /** Has somebody answer each incident of this kind, a while after it opened, unless it is settled by then. */
    void whenAsked(IncidentKind kind, Resolution resolution) {
        whenever(event -> event instanceof Event.IncidentOpened opened && opened.kind() == kind, world -> {
            world.later(Duration.ofMinutes(10), later -> {
                if (later.incidentKinds().contains(kind)) {
                    later.answer(kind, resolution);
                }
            });
        });
    }

    /** Answers the first open incident of this kind, wherever it is. */
    Reply answer(IncidentKind kind, Resolution resolution) {
        for (Host host : hosts.values()) {
            for (Incident incident : host.state.incidents()) {
                if (incident.isOpen() && incident.kind() == kind) {
                    return command(
                            host.id,
                            new Command.AnswerIncident(
                                    incident.number(), incident.version(), resolution, "ann", "seen in the books"));
                }
            }
        }
        throw new AssertionError("There is no open incident " + kind + ".");
    }

    /** What the last asker was told. */
    Reply reply() {
        return replies.getLast();
    }

    /** What the askers were told who were refused, as codes. */
    List<String> refusals() {
        return replies.stream()
                .filter(Reply.Refused.class::isInstance)
                .map(refused -> ((Reply.Refused) refused).code())
                .toList();
    }

    // The play.

    /** Plays until nothing happens any more. */
    void run() {
        for (int steps = 0; steps < STEPS_MAX; steps++) {
            Optional<Due> next = next();
            boolean still = next.isEmpty() || next.get().at().isAfter(now.plus(QUIET));
            if (still && !quiet.isEmpty()) {
                quiet.remove().accept(this);
            } else if (next.isEmpty()) {
                invariants.ended();
                return;
            } else {
                take(next.get());
            }
        }
        throw new AssertionError("It does not come to rest.");
    }

    private Optional<Due> next() {
        return Stream.of(Optional.ofNullable(memory.peek()), Optional.ofNullable(outside.peek()), nextTimer())
                .flatMap(Optional::stream)
                .min(Due.ORDER);
    }

    private Optional<Due> nextTimer() {
        return hosts.values().stream()
                .flatMap(host -> Stream.concat(host.rows.entrySet().stream(), host.shortTimers.entrySet().stream())
                        .map(timer -> new Due(timer.getValue(), Integer.MAX_VALUE, () -> fire(host, timer.getKey()))))
                .min(Due.ORDER);
    }

    private void take(Due due) {
        memory.remove(due);
        outside.remove(due);
        now = due.at().isAfter(now) ? due.at() : now;
        due.action().run();
    }

    private void fire(Host host, int timer) {
        commit(host.id, new Command.FireTimer(timer));
        host.rows.remove(timer);
        host.shortTimers.remove(timer);
        invariants.fired(host, timer);
    }

    /** Something that only memory knows. */
    void soon(Duration after, Runnable action) {
        memory.add(new Due(now.plus(after), sequence++, action));
    }

    // Commits.

    private record Addressed(ExecutionId to, Command command, boolean asked) {}

    private record Performed(Host host, Effect effect) {}

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
            Decision decision = decider.decide(host.state, next.command(), now);
            host.log.addAll(decision.events());
            events.addAll(decision.events());
            for (Effect effect : decision.effects()) {
                switch (effect) {
                    case Effect.Send send -> queue.add(new Addressed(send.to(), send.command(), false));
                    case Effect.SetTimer timer when timer.stored() -> host.rows.put(timer.timer(), timer.due());
                    case Effect.ClearTimer timer when timer.stored() -> host.rows.remove(timer.timer());
                    default -> effects.add(new Performed(host, effect));
                }
            }
            if (next.asked()) {
                first = Optional.of(decision.reply());
            }
            invariants.decided(host, decision);
        }
        stored(events, effects);
        return first.orElseThrow();
    }

    private Host host(Addressed to) {
        return hosts.computeIfAbsent(
                to.to(),
                id -> new Host(
                        id, to.command() instanceof Command.StartExecution start ? bindings(start) : root.bindings()));
    }

    private Bindings bindings(Command.StartExecution start) {
        return saga(start.definition()).bindings();
    }

    private void stored(List<Event> events, List<Performed> effects) {
        for (Event event : events) {
            triggers.removeIf(trigger -> {
                if (!trigger.when.test(event)) {
                    return false;
                }
                outside(now.plusMillis(10), trigger.action);
                return true;
            });
        }
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
        memory.clear();
        services.crash(landed);
        hosts.values().forEach(host -> host.restart(crash.fromSnapshot()));
        unrecovered.addAll(hosts.values());
        soon(
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
                soon(Duration.ofMillis(1), () -> answer(host, evaluate));
            }
            case Effect.SetTimer timer -> host.shortTimers.put(timer.timer(), timer.due());
            case Effect.ClearTimer timer -> host.shortTimers.remove(timer.timer());
            case Effect.InvokeTask task -> services.invoke(host, task);
            case Effect.InvokeUndo undo -> services.invoke(host, undo);
            case Effect.InvokeProbe probe -> services.invoke(host, probe);
            case Effect.StopAttempt stop -> services.stop(host, stop);
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
            String place = evaluate.questions().getFirst().place();
            ahead = host.evaluator.ahead(evaluate.ahead(), place.substring(0, place.lastIndexOf('.')), value);
        }
        commit(host.id, new Command.CompleteEvaluation(evaluate.frame(), evaluate.serial(), answers, ahead));
    }

    // What there is to see.

    private Definition definition(String name, int version) {
        return saga(name).definition();
    }

    private Saga<?, ?> saga(String name) {
        Saga<?, ?> saga = sagas.get(name);
        if (saga == null) {
            throw new AssertionError("Saga '" + name + "' is not part of the scenario.");
        }
        return saga;
    }

    boolean looksAhead() {
        return crash.lookAhead();
    }

    Instant now() {
        return now;
    }

    int commits() {
        return commits;
    }

    Services services() {
        return services;
    }

    Layout layout(Host host) {
        return new Layout(
                definition(host.state.header().definition(), host.state.header().version()));
    }

    Collection<Host> hosts() {
        return hosts.values();
    }

    Host host() {
        return Objects.requireNonNull(hosts.get(ROOT));
    }

    ExecutionState state() {
        return host().state;
    }

    /** The first child of the root. */
    Host child() {
        return hosts.values().stream()
                .filter(host -> host != host())
                .findFirst()
                .orElseThrow();
    }

    /** The state of a step's n-th visit, in whichever execution it is. */
    Entry entry(String step, int visit) {
        return hosts.values().stream()
                .flatMap(host -> host.state.entries().stream())
                .filter(entry -> entry.node().equals(step) && entry.visit() == visit)
                .findFirst()
                .orElseThrow(() -> new AssertionError("Step '" + step + "' has no visit " + visit + "."));
    }

    EntryState entry(String step) {
        return entry(step, 1).state();
    }

    /** Effects that stand in the ledgers, by step. */
    long standing(String step) {
        return services.effects()
                .filter(effect -> effect.step.equals(step) && !effect.undone)
                .count();
    }

    /** What was undone in the ledgers, in this order. */
    List<String> undone() {
        return services.undone();
    }

    List<Incident> incidents() {
        return hosts.values().stream()
                .flatMap(host -> host.state.incidents().stream())
                .filter(Incident::isOpen)
                .toList();
    }

    List<IncidentKind> incidentKinds() {
        return incidents().stream().map(Incident::kind).toList();
    }

    <E extends Event> List<E> events(Class<E> type) {
        return hosts.values().stream()
                .flatMap(host -> host.log.stream())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}

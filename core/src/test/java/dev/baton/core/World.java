package dev.baton.core;

import dev.baton.ExecutionId;
import dev.baton.Saga;
import dev.baton.core.Agenda.Due;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Plays executions in one thread and in virtual time, on an engine that can crash, with scripted services that have ledgers
 * of their own. Here is what a scenario may say and see.
 */
final class World {
    static final ExecutionId ROOT = ExecutionId.of("order-1");
    static final Instant START = Instant.parse("2030-01-01T08:00:00Z");
    private static final int STEPS_MAX = 2_000;
    private static final Duration QUIET = Duration.ofHours(1);

    private final Saga<?, ?> root;
    private final Agenda agenda = new Agenda(START);
    private final OneThreadEngine engine;
    private final List<Trigger> triggers = new ArrayList<>();
    private final Deque<Consumer<World>> quiet = new ArrayDeque<>();
    private final List<Reply> replies = new ArrayList<>();

    World(Crash crash, Saga<?, ?>... sagas) {
        this.root = sagas[0];
        this.engine = new OneThreadEngine(crash, List.of(sagas), agenda, this::stored);
    }

    private record Trigger(Predicate<Event> when, Consumer<World> action) {}

    // The script.

    Service service(String step) {
        return services().get(step);
    }

    /** Once, at a time counted from the start. */
    void at(Duration time, Consumer<World> action) {
        outside(START.plus(time), action);
    }

    void later(Duration time, Consumer<World> action) {
        outside(now().plus(time), action);
    }

    private void outside(Instant at, Consumer<World> action) {
        agenda.outside(at, () -> action.accept(this));
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
        Reply reply = engine.commit(id, command);
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
        for (Host host : hosts()) {
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

    /** The engine dies; calls under way had their effect, or not. */
    void crash(boolean landed) {
        engine.crash(landed);
    }

    // The play.

    /** Plays until nothing happens any more. */
    void run() {
        for (int steps = 0; steps < STEPS_MAX; steps++) {
            Optional<Due> next = agenda.next(engine.timers());
            boolean still = next.isEmpty() || next.get().at().isAfter(now().plus(QUIET));
            if (still && !quiet.isEmpty()) {
                quiet.remove().accept(this);
            } else if (next.isEmpty()) {
                engine.ended();
                return;
            } else {
                agenda.take(next.get());
            }
        }
        throw new AssertionError("It does not come to rest.");
    }

    private void stored(Event event) {
        triggers.removeIf(trigger -> {
            if (!trigger.when.test(event)) {
                return false;
            }
            outside(now().plusMillis(10), trigger.action);
            return true;
        });
    }

    // What there is to see.

    Instant now() {
        return agenda.now();
    }

    int commits() {
        return engine.commits();
    }

    Workers workers() {
        return engine.workers();
    }

    Services services() {
        return engine.services();
    }

    Collection<Host> hosts() {
        return engine.hosts();
    }

    Host host() {
        return hosts().stream().filter(host -> host.id.equals(ROOT)).findFirst().orElseThrow();
    }

    ExecutionState state() {
        return host().state;
    }

    /** The first child of the root. */
    Host child() {
        return hosts().stream().filter(host -> host != host()).findFirst().orElseThrow();
    }

    /** The state of a step's n-th visit, in whichever execution it is. */
    Entry entry(String step, int visit) {
        return hosts().stream()
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
        return services()
                .effects()
                .filter(effect -> effect.step.equals(step) && !effect.undone)
                .count();
    }

    /** What was undone in the ledgers, in this order. */
    List<String> undone() {
        return services().undone();
    }

    List<Incident> incidents() {
        return hosts().stream()
                .flatMap(host -> host.state.incidents().stream())
                .filter(Incident::isOpen)
                .toList();
    }

    List<IncidentKind> incidentKinds() {
        return incidents().stream().map(Incident::kind).toList();
    }

    <E extends Event> List<E> events(Class<E> type) {
        return hosts().stream()
                .flatMap(host -> host.log.stream())
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}

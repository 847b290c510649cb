package dev.baton.core;

import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.core.Entry.Phase;
import dev.baton.core.Frame.Mode;
import dev.baton.core.StateSnapshot.Buffered;
import dev.baton.core.StateSnapshot.Counters;
import dev.baton.core.StateSnapshot.Header;
import dev.baton.core.StateSnapshot.Place;
import dev.baton.core.StateSnapshot.Taken;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one execution. Changed by {@link #apply} alone, live and on replay alike. Not thread-safe.
 *
 * <p>Its parts: the {@link Frames} (where it is), the {@link CompensationLog} (what may have had an effect), the
 * {@link Timers}, and what people are asked. What each kind of event changes is in a class of its own, such as
 * {@link VisitChanges}.
 */
public final class ExecutionState {
    final Frames frames = new Frames();
    final CompensationLog log = new CompensationLog();
    final Timers timers = new Timers();
    final Map<Place, Payload> results = new HashMap<>();
    final Map<Place, Taken> paths = new HashMap<>();
    final Map<Place, Payload> edited = new HashMap<>();
    final List<Incident> incidents = new ArrayList<>();
    final List<Buffered> buffered = new ArrayList<>();
    final Set<String> signalIds = new LinkedHashSet<>();

    private final ExecutionId id;
    private @Nullable Header header;
    private Standing standing = Standing.NEW;
    private int events;
    private Instant last = Instant.EPOCH;
    private int serial;
    private int order;
    private int idle;

    private final FlowChanges flowChanges = new FlowChanges(this);
    private final GroupChanges groupChanges = new GroupChanges(this);
    private final VisitChanges visitChanges = new VisitChanges(this);
    private final ExecutionChanges executionChanges = new ExecutionChanges(this, flowChanges, visitChanges);
    private final UndoChanges undoChanges = new UndoChanges(this, flowChanges);
    private final IncidentChanges incidentChanges = new IncidentChanges(this, visitChanges, undoChanges);

    /** An execution that nobody has started yet. */
    public ExecutionState(ExecutionId id) {
        this.id = id;
    }

    /** An execution as it was when the snapshot was made. */
    public static ExecutionState of(ExecutionId id, StateSnapshot snapshot) {
        var state = new ExecutionState(id);
        state.restore(snapshot);
        return state;
    }

    public ExecutionId id() {
        return id;
    }

    /** Whether it was started at all. */
    public boolean exists() {
        return header != null;
    }

    /** What the start said. */
    public Header header() {
        if (header == null) {
            throw new IllegalStateException("Bug: execution '" + id + "' was never started. [BATON-901]");
        }
        return header;
    }

    public ExecutionStatus status() {
        return standing.status();
    }

    /** Cause, failure, result, and the marks beside the status. */
    public Standing standing() {
        return standing;
    }

    /** The number of events so far, which is the number of the next one. */
    public int events() {
        return events;
    }

    /** When the last event happened. */
    public Instant last() {
        return last;
    }

    /** The compensation log, in order of start. */
    public List<Entry> entries() {
        return List.copyOf(log.all());
    }

    public List<Incident> incidents() {
        return List.copyOf(incidents);
    }

    public boolean hasOpenIncident() {
        return incidents.stream().anyMatch(Incident::isOpen);
    }

    /** Signals that came before anybody asked for them. */
    public List<Buffered> bufferedSignals() {
        return List.copyOf(buffered);
    }

    public List<Timer> pendingTimers() {
        return timers.pending();
    }

    /** The runs of scopes, each with the place where it stands. */
    public List<Frame> runningFrames() {
        return frames.all().stream()
                .filter(frame -> frame.mode() == Mode.RUNNING)
                .toList();
    }

    public boolean hasEnded() {
        return switch (standing.status()) {
            case RUNNING, COMPENSATING -> false;
            case COMPLETED, FAILED, COMPENSATED, TERMINATED -> true;
        };
    }

    /** Whether the engine has anything to do for it, now or later. */
    public boolean isLive() {
        return !hasEnded()
                || log.busy().stream().anyMatch(number -> log.get(number).phase() != Phase.UNDO_HELD);
    }

    /** Whether something is outstanding that only memory knows, so a new owner has to load it. */
    public boolean isActive() {
        return isLive()
                && (!frames.evaluating().isEmpty()
                        || timers.hasShort()
                        || log.busy().stream().anyMatch(number -> runsSomewhere(log.get(number))));
    }

    private boolean runsSomewhere(Entry entry) {
        if (entry.queue().isPresent()) {
            return isToBeWithdrawn(entry); // of the others the queue knows
        }
        return switch (entry.phase()) {
            case RUNNING, PROBING -> !entry.child();
            // Also of a child: its step may have a compensation of its own, which only the definition knows.
            case UNDOING -> true;
            case IDLE, HANDED_OUT, BACKOFF, PROBE_BACKOFF, UNDO_DELAY, UNDO_BACKOFF, UNDO_HELD -> false;
        };
    }

    /** Whether an attempt is on a queue, and no forward attempt may begin any more. */
    boolean isToBeWithdrawn(Entry entry) {
        return entry.queue().isPresent()
                && entry.phase() == Phase.RUNNING
                && frames.get(entry.frame()).mode() != Frame.Mode.RUNNING;
    }

    /** Everything it knows, as plain data. */
    public StateSnapshot snapshot() {
        return new StateSnapshot(
                header(),
                standing,
                new Counters(events, last, serial, order, timers.count(), idle),
                List.copyOf(frames.all()),
                List.copyOf(log.all()),
                List.copyOf(frames.allGroups()),
                results(results),
                paths.entrySet().stream()
                        .map(path -> new StateSnapshot.Path(path.getKey(), path.getValue()))
                        .toList(),
                log.visits().entrySet().stream()
                        .map(visit -> new StateSnapshot.Visits(visit.getKey(), visit.getValue()))
                        .toList(),
                timers.pending(),
                List.copyOf(incidents),
                List.copyOf(buffered),
                List.copyOf(signalIds),
                results(edited));
    }

    private static List<StateSnapshot.Result> results(Map<Place, Payload> from) {
        return from.entrySet().stream()
                .map(result -> new StateSnapshot.Result(result.getKey(), result.getValue()))
                .toList();
    }

    private void restore(StateSnapshot from) {
        header = from.header();
        standing = from.standing();
        events = from.counters().events();
        last = from.counters().last();
        serial = from.counters().serial();
        order = from.counters().order();
        idle = from.counters().idle();
        frames.restore(from.frames(), from.groups(), from.entries());
        from.entries().forEach(log::restore);
        from.visits().forEach(visits -> log.visits().put(visits.node(), visits.count()));
        from.results().forEach(result -> results.put(result.place(), result.value()));
        from.paths().forEach(path -> paths.put(path.place(), path.taken()));
        from.edited().forEach(result -> edited.put(result.place(), result.value()));
        timers.restore(from.timers(), from.counters().timers());
        incidents.addAll(from.incidents());
        buffered.addAll(from.buffered());
        signalIds.addAll(from.signalIds());
    }

    /** Applies stored events after loading. */
    public void replay(List<Event> stored) {
        stored.forEach(this::apply);
        timers.forgetChanges();
        log.forgetChanges();
    }

    /** How many nodes it passed since it last waited for anything. */
    int idle() {
        return idle;
    }

    int visitsOf(String node) {
        return log.visits().getOrDefault(node, 0);
    }

    int serialOf(int frame) {
        return frames.get(frame).token() instanceof Token.Evaluating evaluating ? evaluating.serial() : -1;
    }

    // For the …Changes, which know what each event means.

    void begin(Header said) {
        header = said;
    }

    void stand(UnaryOperator<Standing> change) {
        standing = change.apply(standing);
    }

    int nextSerial() {
        return serial++;
    }

    int nextOrder() {
        return order++;
    }

    /** A node was passed. */
    void passed() {
        idle++;
    }

    /** It waits for something, or a person had a look at it. */
    void waited() {
        idle = 0;
    }

    /** Changes the state by what the event says. */
    public void apply(Event event) {
        events++;
        last = event.at();
        switch (event) {
            case Event.OfExecution whole -> executionChanges.apply(whole);
            case Event.OfFlow flow -> flowChanges.apply(flow);
            case Event.OfGroup group -> groupChanges.apply(group);
            case Event.OfVisit visit -> visitChanges.apply(visit);
            case Event.OfUndo undo -> undoChanges.apply(undo);
            case Event.OfIncident incident -> incidentChanges.apply(incident);
        }
    }
}

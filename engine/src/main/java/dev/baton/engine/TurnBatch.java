package dev.baton.engine;

import dev.baton.core.Entry;
import dev.baton.core.Event;
import dev.baton.core.ExecutionState;
import dev.baton.core.Incident;
import dev.baton.core.Resolution;
import dev.baton.store.Attention;
import dev.baton.store.Batch;
import dev.baton.store.EventCodec;
import dev.baton.store.Lease;
import dev.baton.store.StateCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Makes of a turn what the store is given: nothing but what changed. */
final class TurnBatch {
    private static final int SNAPSHOT_EVENTS = 200;
    private static final int SNAPSHOT_BYTES = 256 << 10;
    /** A plain end within this time of the start leaves the execution's row as it was written at the start. */
    private static final Duration ROW_UNTOUCHED = Duration.ofHours(1);

    private final Turn turn;
    private final EndWaiters waiting;
    private final List<Batch.Chunk> chunks = new ArrayList<>();
    private final List<Batch.Snapshot> snapshots = new ArrayList<>();

    private TurnBatch(Turn turn, EndWaiters waiting) {
        this.turn = turn;
        this.waiting = waiting;
    }

    static Batch of(Turn turn, Lease lease, Instant now, EndWaiters waiting) {
        return new TurnBatch(turn, waiting).build(lease, now);
    }

    private Batch build(Lease lease, Instant now) {
        for (int i = 0; i < turn.touched.size(); i++) {
            Hot hot = turn.touched.get(i);
            if (hot.state != null) {
                List<Event> events = turn.fresh.get(i);
                if (!events.isEmpty()) {
                    chunk(hot, hot.state, events);
                    incidents(hot, hot.state, events);
                }
                standing(hot, hot.state);
            }
        }
        return new Batch(
                lease,
                now.toEpochMilli(),
                turn.started,
                chunks,
                snapshots,
                turn.live,
                turn.standings,
                List.copyOf(turn.timersSet.values()),
                List.copyOf(turn.timersCleared),
                turn.incidentsOpened,
                turn.incidentsChanged,
                List.copyOf(turn.taken),
                turn.mailed,
                turn.queues.queued(),
                turn.queues.dequeued());
    }

    private void chunk(Hot hot, ExecutionState state, List<Event> events) {
        byte[] packed = EventCodec.encode(events);
        chunks.add(new Batch.Chunk(hot.key, state.events() - events.size(), packed));
        hot.tailBytes += packed.length;
        hot.tailEvents += events.size();
        boolean many = hot.tailEvents > SNAPSHOT_EVENTS || hot.tailBytes > SNAPSHOT_BYTES;
        if (many && hot.tailBytes > hot.snapshotWorth && state.isLive()) {
            byte[] whole = StateCodec.encode(state.snapshot());
            hot.snapshotWorth = whole.length;
            if (hot.tailBytes > whole.length) {
                snapshots.add(new Batch.Snapshot(hot.key, state.events(), whole));
                hot.snapshotBytes = whole.length;
                hot.tailBytes = 0;
                hot.tailEvents = 0;
            }
        }
    }

    private void standing(Hot hot, ExecutionState state) {
        boolean live = state.isLive();
        boolean active = state.isActive();
        boolean ended = state.hasEnded();
        int attention = hot.attentionNow();
        if (live != hot.live || (live && active != hot.active)) {
            turn.live.add(new Batch.Live(hot.key, !live, active, step(state)));
        }
        if (attention != hot.attention || (ended != hot.ended && !isPlainEnd(state, attention))) {
            turn.standings.add(new Batch.Standing(
                    hot.key,
                    Attention.of(attention).bits(),
                    state.standing().ended().map(Instant::toEpochMilli)));
        }
        if (ended && !hot.ended && hot.starter != null) {
            turn.tell.add(hot.starter);
        }
        hot.live = live;
        hot.active = active;
        hot.ended = ended;
        hot.attention = attention;
        if (ended && waiting.isFor(hot.id)) {
            turn.ended.put(hot.id, Ending.of(state));
        }
    }

    private static boolean isPlainEnd(ExecutionState state, int attention) {
        return attention == 0
                && state.standing()
                        .ended()
                        .filter(end -> end.isBefore(state.header().started().plus(ROW_UNTOUCHED)))
                        .isPresent();
    }

    static Optional<String> step(ExecutionState state) {
        return state.runningFrames().stream()
                .map(frame -> frame.token().node())
                .filter(node -> !node.isEmpty())
                .reduce((first, last) -> last);
    }

    private void incidents(Hot hot, ExecutionState state, List<Event> events) {
        Set<Integer> changed = new TreeSet<>();
        int opened = 0;
        for (Event event : events) {
            switch (event) {
                case Event.IncidentOpened incident -> opened++;
                case Event.IncidentAssigned assigned -> changed.add(assigned.incident());
                case Event.IncidentResolved resolved -> changed.add(resolved.incident());
                default -> {
                    // No other event is about an incident.
                }
            }
        }
        List<Incident> all = opened == 0 && changed.isEmpty() ? List.of() : state.incidents();
        for (Incident incident : all.subList(all.size() - opened, all.size())) {
            turn.incidentsOpened.add(opened(hot, state, incident));
        }
        changed.forEach(number -> turn.incidentsChanged.add(changed(hot, all.get(number))));
    }

    private static Batch.IncidentOpened opened(Hot hot, ExecutionState state, Incident incident) {
        int attempts = incident.entry() < 0 ? 0 : attempts(state.entries().get(incident.entry()), incident);
        return new Batch.IncidentOpened(
                hot.key,
                incident.number(),
                hot.definition,
                incident.kind(),
                incident.node(),
                incident.failure().error(),
                incident.failure().message(),
                attempts,
                state.header().businessKey(),
                incident.opened().toEpochMilli());
    }

    static int attempts(Entry entry, Incident incident) {
        return switch (incident.kind()) {
            case COMPENSATION_FAILED, LATE_EFFECT -> entry.undoAttempt();
            case FAILED_PAST_PIVOT, PIVOT_UNKNOWN, ASKED, STOPPED -> entry.attempt();
        };
    }

    private static Batch.IncidentChanged changed(Hot hot, Incident incident) {
        return new Batch.IncidentChanged(
                hot.key,
                incident.number(),
                incident.version(),
                incident.assignee(),
                incident.resolution().map(Resolution::word),
                incident.resolvedBy().orElse(""),
                incident.why().orElse(""),
                incident.resolved().orElse(incident.opened()).toEpochMilli());
    }
}

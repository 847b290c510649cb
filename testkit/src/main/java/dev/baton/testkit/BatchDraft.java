package dev.baton.testkit;

import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.core.Event;
import dev.baton.core.IncidentKind;
import dev.baton.core.Payload;
import dev.baton.store.Attention;
import dev.baton.store.Batch;
import dev.baton.store.EventCodec;
import dev.baton.store.Lease;
import dev.baton.store.Mail;
import dev.baton.store.TaskQueue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts a batch together, for tests of stores. Not thread-safe. */
public final class BatchDraft {
    private final Lease lease;
    private final long now;
    private final List<Batch.Started> started = new ArrayList<>();
    private final List<Batch.Chunk> chunks = new ArrayList<>();
    private final List<Batch.Snapshot> snapshots = new ArrayList<>();
    private final List<Batch.Live> live = new ArrayList<>();
    private final List<Batch.Standing> standings = new ArrayList<>();
    private final List<Batch.TimerSet> timersSet = new ArrayList<>();
    private final List<Batch.TimerKey> timersCleared = new ArrayList<>();
    private final List<Batch.IncidentOpened> opened = new ArrayList<>();
    private final List<Batch.IncidentChanged> changed = new ArrayList<>();

    private final List<Long> taken = new ArrayList<>();
    private final List<Batch.Answer> answers = new ArrayList<>();
    private final List<TaskQueue.Queued> queued = new ArrayList<>();
    private final List<TaskQueue.Task> dequeued = new ArrayList<>();

    /** An empty batch; {@code now} in epoch milliseconds. */
    public BatchDraft(Lease lease, long now) {
        this.lease = lease;
        this.now = now;
    }

    /** The batch as it is now. */
    public Batch batch() {
        return new Batch(
                lease,
                now,
                List.copyOf(started),
                List.copyOf(chunks),
                List.copyOf(snapshots),
                List.copyOf(live),
                List.copyOf(standings),
                List.copyOf(timersSet),
                List.copyOf(timersCleared),
                List.copyOf(opened),
                List.copyOf(changed),
                List.copyOf(taken),
                List.copyOf(answers),
                List.copyOf(queued),
                List.copyOf(dequeued));
    }

    /** An execution starts, with two events. */
    public BatchDraft start(long key, String id, int definition) {
        return start(new Batch.Started(
                key, new ExecutionId(id), definition, id.hashCode(), Optional.empty(), Optional.empty(), Map.of()));
    }

    /** An execution starts, with two events. */
    public BatchDraft start(Batch.Started one) {
        started.add(one);
        return chunk(one.key(), 0, 2);
    }

    /** Events from a number on; what they say follows from key and number. */
    public BatchDraft chunk(long key, int seq, int events) {
        return chunk(key, seq, events, "");
    }

    /** Events from a number on, which say something else than those of another {@code word}. */
    public BatchDraft chunk(long key, int seq, int events, String word) {
        chunks.add(new Batch.Chunk(key, seq, events(now, key, seq, events, word)));
        return this;
    }

    /** The bytes that {@link #chunk(long, int, int)} writes. */
    public static byte[] events(long now, long key, int seq, int events, String word) {
        var list = new ArrayList<Event>();
        for (int i = 0; i < events; i++) {
            list.add(new Event.ValueKept(
                    Instant.ofEpochMilli(now), 0, "node-" + (seq + i), Payload.ofJson("\"" + key + word + "\"")));
        }
        return EventCodec.encode(list);
    }

    public BatchDraft snapshot(long key, int seq, byte[] state) {
        snapshots.add(new Batch.Snapshot(key, seq, state));
        return this;
    }

    /** It runs on, at a step. */
    public BatchDraft live(long key, boolean active, String step) {
        live.add(new Batch.Live(key, false, active, Optional.of(step)));
        return this;
    }

    /** It runs no more. */
    public BatchDraft end(long key) {
        live.add(new Batch.Live(key, true, false, Optional.empty()));
        return this;
    }

    /** A status and marks; {@code ended} is when it ended, or nothing. */
    public BatchDraft standing(long key, Attention attention, Optional<Long> ended) {
        standings.add(new Batch.Standing(key, attention.bits(), ended));
        return this;
    }

    /** It ended now, with a status. */
    public BatchDraft end(long key, ExecutionStatus status) {
        return end(key).standing(key, new Attention(Optional.of(status), false, false, false), Optional.of(now));
    }

    public BatchDraft setTimer(long key, int timer, long due) {
        timersSet.add(new Batch.TimerSet(key, timer, due));
        return this;
    }

    public BatchDraft clearTimer(long key, int timer) {
        timersCleared.add(new Batch.TimerKey(key, timer));
        return this;
    }

    /** An incident at a step opens, and its execution is marked. */
    public BatchDraft open(long key, int incident, int definition, String step) {
        return open(new Batch.IncidentOpened(
                key,
                incident,
                definition,
                IncidentKind.COMPENSATION_FAILED,
                step,
                "shop.Down",
                "The till is closed.",
                3,
                Optional.empty(),
                now));
    }

    /** An incident opens, and its execution is marked. */
    public BatchDraft open(Batch.IncidentOpened incident) {
        opened.add(incident);
        return standing(incident.key(), new Attention(Optional.empty(), false, true, false), Optional.empty());
    }

    /** An incident is assigned ({@code resolution} empty) or resolved. */
    public BatchDraft change(
            long key, int incident, int version, Optional<String> assignee, Optional<String> resolution) {
        changed.add(new Batch.IncidentChanged(key, incident, version, assignee, resolution, "ann", "because", now));
        return this;
    }

    /** It applies a letter. */
    public BatchDraft take(long letter) {
        taken.add(letter);
        return this;
    }

    public BatchDraft answer(Mail.Asker asker, byte[] content) {
        answers.add(new Batch.Answer(asker, content));
        return this;
    }

    /** An attempt waits for a worker. */
    public BatchDraft queue(TaskQueue.Queued task) {
        queued.add(task);
        return this;
    }

    public BatchDraft dequeue(TaskQueue.Task task) {
        dequeued.add(task);
        return this;
    }
}

package dev.baton.jdbc;

import dev.baton.ExecutionId;
import dev.baton.Role;
import dev.baton.core.Event;
import dev.baton.core.Payload;
import dev.baton.store.Batch;
import dev.baton.store.EventCodec;
import dev.baton.store.Keys;
import dev.baton.store.Lease;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** Sagas of 8 events in 4 commands, as batches of one partition with a given number of commands. */
final class SagaLoad {
    private static final int COMMANDS_PER_SAGA = 4;
    private static final int KEY_STEP = 256;
    private static final Payload INPUT = Payload.ofJson("{\"order\":\"" + "x".repeat(200) + "\"}");

    private final Lease lease;
    private final int commands;
    private final Random random;
    private final ArrayDeque<Saga> waiting = new ArrayDeque<>();
    private long lastKey;
    int ended;
    long encodeNanos;

    private record Saga(long key, int done) {}

    SagaLoad(Lease lease, int commands) {
        this.lease = lease;
        this.commands = commands;
        this.random = new Random(7 + lease.partition());
        this.lastKey = Math.max(Keys.at(System.currentTimeMillis()), lease.keyLast()) | lease.partition();
    }

    static long cpuTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    Batch batch() {
        long before = cpuTime();
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        var started = new ArrayList<Batch.Started>();
        var chunks = new ArrayList<Batch.Chunk>();
        var live = new ArrayList<Batch.Live>();
        int turns = Math.min(commands, waiting.size());
        for (int i = 0; i < turns; i++) {
            Saga saga = waiting.remove();
            boolean last = saga.done == COMMANDS_PER_SAGA - 1;
            chunks.add(new Batch.Chunk(saga.key, saga.done * 2, EventCodec.encode(events(now, saga.done))));
            if (last) {
                live.add(new Batch.Live(saga.key, true, false, Optional.empty()));
                ended++;
            } else {
                waiting.add(new Saga(saga.key, saga.done + 1));
            }
        }
        while (chunks.size() < commands && (waiting.size() < commands || chunks.size() < commands)) {
            started.add(start(now));
            chunks.add(new Batch.Chunk(lastKey, 0, EventCodec.encode(events(now, 0))));
            waiting.add(new Saga(lastKey, 1));
        }
        encodeNanos += cpuTime() - before;
        return batch(now, started, chunks, live);
    }

    private Batch batch(Instant now, List<Batch.Started> started, List<Batch.Chunk> chunks, List<Batch.Live> live) {
        return new Batch(
                lease,
                now.toEpochMilli(),
                started,
                chunks,
                List.of(),
                live,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private Batch.Started start(Instant now) {
        lastKey = Math.max(Keys.at(now.toEpochMilli()) | lease.partition(), lastKey + KEY_STEP);
        String id = new UUID(random.nextLong(), random.nextLong()).toString();
        return new Batch.Started(
                lastKey, new ExecutionId(id), 1, random.nextLong(), Optional.empty(), Optional.of(id), Map.of());
    }

    private List<Event> events(Instant now, int turn) {
        Payload output = Payload.ofJson("{\"turn\":" + turn + ",\"text\":\"" + "y".repeat(80) + "\"}");
        Event scheduled = new Event.TaskScheduled(
                now, 0, "step-" + turn, Role.COMPENSATABLE, 1, INPUT, Optional.of(now.plusSeconds(30)));
        return switch (turn) {
            case 0 ->
                List.of(
                        new Event.ExecutionStarted(
                                now,
                                "order",
                                1,
                                "r4nd0m",
                                INPUT,
                                Optional.of("business-42"),
                                Map.of(),
                                Optional.empty(),
                                Optional.empty()),
                        scheduled);
            case COMMANDS_PER_SAGA - 1 ->
                List.of(new Event.TaskSucceeded(now, turn - 1, 1, output), new Event.ExecutionCompleted(now, output));
            default -> List.of(new Event.TaskSucceeded(now, turn - 1, 1, output), scheduled);
        };
    }
}

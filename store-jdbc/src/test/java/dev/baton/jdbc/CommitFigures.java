package dev.baton.jdbc;

import com.sun.management.OperatingSystemMXBean;
import dev.baton.ExecutionId;
import dev.baton.Role;
import dev.baton.core.Event;
import dev.baton.core.Payload;
import dev.baton.store.Batch;
import dev.baton.store.EventCodec;
import dev.baton.store.Keys;
import dev.baton.store.Lease;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/**
 * Prints what commits cost: sagas of 8 events in 4 commands, batches of a given number of commands, one writer. A program,
 * no test: {@code CommitFigures <folder> <commands per batch> <seconds> [POWER_LOSS|PROCESS_CRASH]}.
 */
final class CommitFigures {
    private static final int COMMANDS_PER_SAGA = 4;
    private static final Payload INPUT = Payload.ofJson("{\"order\":\"" + "x".repeat(200) + "\"}");
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final JdbcStore store;
    private final Lease lease;
    private final int commands;
    private final Random random = new Random(7);
    private final ArrayDeque<Saga> waiting = new ArrayDeque<>();
    private long lastKey;
    private int ended;
    private long encodeNanos;
    private long commitNanos;

    private record Saga(long key, int done) {}

    private CommitFigures(JdbcStore store, int commands) {
        this.store = store;
        this.lease = store.claim(0, "figures", Duration.ofHours(1)).orElseThrow();
        this.commands = commands;
    }

    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        Path file = folder.resolve("figures.db");
        for (String ending : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(folder.resolve("figures.db" + ending));
        }
        int commands = Integer.parseInt(args[1]);
        var durability =
                args.length > 3 ? SqliteOptions.Durability.valueOf(args[3]) : SqliteOptions.Durability.POWER_LOSS;
        try (var store = JdbcStore.sqlite(file, SqliteOptions.defaults().durability(durability))) {
            var figures = new CommitFigures(store, commands);
            figures.run(Duration.ofSeconds(3));
            System.out.println(figures.run(Duration.ofSeconds(Integer.parseInt(args[2]))));
        }
        System.out.println("file " + Files.size(file) + " bytes");
    }

    private String run(Duration time) {
        ended = 0;
        encodeNanos = 0;
        commitNanos = 0;
        var latencies = new ArrayList<Long>();
        long cpu = SYSTEM.getProcessCpuTime();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < time.toNanos()) {
            Batch batch = batch();
            long before = cpuTime();
            long start = System.nanoTime();
            store.commit(batch);
            latencies.add(System.nanoTime() - start);
            commitNanos += cpuTime() - before;
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
        return String.format(
                "batch %d: %.0f sagas/s, per saga: process %.1f us, commit %.1f us, making batches %.1f us; commit p50"
                        + " %.2f p99 %.2f ms; %s",
                commands,
                ended / seconds,
                (SYSTEM.getProcessCpuTime() - cpu) / 1e3 / ended,
                commitNanos / 1e3 / ended,
                encodeNanos / 1e3 / ended,
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 99 / 100] / 1e6,
                Arrays.stream(sorted).count() + " commits");
    }

    private static long cpuTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private Batch batch() {
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
            lastKey = Math.max(Keys.at(now.toEpochMilli()), lastKey + 256);
            String id = new UUID(random.nextLong(), random.nextLong()).toString();
            started.add(new Batch.Started(
                    lastKey, new ExecutionId(id), 1, random.nextLong(), Optional.empty(), Optional.of(id), Map.of()));
            chunks.add(new Batch.Chunk(lastKey, 0, EventCodec.encode(events(now, 0))));
            waiting.add(new Saga(lastKey, 1));
        }
        encodeNanos += cpuTime() - before;
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

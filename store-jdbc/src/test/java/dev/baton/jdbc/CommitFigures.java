package dev.baton.jdbc;

import com.sun.management.OperatingSystemMXBean;
import dev.baton.store.Batch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Prints what commits cost: sagas of 8 events in 4 commands, batches of a given number of commands, one writer. A program,
 * no test: {@code CommitFigures <folder> <commands per batch> <seconds> [POWER_LOSS|PROCESS_CRASH]}.
 */
final class CommitFigures {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final JdbcStore store;
    private final SagaLoad load;
    private final int commands;
    private long commitNanos;

    private CommitFigures(JdbcStore store, int commands) {
        this.store = store;
        this.load = new SagaLoad(store.claim(0, "figures", Duration.ofHours(1)).orElseThrow(), commands);
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
        load.ended = 0;
        load.encodeNanos = 0;
        commitNanos = 0;
        var latencies = new ArrayList<Long>();
        long cpu = SYSTEM.getProcessCpuTime();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < time.toNanos()) {
            Batch batch = load.batch();
            long before = SagaLoad.cpuTime();
            long start = System.nanoTime();
            store.commit(batch);
            latencies.add(System.nanoTime() - start);
            commitNanos += SagaLoad.cpuTime() - before;
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
        return String.format(
                "batch %d: %.0f sagas/s, per saga: process %.1f us, commit %.1f us, making batches %.1f us; commit p50"
                        + " %.2f p99 %.2f ms; %s",
                commands,
                load.ended / seconds,
                (SYSTEM.getProcessCpuTime() - cpu) / 1e3 / load.ended,
                commitNanos / 1e3 / load.ended,
                load.encodeNanos / 1e3 / load.ended,
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 99 / 100] / 1e6,
                Arrays.stream(sorted).count() + " commits");
    }
}

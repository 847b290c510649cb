package dev.baton.jdbc;

import com.sun.management.OperatingSystemMXBean;
import dev.baton.postgres.PostgresServer;
import dev.baton.store.Batch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints what commits cost on a PostgreSQL of its own with default durability: {@code PostgresCommitFigures <folder>
 * <seconds> <commands>,<partitions>,<joint|each> …}. Commands are those of one turn of all partitions together. A
 * program, no test.
 */
final class PostgresCommitFigures {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final long TICK_NANOS = 10_000_000;

    private final PostgresServer server;
    private final JdbcStore store;
    private final List<SagaLoad> loads = new ArrayList<>();
    private final int commands;
    private final boolean joint;

    private PostgresCommitFigures(PostgresServer server, JdbcStore store, String[] wanted) {
        this.server = server;
        this.store = store;
        this.commands = Integer.parseInt(wanted[0]);
        int partitions = Integer.parseInt(wanted[1]);
        this.joint = wanted[2].equals("joint");
        for (int i = 0; i < partitions; i++) {
            var lease = store.claim(i, "figures", Duration.ofHours(1)).orElseThrow();
            loads.add(new SagaLoad(lease, Math.max(1, commands / partitions)));
        }
    }

    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[0]));
        int seconds = Integer.parseInt(args[1]);
        try (PostgresServer server = PostgresServer.durable(folder, Map.of())) {
            for (int i = 2; i < args.length; i++) {
                PostgresOptions options = PostgresOptions.defaults().schema("figures" + i);
                try (JdbcStore store = JdbcStore.postgres(server.url(), options)) {
                    var figures = new PostgresCommitFigures(server, store, args[i].split(",", -1));
                    server.execute("CHECKPOINT");
                    figures.run(Duration.ofSeconds(Math.max(2, seconds / 2)));
                    System.out.println(args[i] + ": " + figures.run(Duration.ofSeconds(seconds)));
                }
                server.execute("DROP SCHEMA figures" + i + " CASCADE");
            }
        }
    }

    private String run(Duration time) throws SQLException, IOException {
        loads.forEach(load -> load.ended = 0);
        var latencies = new ArrayList<Long>();
        long process = SYSTEM.getProcessCpuTime();
        long database = databaseCpu();
        long wal = wal();
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < time.toNanos()) {
            List<Batch> batches = loads.stream().map(SagaLoad::batch).toList();
            long start = System.nanoTime();
            if (joint) {
                store.commit(batches)
                        .forEach(result -> result.ifPresent(e -> {
                            throw e;
                        }));
            } else {
                batches.forEach(store::commit);
            }
            latencies.add(System.nanoTime() - start);
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        int sagas = Math.max(1, loads.stream().mapToInt(load -> load.ended).sum());
        long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
        return String.format(
                Locale.ROOT,
                "%.0f sagas/s, per saga: PostgreSQL %.1f us, this process %.1f us, WAL %d B; turn p50 %.2f p99 %.2f"
                        + " ms; %d turns",
                sagas / seconds,
                (databaseCpu() - database) / 1e3 / sagas,
                (SYSTEM.getProcessCpuTime() - process) / 1e3 / sagas,
                (wal() - wal) / sagas,
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 99 / 100] / 1e6,
                sorted.length);
    }

    private long wal() throws SQLException {
        try (var connection = DriverManager.getConnection(server.url());
                var rows = connection.createStatement().executeQuery("SELECT pg_current_wal_insert_lsn() - '0/0'")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** CPU nanoseconds of the server, its living processes and those that have ended. */
    private long databaseCpu() throws IOException {
        String server = Files.readAllLines(this.server.data().resolve("postmaster.pid"))
                .getFirst()
                .strip();
        long ticks = 0;
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                String[] fields = fields(process);
                boolean self = process.getFileName().toString().equals(server);
                if (fields.length > 0 && (self || fields[1].equals(server))) {
                    ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
                }
                if (self) {
                    ticks += Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
                }
            }
        }
        return ticks * TICK_NANOS;
    }

    /** What the kernel says of a process, from its state on; nothing if it has ended meanwhile. */
    private static String[] fields(Path process) throws IOException {
        try {
            String stat = Files.readString(process.resolve("stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        } catch (NoSuchFileException e) {
            return new String[0];
        }
    }
}

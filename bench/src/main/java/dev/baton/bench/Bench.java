package dev.baton.bench;

import dev.baton.engine.Baton;
import dev.baton.jdbc.JdbcStore;
import dev.baton.store.Store;
import dev.baton.testkit.InMemoryStore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Throughput and latency of the engine on this machine; {@code ./baton bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures sagas of three steps in this process, and prints one line of JSON at the end."
            + " flushes_per_saga counts the engine's commits, each of which is one flush to disk with this durability"
            + " (0 with memory, which has none). refused counts the starts that the engine had no room for; each was"
            + " made again after the pause that the engine named.",
        subcommands = {SizeBench.class, WaitingBench.class})
public final class Bench implements Callable<Integer> {
    @Option(names = "--store", defaultValue = "sqlite", description = "sqlite (durable) or memory")
    private StoreKind store = StoreKind.sqlite;

    @Option(
            names = "--workload",
            defaultValue = "W1",
            description = "W1: all steps succeed. W2: the third is refused, and the other two are undone.")
    private Workload workload = Workload.W1;

    @Option(names = "--in-flight", defaultValue = "1000", description = "sagas at the same time, 1 to 100000")
    private int inFlight;

    @Option(names = "--seconds", defaultValue = "10", description = "of each run, 1 to 3600")
    private int seconds;

    @Option(names = "--runs", defaultValue = "3", description = "runs after the warm-up, 1 to 100")
    private int runs;

    @Option(names = "--alone-seconds", defaultValue = "5", description = "of one saga at a time, 1 to 3600")
    private int aloneSeconds;

    @Option(names = "--data", description = "folder for the database; by default one that is removed at the end")
    private @Nullable Path data;

    private final PrintStream out;

    Bench(PrintStream out) {
        this.out = out;
    }

    /** Where executions are kept. */
    enum StoreKind {
        sqlite,
        memory
    }

    /** Runs the command and exits with its code. */
    public static void main(String[] args) {
        System.exit(run(System.out, args));
    }

    /** Runs the command, its result to {@code out}; returns its exit code. */
    static int run(PrintStream out, String... args) {
        return new CommandLine(new Bench(out))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    progress("The bench failed: " + failure.getMessage());
                    return 1;
                })
                .execute(args);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        refuseUnless(inFlight >= 1 && inFlight <= 100_000, "--in-flight takes 1 to 100000, not " + inFlight + ".");
        refuseUnless(seconds >= 1 && seconds <= 3_600, "--seconds takes 1 to 3600, not " + seconds + ".");
        refuseUnless(
                aloneSeconds >= 1 && aloneSeconds <= 3_600,
                "--alone-seconds takes 1 to 3600, not " + aloneSeconds + ".");
        refuseUnless(runs >= 1 && runs <= 100, "--runs takes 1 to 100, not " + runs + ".");
        Path folder = data == null ? Files.createTempDirectory("baton-bench") : Files.createDirectories(data);
        try (var counting = new CountingStore(open(folder))) {
            measure(counting);
        } finally {
            if (data == null) {
                delete(folder);
            }
        }
        return 0;
    }

    static void refuseUnless(boolean fine, String otherwise) {
        if (!fine) {
            throw new CommandLine.ParameterException(new CommandLine(new Bench(System.out)), otherwise);
        }
    }

    private Store open(Path folder) {
        return switch (store) {
            case sqlite -> JdbcStore.sqlite(folder.resolve("bench.db"));
            case memory -> new InMemoryStore(InstantSource.system());
        };
    }

    private void measure(CountingStore counting) throws InterruptedException {
        var undos = new LongAdder();
        var saga = workload.saga(undos);
        try (Baton baton = Baton.builder().store(counting).register(saga).start()) {
            var load = new Load(baton.client(), workload, saga, undos, "bench-" + System.currentTimeMillis() + "-");
            progress("Warming up for " + 2 * seconds + " s with " + inFlight + " sagas in flight…");
            load.run(inFlight, Duration.ofSeconds(2L * seconds));
            var measured = new ArrayList<Load.Measured>();
            var before = Counters.of(counting);
            for (int run = 1; run <= runs; run++) {
                measured.add(load.run(inFlight, Duration.ofSeconds(seconds)));
                progress(String.format(
                        Locale.ROOT,
                        "Run %d of %d: %,.0f sagas/s",
                        run,
                        runs,
                        measured.getLast().perSecond()));
            }
            var after = Counters.of(counting);
            progress("One at a time…");
            load.run(1, Duration.ofSeconds(1));
            Load.Measured alone = load.run(1, Duration.ofSeconds(aloneSeconds));
            out.println(json(measured, alone, before, after));
        }
    }

    private static void progress(String line) {
        System.err.println(line);
    }

    /** What has been used so far. */
    private record Counters(long cpuNanos, long storeCpuNanos, long bytes, long commits) {
        static Counters of(CountingStore store) {
            return new Counters(
                    ProcessIo.cpuNanos(),
                    store.cpuNanos(),
                    ProcessIo.bytesWritten().orElse(0),
                    store.commits());
        }
    }

    private String json(List<Load.Measured> measured, Load.Measured alone, Counters before, Counters after) {
        List<Double> rates =
                measured.stream().map(Load.Measured::perSecond).sorted().toList();
        double sagas = measured.stream().mapToLong(Load.Measured::sagas).sum();
        double loadedP99 =
                measured.stream().map(run -> run.millisAt(99)).sorted().toList().get(measured.size() / 2);
        return String.format(
                Locale.ROOT,
                "{\"workload\":\"%s\",\"store\":\"%s\",\"in_flight\":%d,\"sagas_per_s\":%.0f,\"all_sagas_per_s\":[%s],"
                        + "\"loaded_p99_ms\":%.1f,\"alone_p50_ms\":%.2f,\"alone_p99_ms\":%.2f,\"cpu_us_per_saga\":%.1f,"
                        + "\"store_cpu_us_per_saga\":%.1f,\"bytes_per_saga\":%.0f,\"flushes_per_saga\":%.4f,"
                        + "\"durability\":\"%s\",\"java\":\"%s\",\"refused\":%d}",
                workload,
                store,
                inFlight,
                rates.get(rates.size() / 2),
                rates.stream()
                        .map(rate -> String.format(Locale.ROOT, "%.0f", rate))
                        .collect(Collectors.joining(",")),
                loadedP99,
                alone.millisAt(50),
                alone.millisAt(99),
                (after.cpuNanos() - before.cpuNanos()) / 1e3 / sagas,
                (after.storeCpuNanos() - before.storeCpuNanos()) / 1e3 / sagas,
                (after.bytes() - before.bytes()) / sagas,
                store == StoreKind.memory ? 0 : (after.commits() - before.commits()) / sagas,
                store == StoreKind.memory ? "none" : "a flush to disk per commit",
                Runtime.version(),
                measured.stream().mapToLong(Load.Measured::refused).sum());
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

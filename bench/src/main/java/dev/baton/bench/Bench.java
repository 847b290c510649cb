package dev.baton.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Throughput and latency of the engine on this machine; {@code ./baton bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures sagas of three steps in this process, and prints one line of JSON at the end."
            + " flushes_per_saga counts the engine's commits, each of which is one flush to disk with this durability"
            + " (0 with memory, which has none; for postgres see wal_flushes_per_saga). refused counts the starts that"
            + " the engine had no room for; each was made again after the pause that the engine named. cpu_us_per_saga"
            + " is of all engines and of the load, without PostgreSQL.",
        subcommands = {SizeBench.class, WaitingBench.class})
public final class Bench implements Callable<Integer> {
    private static final int ENDED_MAX = 20_000_000;
    private static final int NODES_MAX = 16;

    @Mixin
    private StoreChoice choice = new StoreChoice();

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

    @Option(
            names = "--nodes",
            defaultValue = "1",
            description = "with postgres: engines on one store, each in a process of its own if there are several")
    private int nodes;

    @Option(
            names = "--enter",
            defaultValue = "owner",
            description =
                    "with postgres: owner (sagas start at the node that has their partition), or other (all start at"
                            + " one more node, which has none)")
    private Entrance entrance = Entrance.owner;

    @Option(
            names = "--ended",
            defaultValue = "0",
            description =
                    "with postgres: so many ended executions are loaded first, up to 20000000; lists, searches and"
                            + " histories are timed then, too")
    private int ended;

    private final PrintStream out;

    Bench(PrintStream out) {
        this.out = out;
    }

    /** Where sagas are started. */
    enum Entrance {
        owner,
        other
    }

    /** Runs the command and exits with its code. */
    public static void main(String[] args) {
        System.setProperty("logback.configurationFile", "dev/baton/bench/logback.xml"); // the shop has another one
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
    public Integer call() throws IOException, InterruptedException, SQLException {
        check();
        try (StoreChoice.Opened opened = choice.open()) {
            if (ended > 0) {
                EndedRows.load(opened, ended, Bench::progress);
            }
            try (Cluster cluster = Cluster.start(opened, workload, nodes, entrance)) {
                measure(opened, cluster);
            }
        }
        return 0;
    }

    private void check() {
        refuseUnless(inFlight >= 1 && inFlight <= 100_000, "--in-flight takes 1 to 100000, not " + inFlight + ".");
        refuseUnless(seconds >= 1 && seconds <= 3_600, "--seconds takes 1 to 3600, not " + seconds + ".");
        refuseUnless(
                aloneSeconds >= 1 && aloneSeconds <= 3_600,
                "--alone-seconds takes 1 to 3600, not " + aloneSeconds + ".");
        refuseUnless(runs >= 1 && runs <= 100, "--runs takes 1 to 100, not " + runs + ".");
        refuseUnless(nodes >= 1 && nodes <= NODES_MAX, "--nodes takes 1 to " + NODES_MAX + ", not " + nodes + ".");
        refuseUnless(ended >= 0 && ended <= ENDED_MAX, "--ended takes 0 to " + ENDED_MAX + ", not " + ended + ".");
        choice.check();
        refuseUnless(
                choice.kind() == StoreChoice.Kind.postgres || (nodes == 1 && entrance == Entrance.owner && ended == 0),
                "--nodes, --enter and --ended need --store postgres.");
    }

    static void refuseUnless(boolean fine, String otherwise) {
        if (!fine) {
            throw new CommandLine.ParameterException(new CommandLine(new Bench(System.out)), otherwise);
        }
    }

    private void measure(StoreChoice.Opened opened, Cluster cluster)
            throws InterruptedException, SQLException, IOException {
        progress("Warming up for " + 2 * seconds + " s with " + inFlight + " sagas in flight…");
        cluster.run(inFlight, Duration.ofSeconds(2L * seconds));
        var measured = new ArrayList<Load.Measured>();
        Counters before = cluster.counters();
        PostgresFigures databaseBefore = PostgresFigures.of(opened.postgres());
        for (int run = 1; run <= runs; run++) {
            measured.add(cluster.run(inFlight, Duration.ofSeconds(seconds)));
            progress(String.format(
                    Locale.ROOT,
                    "Run %d of %d: %,.0f sagas/s",
                    run,
                    runs,
                    measured.getLast().perSecond()));
        }
        PostgresFigures databaseAfter = PostgresFigures.of(opened.postgres());
        Counters used = cluster.counters().minus(before);
        Load.checkUndos(
                workload, measured.stream().mapToLong(Load.Measured::sagas).sum(), used.undos());
        progress("One at a time…");
        cluster.run(1, Duration.ofSeconds(1));
        Load.Measured alone = cluster.run(1, Duration.ofSeconds(aloneSeconds));
        var result = new BenchResult(choice, workload, inFlight, measured, alone, used);
        out.println(result.json(further(opened, cluster, result, databaseBefore, databaseAfter)));
    }

    private String further(
            StoreChoice.Opened opened,
            Cluster cluster,
            BenchResult result,
            PostgresFigures before,
            PostgresFigures after)
            throws SQLException, IOException, InterruptedException {
        if (opened.postgres().isEmpty()) {
            return "";
        }
        String reading =
                ended == 0 ? "" : ReadingBench.json(opened, cluster, ended, inFlight, Duration.ofSeconds(seconds));
        return String.format(
                        Locale.ROOT,
                        ",\"partitions\":%d,\"nodes\":%d,\"enter\":\"%s\",\"ended\":%d",
                        choice.partitions(),
                        nodes,
                        entrance,
                        ended)
                + result.perSaga(before, after)
                + reading
                + PostgresFigures.settings(opened.schema());
    }

    static void progress(String line) {
        System.err.println(line);
    }

    static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }
}

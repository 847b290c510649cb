package dev.baton.torture;

import dev.baton.shop.process.Interruption;
import dev.baton.shop.process.TemporaryFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code ./baton torture}. */
@Command(
        name = "./baton torture",
        description = {
            "Hurts a cluster of real processes on a real PostgreSQL, with the shop's services as witnesses, and says",
            "whether anything was lost or done twice. The last line of its output is JSON.",
            ""
        },
        sortOptions = false,
        footer = {"", "Exit code: 0 if everything held and enough happened, 1 if not, 2 for a wrong option."})
public final class Torture implements Callable<Integer> {
    private static final int STOPPED = 130;
    private static final int NODES_MAX = 16;
    private static final int SECONDS_MAX = 86_400;

    @Option(
            names = "--case",
            paramLabel = "CASE",
            required = true,
            description = "which one:%n${COMPLETION-CANDIDATES}",
            completionCandidates = Cases.class)
    private String name = "";

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "orders, faults and moments are drawn from it (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "how long harm is done, 1 to 86400 (default: the case's own length)")
    private @Nullable Integer seconds;

    @Option(names = "--nodes", paramLabel = "N", description = "of the cluster, 2 to 16 (default: ${DEFAULT-VALUE})")
    private int nodes = 3;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "orders a second, 0.1 to 1000 (default: ${DEFAULT-VALUE})")
    private double rate = 10;

    @Option(
            names = "--ttl-ms",
            paramLabel = "N",
            description = "of the nodes' leases, 2000 to 60000 (default: ${DEFAULT-VALUE})")
    private long ttlMillis = 5_000;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "the JDBC address of a PostgreSQL of yours, which gets a schema for this run"
                    + " (default: a server of our own)")
    private @Nullable String url;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "keep databases and logs there (default: a temporary folder)")
    private @Nullable Path data;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this text")
    @SuppressWarnings("UnusedVariable") // read by picocli
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    private final PrintStream out;
    private final PrintStream news;

    /** The line of JSON goes to {@code out}, everything else to {@code news}. */
    Torture(PrintStream out, PrintStream news) {
        this.out = out;
        this.news = news;
    }

    /** Runs the command. */
    public static void main(String[] arguments) {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(new Torture(out, System.err).execute(arguments));
    }

    /** For the help. */
    static final class Cases implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return TortureCase.all().stream()
                    .map(torture -> torture.name() + " (" + torture.harm() + ")")
                    .iterator();
        }
    }

    /** Runs it with these arguments; returns the exit code. */
    int execute(String... arguments) {
        return new CommandLine(this)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    if (e instanceof InterruptedException) {
                        return STOPPED;
                    }
                    news.println("The torture could not be finished. " + e.getMessage());
                    return 1;
                })
                .execute(arguments);
    }

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        TortureCase torture = torture();
        check(seconds == null || (seconds >= 1 && seconds <= SECONDS_MAX), "--seconds takes 1 to 86400.");
        check(nodes >= 2 && nodes <= NODES_MAX, "--nodes takes 2 to 16.");
        check(rate >= 0.1 && rate <= 1_000, "--rate takes 0.1 to 1000.");
        check(ttlMillis >= 2_000 && ttlMillis <= 60_000, "--ttl-ms takes 2000 to 60000.");
        check(
                url == null || !torture.needsOwnServer(),
                torture.name() + " stops or starves its PostgreSQL, so it needs one of our own. Leave --url out.");
        var interruption = Interruption.ofThisThread();
        Path folder = data == null ? Files.createTempDirectory("baton-torture-") : Files.createDirectories(data);
        boolean passed = false;
        try {
            passed = run(torture, folder.toAbsolutePath());
            return passed ? 0 : 1;
        } finally {
            if (data == null && (passed || Thread.interrupted())) {
                TemporaryFolder.delete(folder);
            } else {
                news.println("The databases and logs are in " + folder + ".");
            }
            interruption.close();
        }
    }

    private boolean run(TortureCase torture, Path folder) throws IOException, InterruptedException, SQLException {
        Duration length = seconds == null ? torture.length() : Duration.ofSeconds(seconds);
        var setting =
                new Setting(seed, length, nodes, rate, Duration.ofMillis(ttlMillis), Optional.ofNullable(url), folder);
        news.println(torture.name() + ", seed " + seed + ", " + length.toSeconds() + " s: " + torture.harm());
        TortureRun.Outcome outcome = new TortureRun(torture, setting, news::println).run();
        out.println(outcome.json());
        return outcome.passed();
    }

    private TortureCase torture() {
        return TortureCase.all().stream()
                .filter(torture -> torture.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        Objects.requireNonNull(spec).commandLine(),
                        "There is no case '" + name + "'. Cases: "
                                + TortureCase.all().stream()
                                        .map(TortureCase::name)
                                        .collect(Collectors.joining(", ")) + "."));
    }

    private void check(boolean fine, String otherwise) {
        if (!fine) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), otherwise);
        }
    }
}

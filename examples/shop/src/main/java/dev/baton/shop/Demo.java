package dev.baton.shop;

import dev.baton.shop.demo.DemoOptions;
import dev.baton.shop.demo.DemoRun;
import dev.baton.shop.demo.Keeping;
import dev.baton.shop.demo.Outcome;
import dev.baton.shop.demo.Report;
import dev.baton.shop.fault.FaultProfile;
import dev.baton.shop.process.Interruption;
import dev.baton.shop.process.TemporaryFolder;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code ./baton demo}. */
@Command(
        name = "./baton demo",
        description = {"Runs orders through five real services, makes some of them fail, and checks every effect.", ""},
        sortOptions = false,
        footer = {
            "",
            "Exit code: 0 if what the services wrote down agrees with what Baton says, 1 if not, 2 for a wrong option."
        })
public final class Demo implements Callable<Integer> {
    /** As a shell says of what Ctrl-C ended. */
    private static final int STOPPED = 130;

    @Option(names = "--orders", paramLabel = "N", description = "how many orders (default: ${DEFAULT-VALUE})")
    private int orders = 100;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "orders and faults are drawn from it (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--rate", paramLabel = "R", description = "orders a second (default: ${DEFAULT-VALUE})")
    private double rate = 25;

    @Option(
            names = "--faults",
            paramLabel = "PROFILE",
            description = {
                "none;",
                "some: about one order in five meets a fault (default);",
                "storm: most orders meet several, refused refunds among them;",
                "refusals: one order in five is refused for good at some step;",
                "outage: payment is down for 60 s, nothing else goes wrong"
            })
    private String faults = "some";

    @Option(
            names = "--crash",
            paramLabel = "N",
            description = "kill -9 an engine N times in the middle (default: ${DEFAULT-VALUE})")
    private int crashes;

    @Option(
            names = "--store",
            paramLabel = "STORE",
            description = "where executions are kept: sqlite, or postgres (default: ${DEFAULT-VALUE})")
    private String store = "sqlite";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "with postgres: the JDBC address of yours, which gets a schema for this run"
                    + " (default: a server of our own, for this run)")
    private @Nullable String url;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description = "engines on one store, which needs postgres (default: ${DEFAULT-VALUE})")
    private int nodes = 1;

    @Option(names = "--json", description = "print the counts as JSON in the last line")
    private boolean json;

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

    private @Nullable Path used;
    private final PrintStream out;
    private final boolean live;
    private final Consumer<Path> beforeComparison;

    /**
     * Prepares the command.
     *
     * @param live whether {@code out} is a terminal
     * @param beforeComparison is given the data folder before ledgers are read; for tests that meddle with it
     */
    Demo(PrintStream out, boolean live, Consumer<Path> beforeComparison) {
        this.out = out;
        this.live = live;
        this.beforeComparison = beforeComparison;
    }

    /** Runs the command. */
    public static void main(String[] arguments) {
        boolean live = isTerminal();
        var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        int code = new Demo(out, live, data -> {}).execute(arguments);
        out.flush();
        System.exit(code);
    }

    @SuppressWarnings("SystemConsoleNull") // the console that is chosen here is null outside of a terminal, in any JDK
    private static boolean isTerminal() {
        System.setProperty("jdk.console", "java.base");
        return System.console() != null;
    }

    /** Runs it with these arguments; returns the exit code. */
    int execute(String... arguments) {
        return new CommandLine(this)
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    out.flush();
                    if (e instanceof InterruptedException) {
                        return STOPPED;
                    }
                    command.getErr().println("The demo could not be finished. " + e.getMessage());
                    if (used != null) {
                        command.getErr().println("The databases and logs are in " + used + ".");
                    }
                    return 1;
                })
                .execute(arguments);
    }

    @Override
    public Integer call() throws IOException, InterruptedException, SQLException {
        DemoOptions options = options();
        var interruption = Interruption.ofThisThread();
        try {
            return run(options);
        } catch (InterruptedException e) {
            if (data == null) {
                TemporaryFolder.delete(options.data());
            }
            throw e;
        } finally {
            interruption.close();
        }
    }

    private int run(DemoOptions options) throws IOException, InterruptedException, SQLException {
        Outcome outcome = new DemoRun(options, out, live, beforeComparison).run();
        Report.print(outcome, out);
        if (data != null || !outcome.agrees()) {
            out.println("The databases and logs are in " + options.data() + ".");
        } else {
            TemporaryFolder.delete(options.data());
        }
        if (json) {
            out.println(Report.json(outcome));
        }
        return outcome.agrees() ? 0 : 1;
    }

    private DemoOptions options() throws IOException {
        try {
            Keeping keeping = Keeping.of(store, nodes, Optional.ofNullable(url));
            FaultProfile profile = FaultProfile.labelled(faults);
            var checked = new DemoOptions(orders, seed, rate, profile, crashes, Path.of(""), keeping);
            Path made = folder(); // only for options that are right
            used = made;
            return checked.in(made);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), e.getMessage(), e);
        }
    }

    private Path folder() throws IOException {
        if (data == null) {
            return Files.createTempDirectory("baton-demo-");
        }
        if (Files.exists(data) && (!Files.isDirectory(data) || !isEmpty(data))) {
            throw new IllegalArgumentException("--data is " + data + ", which is not an empty folder. Name another.");
        }
        return data.toAbsolutePath();
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }
}

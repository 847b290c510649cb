package dev.baton.shop;

import dev.baton.shop.demo.DemoOptions;
import dev.baton.shop.demo.DemoRun;
import dev.baton.shop.demo.Outcome;
import dev.baton.shop.demo.Report;
import dev.baton.shop.fault.FaultProfile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
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
                "outage: payment is down for 60 s, nothing else goes wrong"
            })
    private String faults = "some";

    @Option(
            names = "--crash",
            paramLabel = "N",
            description = "kill -9 the engine N times in the middle (default: ${DEFAULT-VALUE})")
    private int crashes;

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
        Outcome outcome = new DemoRun(options, out, live, beforeComparison).run();
        Report.print(outcome, out);
        if (data != null || !outcome.agrees()) {
            out.println("The databases and logs are in " + options.data() + ".");
        } else {
            delete(options.data());
        }
        if (json) {
            out.println(Report.json(outcome));
        }
        return outcome.agrees() ? 0 : 1;
    }

    private DemoOptions options() throws IOException {
        try {
            FaultProfile profile = FaultProfile.labelled(faults);
            var checked = new DemoOptions(orders, seed, rate, profile, crashes, Path.of(""));
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

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(folder)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}

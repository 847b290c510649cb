package dev.baton.shop.demo;

import dev.baton.shop.contract.Order;
import dev.baton.shop.contract.ShopTimings;
import dev.baton.shop.engine.Account;
import dev.baton.shop.engine.EngineCaller;
import dev.baton.shop.engine.Engines;
import dev.baton.shop.fault.FaultProfile;
import dev.baton.shop.judge.Claims;
import dev.baton.shop.judge.Judge;
import dev.baton.shop.judge.Verdict;
import dev.baton.shop.ledger.Ledger;
import dev.baton.shop.process.Await;
import dev.baton.shop.saga.ShopAddresses;
import dev.baton.shop.service.ServiceOptions;
import dev.baton.shop.service.ShopProcesses;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** One run: start the processes, send the orders, kill the engine now and then, wait until all is at rest, compare. */
public final class DemoRun {
    private static final Duration STRAY_CALLS_MAX = Duration.ofSeconds(30);

    private final DemoOptions options;
    private final PrintStream out;
    private final Screen screen;
    private final Consumer<Path> beforeComparison;

    /**
     * Prepares a run.
     *
     * @param live whether {@code out} is a terminal
     * @param beforeComparison is given the data folder when all is at rest; for tests that meddle with it
     */
    public DemoRun(DemoOptions options, PrintStream out, boolean live, Consumer<Path> beforeComparison) {
        this.options = options;
        this.out = out;
        this.screen = live ? new LiveTable(out, options) : new PlainLines(out);
        this.beforeComparison = beforeComparison;
    }

    /**
     * Runs it. Whatever comes of it, all processes have ended when this returns or throws.
     *
     * @throws IOException if a process did not start, or the engine ended by itself
     */
    public Outcome run() throws IOException, InterruptedException, SQLException {
        int nodes = options.keeping().nodes();
        out.println("Starting five services and " + (nodes == 1 ? "an engine" : nodes + " engines")
                + ", each as a process of its own…");
        if (options.faults() == FaultProfile.OUTAGE) {
            out.println("Payment will be away for 60 s, soon after its first call.");
        }
        out.flush();
        var behaviour = ServiceOptions.of(options.seed(), options.faults());
        try (ShopProcesses services = ShopProcesses.startAll(options.data(), behaviour);
                Home home = Home.open(options.keeping(), options.data());
                Engines engines =
                        Engines.start(nodes, options.data(), home.address(), new ShopAddresses(services.uris()));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var caller = new EngineCaller(engines::running);
            List<Order> orders = Orders.drawn(options.seed(), options.orders());
            var starter = new Starter(new EngineCaller(engines::next), caller, orders, options.rate());
            var crasher = new Crasher(engines, starter, options, news -> screen.tell(news, true));
            var watch = new Watch(engines, caller, starter, crasher, screen);
            Future<Integer> starts = threads.submit(starter);
            Future<Integer> kills = threads.submit(crasher);
            try {
                watch.untilAtRest(List.of(starts, kills));
                Duration passed = watch.passed();
                awaitStrayCalls();
                watch.untilAtRest(List.of(starts, kills)); // one of them may have made Baton act again
                screen.end();
                return compare(orders, caller.account(), crasher, result(starts), result(kills), passed);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private Outcome compare(
            List<Order> orders, Account account, Crasher crasher, int repeatedStarts, int crashes, Duration passed)
            throws SQLException {
        beforeComparison.accept(options.data());
        Ledger ledger = Ledger.readAll(options.data());
        var claims = new Claims(account.claims(), crasher.crashes(), ShopTimings.DEFAULT.attemptTimeout());
        Verdict verdict = Judge.compare(ledger, claims);
        return new Outcome(
                options, account, verdict, LostOrders.among(orders, account), crashes, repeatedStarts, passed);
    }

    /** A call that was held up on its way may still take effect, though its answer interests nobody any more. */
    private void awaitStrayCalls() throws IOException, InterruptedException, SQLException {
        Await.until(
                STRAY_CALLS_MAX,
                "the services to be done with their calls",
                () -> Ledger.readAll(options.data()).underWay().isEmpty());
    }

    private static int result(Future<Integer> helper) throws IOException {
        return switch (helper.state()) {
            case SUCCESS -> helper.resultNow();
            case FAILED -> {
                Throwable cause = helper.exceptionNow();
                throw new IOException(cause.getMessage(), cause);
            }
            case RUNNING, CANCELLED ->
                throw new IOException("Nothing moved any more, with orders still to start. See engine.log.");
        };
    }
}

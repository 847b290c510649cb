package dev.baton.shop.service;

import dev.baton.shop.contract.Service;
import dev.baton.shop.contract.ShopTimings;
import dev.baton.shop.fault.FaultProfile;
import dev.baton.shop.process.JavaProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The program of one service. Prints one line with its address when it is ready, and ends when its standard input ends, so
 * it never outlives the process that started it.
 */
@Command(name = "shop-service", description = "One of the shop's five services.", mixinStandardHelpOptions = true)
public final class ShopService implements Callable<Integer> {

    @Parameters(paramLabel = "SERVICE", description = "order, inventory, payment, shipping or mail")
    private Service service = Service.ORDER;

    @Option(names = "--port", description = "the port on 127.0.0.1; 0 for any free one (default: ${DEFAULT-VALUE})")
    private int port;

    @Option(names = "--data", required = true, description = "the folder of the databases")
    private Path data = Path.of("");

    @Option(names = "--seed", description = "what the faults are drawn from (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--faults", description = "none, some, storm or outage (default: ${DEFAULT-VALUE})")
    private FaultProfile faults = FaultProfile.NONE;

    @Option(names = "--attempt-timeout-ms", description = "what callers wait for (default: ${DEFAULT-VALUE})")
    private long attemptTimeoutMillis = ShopTimings.DEFAULT.attemptTimeout().toMillis();

    @Option(names = "--down-after-ms", description = "outage: from the first call on (default: ${DEFAULT-VALUE})")
    private long downAfterMillis = 2_000;

    @Option(names = "--down-for-ms", description = "outage: how long (default: ${DEFAULT-VALUE})")
    private long downForMillis = 60_000;

    private final PrintStream ready;
    private final InputStream life;

    private ShopService(PrintStream ready, InputStream life) {
        this.ready = ready;
        this.life = life;
    }

    /** Runs a service until its standard input ends. */
    public static void main(String[] arguments) {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // else answers wait up to 40 ms for an ACK
        System.setProperty("sun.net.httpserver.idleInterval", "300"); // seconds; callers keep connections for long
        PrintStream ready = System.out;
        System.setOut(System.err); // nobody reads the output after the ready line
        System.exit(new CommandLine(new ShopService(ready, System.in))
                .registerConverter(Service.class, Service::labelled)
                .registerConverter(FaultProfile.class, FaultProfile::labelled)
                .execute(arguments));
    }

    @Override
    public Integer call() throws IOException, SQLException {
        var options = ServiceOptions.of(seed, faults)
                .with(new ShopTimings(Duration.ofMillis(attemptTimeoutMillis)))
                .down(Duration.ofMillis(downAfterMillis), Duration.ofMillis(downForMillis));
        try (ShopServer server = ShopServer.start(service, data, port, options)) {
            ready.println(service.label() + " " + JavaProgram.READY + server.uri());
            ready.flush();
            life.transferTo(PrintStream.nullOutputStream());
        }
        return 0;
    }
}

package dev.baton.torture.node;

import dev.baton.BatonClient;
import dev.baton.ExecutionDetails;
import dev.baton.ExecutionId;
import dev.baton.ExecutionRefusedException;
import dev.baton.ExecutionStatus;
import dev.baton.ExecutionUnknownException;
import dev.baton.Incident;
import dev.baton.IncidentFilter;
import dev.baton.Paging;
import dev.baton.Saga;
import dev.baton.engine.Baton;
import dev.baton.engine.EngineClock;
import dev.baton.engine.Limits;
import dev.baton.shop.contract.Order;
import dev.baton.shop.contract.ShopTimings;
import dev.baton.shop.engine.EngineDesk;
import dev.baton.shop.engine.StoreAddress;
import dev.baton.shop.process.JavaProgram;
import dev.baton.shop.saga.OrderSaga;
import dev.baton.shop.saga.Receipt;
import dev.baton.shop.saga.ShopAddresses;
import dev.baton.torture.node.SideSagas.Nap;
import dev.baton.torture.node.SideSagas.Words;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/**
 * The program of one node. Prints one line with its address when it is ready, and ends when its standard input ends, so it
 * never outlives the process that started it.
 */
@Command(name = "torture-node", mixinStandardHelpOptions = true)
public final class TortureNode implements Callable<Integer> {
    /** Longer than the demo's: a machine that starts nodes all the time is slow, and a call may not time out of that. */
    public static final ShopTimings TIMINGS = new ShopTimings(Duration.ofSeconds(5));

    /** Both sides of the desk write so. */
    public static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String STOPPED = "BATON-602";

    @Option(names = "--store", required = true)
    private String store = "";

    @Option(names = "--shop", required = true)
    private String shop = "";

    @Option(names = "--ttl-ms", defaultValue = "5000")
    private long ttlMillis;

    @Option(names = "--retention-ms", defaultValue = "2592000000")
    private long retentionMillis;

    @Option(names = "--clock-shift-ms", defaultValue = "0")
    private long clockShiftMillis;

    @Option(names = "--lose-percent", defaultValue = "0")
    private int losePercent;

    @Option(names = "--seed", defaultValue = "1")
    private long seed;

    @Option(names = "--lethal", defaultValue = "")
    private String lethal = "";

    @Option(names = "--new-version")
    private boolean newVersion;

    @Option(names = "--event-format")
    private @Nullable Integer eventFormat;

    private final PrintStream ready;
    private final InputStream life;

    private TortureNode(PrintStream ready, InputStream life) {
        this.ready = ready;
        this.life = life;
    }

    /** Runs the node until its standard input ends. */
    public static void main(String[] arguments) {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // else answers wait up to 40 ms for an ACK
        PrintStream ready = System.out;
        System.setOut(System.err); // nobody reads the output after the ready line
        System.exit(new CommandLine(new TortureNode(ready, System.in)).execute(arguments));
    }

    private NodeOptions options() {
        return new NodeOptions(
                store,
                shop,
                Duration.ofMillis(ttlMillis),
                Duration.ofMillis(retentionMillis),
                Duration.ofMillis(clockShiftMillis),
                losePercent,
                seed,
                lethal,
                newVersion,
                eventFormat == null ? OptionalInt.empty() : OptionalInt.of(eventFormat));
    }

    @Override
    public Integer call() throws IOException {
        NodeOptions options = options();
        Saga<Order, Receipt> orders = OrderSaga.at(ShopAddresses.parse(shop), TIMINGS);
        Saga<Words, Nap> naps = SideSagas.nap(newVersion);
        var clock = new ShiftedClock(EngineClock.system(), options.clockShift());
        var limits = Limits.defaults().leaseTtl(options.ttl()).retention(options.retention());
        try (var troubled = new TroubledStore(StoreAddress.open(store), options);
                Baton baton = Baton.builder()
                        .store(troubled)
                        .clock(clock)
                        .limits(limits)
                        .register(orders, SideSagas.TALK, naps)
                        .start();
                var desk = EngineDesk.open(baton.client(), orders)) {
            openFor(desk, baton.client(), naps, troubled);
            var callers = new Callers(StoreAddress.urlOf(store), baton, naps);
            desk.route("/joined", body -> callers.join(JSON.readValue(body, Joined.class)));
            ready.println("node " + JavaProgram.READY + desk.uri());
            ready.flush();
            life.transferTo(PrintStream.nullOutputStream());
        }
        return 0;
    }

    /** A message of a talk, or the start of a talk or a nap where there is no text. */
    public record Ask(String id, int number, String text) {}

    /**
     * A start or a signal in a transaction of a caller.
     *
     * @param number of the word that is said; 0 to start a nap
     * @param openMillis how long the transaction stays open after it
     * @param commits whether it commits then, or rolls back
     */
    public record Joined(String id, int number, long openMillis, boolean commits) {}

    private static void openFor(EngineDesk desk, BatonClient client, Saga<Words, Nap> naps, TroubledStore troubled) {
        desk.route("/talks", body -> {
            Ask ask = JSON.readValue(body, Ask.class);
            return client.start(SideSagas.TALK, ExecutionId.of(ask.id()), new Words(ask.id()))
                    .id()
                    .value();
        });
        desk.route("/words", body -> {
            Ask ask = JSON.readValue(body, Ask.class);
            client.signal(ExecutionId.of(ask.id()), SideSagas.word(ask.number(), ask.text()));
            return ask.id();
        });
        desk.route("/naps", body -> {
            Ask ask = JSON.readValue(body, Ask.class);
            return client.start(naps, ExecutionId.of(ask.id()), new Words(ask.id()))
                    .id()
                    .value();
        });
        desk.route("/ends", body -> ends(client, JSON.readValue(body, String[].class)));
        desk.route("/freeze", body -> {
            troubled.freezeInNextCommit();
            return "";
        });
        desk.route("/figures", body -> figures(troubled, false));
        desk.route("/figures-after-collection", body -> figures(troubled, true));
    }

    private static List<End> ends(BatonClient client, String[] ids) {
        return Arrays.stream(ids).flatMap(id -> end(client, id)).toList();
    }

    private static Stream<End> end(BatonClient client, String id) {
        ExecutionDetails details;
        try {
            details = client.get(ExecutionId.of(id));
        } catch (ExecutionUnknownException e) {
            return Stream.empty();
        } catch (ExecutionRefusedException e) {
            if (e.code().equals(STOPPED)) {
                return stopped(client, id);
            }
            throw e;
        }
        return Stream.of(new End(
                id,
                details.status(),
                details.summary().version(),
                details.summary().stopped(),
                details.summary().incident(),
                details.result().orElse(null)));
    }

    /** A stopped execution is not shown; its incident is. */
    private static Stream<End> stopped(BatonClient client, String id) {
        var its = IncidentFilter.defaults().execution(ExecutionId.of(id));
        return client.incidents(its, Paging.defaults()).items().stream()
                .filter(incident -> incident.kind() == Incident.Kind.STOPPED)
                .limit(1)
                .map(incident -> new End(id, ExecutionStatus.RUNNING, incident.version(), true, true, null));
    }

    private static NodeFigures figures(TroubledStore troubled, boolean collect) {
        if (collect) {
            System.gc();
        }
        return new NodeFigures(
                troubled.owners(),
                troubled.commits(),
                troubled.refused(),
                troubled.lost(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ManagementFactory.getThreadMXBean().getThreadCount());
    }
}

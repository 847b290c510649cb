package dev.baton.torture;

import dev.baton.shop.engine.PostgresSchema;
import dev.baton.shop.judge.Claims.Blackout;
import dev.baton.shop.saga.ShopAddresses;
import dev.baton.shop.service.ServiceOptions;
import dev.baton.shop.service.ShopProcesses;
import dev.baton.torture.node.NodeOptions;
import dev.baton.torture.node.TortureNode;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Everything that takes part in a run. Hurt by one thread. */
final class Arena implements AutoCloseable {
    private static final int SHORT_DIVISOR = 3;

    private final Setting setting;
    private final SplittableRandom random;
    private final Consumer<String> news;
    private final Book book = new Book();
    private final List<Blackout> blackouts = new ArrayList<>();
    private final AtomicLong kills = new AtomicLong();
    private final AtomicLong faults = new AtomicLong();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private @Nullable PostgresSchema postgres;
    private @Nullable ShopProcesses services;
    private @Nullable Wires wires;
    private @Nullable Nodes nodes;
    private @Nullable PartitionWatch partitions;
    private long end = Long.MAX_VALUE;

    private Arena(Setting setting, Consumer<String> news) {
        this.setting = setting;
        this.random = new SplittableRandom(setting.seed());
        this.news = news;
    }

    /** Starts everything that a case needs, but does nothing yet. */
    static Arena open(TortureCase torture, Setting setting, Consumer<String> news)
            throws IOException, InterruptedException, SQLException {
        var arena = new Arena(setting, news);
        boolean complete = false;
        try {
            arena.start(torture);
            complete = true;
            return arena;
        } finally {
            if (!complete) {
                arena.close();
            }
        }
    }

    private void start(TortureCase torture) throws IOException, InterruptedException, SQLException {
        var database =
                PostgresSchema.open(setting.url(), setting.folder().resolve("postgres"), torture.serverSettings());
        AutoCloseable prepared = torture.prepare(database, setting);
        opened.push(prepared);
        opened.push(database);
        postgres = database;
        var behaviour = ServiceOptions.of(setting.seed(), torture.faults()).with(TortureNode.TIMINGS);
        ShopProcesses shop = ShopProcesses.startAll(setting.folder(), behaviour);
        opened.push(shop);
        services = shop;
        if (torture.needsWires()) {
            Wires laid = Wires.lay(setting.nodes(), port(database.url()), shop.uris());
            opened.push(laid);
            wires = laid;
        }
        var options = new ArrayList<NodeOptions>();
        for (int i = 0; i < setting.nodes(); i++) {
            options.add(torture.options(i, plain(i, database, shop)));
        }
        Nodes started = Nodes.start(setting.folder(), options);
        opened.push(started);
        nodes = started;
        var watch = new PartitionWatch(database);
        opened.push(watch);
        partitions = watch;
    }

    private NodeOptions plain(int node, PostgresSchema database, ShopProcesses shop) {
        String address =
                wires == null ? database.address() : wires.throughWire(node, database.address(), port(database.url()));
        ShopAddresses addresses = wires == null ? new ShopAddresses(shop.uris()) : wires.services();
        return NodeOptions.plain(address, addresses.toString(), setting.ttl(), setting.seed() + node);
    }

    private static int port(String url) {
        return URI.create(url.substring("jdbc:".length())).getPort();
    }

    Setting setting() {
        return setting;
    }

    SplittableRandom random() {
        return random;
    }

    Book book() {
        return book;
    }

    PostgresSchema postgres() {
        return Objects.requireNonNull(postgres, "Bug: asked before the start.");
    }

    ShopProcesses services() {
        return Objects.requireNonNull(services, "Bug: asked before the start.");
    }

    Wires wires() {
        return Objects.requireNonNull(wires, "Bug: this case has no wires.");
    }

    Nodes nodes() {
        return Objects.requireNonNull(nodes, "Bug: asked before the start.");
    }

    PartitionWatch partitions() {
        return Objects.requireNonNull(partitions, "Bug: asked before the start.");
    }

    /** One of the nodes, drawn. */
    NodeProcess anyNode() {
        return nodes().get(random.nextInt(nodes().all().size()));
    }

    /** Tells whoever watches. */
    void tell(String line) {
        news.accept(line);
    }

    /** The time begins to run. */
    void begin() {
        end = System.nanoTime() + setting.length().toNanos();
    }

    /** Whether there is time left for harm. */
    boolean goesOn() {
        return System.nanoTime() < end;
    }

    /** A time between two bounds in seconds, drawn; shorter where the whole run is short. */
    Duration between(double secondsMin, double secondsMax) {
        double seconds = secondsMin == secondsMax ? secondsMin : random.nextDouble(secondsMin, secondsMax);
        return Duration.ofMillis((long) (1_000 * seconds / (setting.isShort() ? SHORT_DIVISOR : 1)));
    }

    /** Waits, but not beyond the end. */
    void pause(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(Math.min(duration.toNanos(), end - System.nanoTime()));
    }

    /** Waits, whatever the end. */
    void holdOut(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }

    /** Kills a node and starts it again after a while. */
    void killAndRestart(NodeProcess node, Duration away) throws IOException, InterruptedException {
        kill(node);
        holdOut(away);
        node.startAgain();
    }

    /** Kills a node. */
    void kill(NodeProcess node) throws IOException, InterruptedException {
        node.kill();
        partitions().died(node.owners());
        kills.incrementAndGet();
        tell(node.name() + " killed");
    }

    /** One more death that the case saw to in another way. */
    void killed() {
        kills.incrementAndGet();
    }

    long kills() {
        return kills.get();
    }

    /** One more fault that is no death. */
    void fault() {
        faults.incrementAndGet();
    }

    long faults() {
        return faults.get();
    }

    /** Until now, answers of services may not have been stored. */
    void blackout(Instant from) {
        blackouts.add(new Blackout(from, Instant.now()));
    }

    List<Blackout> blackouts() {
        return List.copyOf(blackouts);
    }

    /** The 99th of a hundred takeovers, in milliseconds; empty if there was none. */
    Optional<Long> takeoverP99() {
        List<Long> sorted = partitions().takeovers().stream().sorted().toList();
        return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1));
    }

    /** Complains about takeovers that took too long, or never came. */
    void examineTakeovers(Findings findings) {
        long max = setting.takeoverMax().toMillis();
        takeoverP99()
                .filter(p99 -> p99 > max)
                .ifPresent(p99 -> findings.error("Takeovers took up to " + p99
                        + " ms (99th percentile), and the lease plus 2 s is " + max + " ms. All: "
                        + partitions().takeovers()));
        int overdue = partitions().overdue(setting.takeoverMax());
        if (overdue > 0) {
            findings.error(overdue + " partitions of dead nodes still have no new owner.");
        }
    }

    /** Ends everything, the last first. */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                failure = new IOException("Not everything could be ended: " + e.getMessage(), e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}

package dev.baton.engine;

import dev.baton.BatonClient;
import dev.baton.BatonClosedException;
import dev.baton.ContextHandler;
import dev.baton.PayloadMapper;
import dev.baton.Saga;
import dev.baton.Starter;
import dev.baton.Transaction;
import dev.baton.core.Decider;
import dev.baton.store.EventCodec;
import dev.baton.store.Members;
import dev.baton.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The parts of an engine, put together. */
final class RunningBaton implements Baton {
    /** Real timers are read ahead a little; virtual time reads them all, so that it can jump from one to the next. */
    private static final Duration TIMERS_AHEAD = Duration.ofSeconds(10);

    private static final Duration ALL_TIMERS = Duration.ofDays(10_000);
    private static final Duration STEPPED_TTL = Duration.ofDays(10_000);
    private static final Duration CLOSING_LOOK = Duration.ofMillis(2);

    private static final Duration HAND_OVER_MAX = Duration.ofSeconds(5);

    private final Store store;
    private final EngineClock clock;
    private final Limits limits;
    private final TaskRunner runner;
    private final Contracts contracts;
    private final HttpTransport http;
    private final List<Partition> partitions = new ArrayList<>();
    private final List<PartitionLoop> loops = new ArrayList<>();
    private final List<LoopDriver> drivers = new ArrayList<>();
    private final Caution caution = new Caution();
    /** Null in virtual time, as the cluster. */
    private final @Nullable ExecutorService queueThread;
    /** Null in virtual time, where an engine is alone. */
    private final @Nullable Cluster cluster;

    private final QueueWorker queueWorker;
    private final Retention retention;
    private final Requests requests;
    private final Client client;
    private boolean closed;

    static Baton start(
            Store store,
            List<Saga<?, ?>> sagas,
            Map<String, ContextHandler<Object, Object>> stubs,
            PayloadMapper mapper,
            Limits limits,
            @Nullable ExecutionArchive archive,
            EngineClock clock,
            UnaryOperator<TurnDecider.Deciding> faults) {
        Registry registry = SagaRegistration.register(store, sagas);
        var baton = new RunningBaton(store, registry, stubs, mapper, limits, archive, clock, faults);
        try {
            baton.begin();
            return baton;
        } catch (RuntimeException e) {
            baton.close();
            throw e;
        }
    }

    private RunningBaton(
            Store store,
            Registry registry,
            Map<String, ContextHandler<Object, Object>> stubs,
            PayloadMapper mapper,
            Limits limits,
            @Nullable ExecutionArchive archive,
            EngineClock own,
            UnaryOperator<TurnDecider.Deciding> faults) {
        this.store = store;
        StoreClock stored = new StoreClock(own);
        this.clock = own instanceof SteppedClock ? own : stored;
        this.limits = limits;
        contracts = new Contracts(mapper, limits.payloadBytesMax());
        var local = new LocalCalls(contracts);
        Executor threads = clock instanceof SteppedClock stepped ? stepped : Thread::startVirtualThread;
        http = new HttpTransport();
        runner = new TaskRunner(
                own,
                limits,
                contracts,
                local,
                new HttpCalls(http, new Breakers(own), contracts, local, threads),
                threads,
                stubs);
        var decider = new Decider(registry);
        String name = UUID.randomUUID().toString();
        boolean alone = own instanceof SteppedClock;
        queueThread = alone ? null : queueThread();
        queueWorker = new QueueWorker(
                store,
                registry,
                runner,
                partitions,
                name,
                alone ? STEPPED_TTL : limits.leaseTtl().multipliedBy(2),
                clock,
                queueThread == null ? threads : queueThread);
        cluster = alone
                ? null
                : new Cluster(
                        store,
                        new Members.Member(name, EventCodec.FORMAT, queueWorker.queues()),
                        partitions,
                        limits,
                        own,
                        stored,
                        () -> runner.queued() > limits.tasksWaitingMax());
        addDrivers(store, own);
        Duration kept = Retention.kept(limits, registry);
        for (int number = 0; number < store.partitions(); number++) {
            add(number, name, store, registry, faults.apply(decider::decide), kept, own);
        }
        retention = new Retention(store, partitions, limits, registry, archive, clock);
        requests = new Requests(registry, decider, contracts, clock);
        client = new Client(
                store, registry, decider, contracts, requests, partitions, runner, this::servedQueues, limits, clock);
    }

    /** One thread per two cores decides for all partitions; in virtual time each has a driver of its own. */
    private void addDrivers(Store store, EngineClock own) {
        int threads = Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, store.partitions());
        if (own instanceof SteppedClock steps) {
            for (int number = 0; number < store.partitions(); number++) {
                drivers.add(new SteppedDriver(steps, Committer.direct(store)));
            }
        } else {
            for (int number = 0; number < threads; number++) {
                drivers.add(new ThreadDriver(store, number, clock));
            }
        }
    }

    private void add(
            int number,
            String name,
            Store store,
            Registry registry,
            TurnDecider.Deciding deciding,
            Duration kept,
            EngineClock own) {
        boolean stepped = own instanceof SteppedClock;
        LoopDriver driver = drivers.get(number % drivers.size());
        var ownership = new Ownership(store, number, name, stepped ? STEPPED_TTL : limits.leaseTtl(), own);
        ownership.want(stepped);
        Away away = cluster == null ? new Away.Nowhere(partitions) : cluster;
        var partition = new Partition(
                number,
                inbox(number, ownership, away, driver),
                ownership,
                store,
                registry,
                deciding,
                limits.cacheBytesMax() / store.partitions(),
                stepped ? ALL_TIMERS : TIMERS_AHEAD,
                kept,
                runner,
                contracts,
                queueWorker,
                away,
                driver,
                caution.recovery(store, ownership, limits, own, driver::wake),
                own);
        partitions.add(partition);
        var loop = new PartitionLoop(
                partition,
                clock,
                own,
                limits.commandsPerTurnMax(),
                () -> cluster == null ? Set.of() : cluster.keeper.alive());
        loops.add(loop);
        driver.add(loop);
    }

    /** The queues from which some engine takes now. */
    private Set<String> servedQueues() {
        return cluster == null ? queueWorker.queues() : cluster.keeper.queues();
    }

    private Inbox inbox(int number, Ownership ownership, Away away, LoopDriver driver) {
        return new Inbox(
                limits.startsWaitingMax(),
                driver,
                () -> ownership.isHeld() || ownership.isWanted(),
                message -> away.forward(number, message),
                away::hasRoom);
    }

    private void begin() {
        if (cluster != null) {
            cluster.begin();
        }
        drivers.forEach(LoopDriver::begin);
        queueWorker.begin();
        retention.begin();
    }

    private static ExecutorService queueThread() {
        return Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("baton-queues").daemon(true).factory());
    }

    /** For tests. */
    QueueWorker queueWorker() {
        return queueWorker;
    }

    /** For tests. */
    Partition partition(int number) {
        return partitions.get(number);
    }

    @Override
    public BatonClient client() {
        return client;
    }

    @Override
    public int partitionsOwned() {
        return (int) partitions.stream()
                .filter(partition -> partition.ownership.isHeld())
                .count();
    }

    @Override
    public Starter joining(Transaction transaction) {
        return new JoiningStarter(store, requests, transaction);
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        client.close();
        retention.close();
        queueWorker.stopTaking();
        handOver();
        runner.stopBeginning();
        waitForHandlers();
        queueWorker.close();
        if (queueThread != null) {
            queueThread.close();
        }
        drivers.forEach(LoopDriver::close);
        if (cluster != null) {
            cluster.keeper.stop();
        }
        var gone = new BatonClosedException("wait for an answer");
        for (int i = 0; i < loops.size(); i++) {
            loops.get(i).close(gone);
            partitions.get(i).close(gone);
        }
        if (cluster != null) {
            cluster.close();
        }
        http.close();
    }

    /** If there are other engines, they take over at once; what handlers here say goes to them. */
    private void handOver() {
        Cluster others = cluster;
        if (others == null || others.keeper.isAlone()) {
            return;
        }
        others.keeper.giveUpAll();
        waitUntil(HAND_OVER_MAX, () -> partitions.stream().noneMatch(partition -> partition.ownership.isHeld()));
    }

    /** Handlers that run may end, and what they did is stored. */
    private void waitForHandlers() {
        if (clock instanceof SteppedClock stepped) {
            boolean more = true;
            while (more) {
                more = stepped.step();
            }
            return;
        }
        waitUntil(limits.closing(), this::isQuiet);
        Cluster others = cluster;
        if (others != null) {
            waitUntil(HAND_OVER_MAX, others::isQuiet);
        }
    }

    private void waitUntil(Duration max, BooleanSupplier condition) {
        Instant until = clock.instant().plus(max);
        while (clock.instant().isBefore(until) && !condition.getAsBoolean()) {
            LockSupport.parkNanos(CLOSING_LOOK.toNanos());
        }
    }

    private boolean isQuiet() {
        return runner.underWay() == 0 && partitions.stream().allMatch(Partition::isSettled);
    }
}

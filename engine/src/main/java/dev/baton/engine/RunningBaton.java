package dev.baton.engine;

import dev.baton.BatonClient;
import dev.baton.BatonClosedException;
import dev.baton.ContextHandler;
import dev.baton.PayloadMapper;
import dev.baton.Saga;
import dev.baton.core.Decider;
import dev.baton.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

/** The parts of an engine, put together. */
final class RunningBaton implements Baton {
    /** Real timers are read ahead a little; virtual time reads them all, so that it can jump from one to the next. */
    private static final Duration TIMERS_AHEAD = Duration.ofSeconds(10);

    private static final Duration ALL_TIMERS = Duration.ofDays(10_000);
    private static final Duration STEPPED_TTL = Duration.ofDays(10_000);
    private static final Duration CLOSING_LOOK = Duration.ofMillis(2);

    private final EngineClock clock;
    private final Limits limits;
    private final TaskRunner runner;
    private final Contracts contracts;
    private final HttpTransport http;
    private final List<Partition> partitions = new ArrayList<>();
    private final List<PartitionLoop> loops = new ArrayList<>();
    private final List<LoopDriver> drivers = new ArrayList<>();
    private final Retention retention;
    private final Client client;
    private boolean closed;

    static Baton start(
            Store store,
            List<Saga<?, ?>> sagas,
            Map<String, ContextHandler<Object, Object>> stubs,
            PayloadMapper mapper,
            Limits limits,
            EngineClock clock,
            UnaryOperator<TurnDecider.Deciding> faults) {
        Registry registry = SagaRegistration.register(store, sagas);
        var baton = new RunningBaton(store, registry, stubs, mapper, limits, clock, faults);
        baton.begin();
        return baton;
    }

    private RunningBaton(
            Store store,
            Registry registry,
            Map<String, ContextHandler<Object, Object>> stubs,
            PayloadMapper mapper,
            Limits limits,
            EngineClock clock,
            UnaryOperator<TurnDecider.Deciding> faults) {
        this.clock = clock;
        this.limits = limits;
        contracts = new Contracts(mapper, limits.payloadBytesMax());
        var local = new LocalCalls(contracts);
        Executor threads = clock instanceof SteppedClock stepped ? stepped : Thread::startVirtualThread;
        http = new HttpTransport();
        runner = new TaskRunner(
                clock,
                limits,
                contracts,
                local,
                new HttpCalls(http, new Breakers(clock), contracts, local, threads),
                threads,
                stubs);
        var decider = new Decider(registry);
        String owner = UUID.randomUUID().toString();
        for (int number = 0; number < store.partitions(); number++) {
            add(number, owner, store, registry, faults.apply(decider::decide));
        }
        retention = new Retention(store, partitions, Retention.kept(limits, registry), clock);
        client = new Client(store, registry, decider, contracts, partitions, runner, limits, clock);
    }

    private void add(int number, String owner, Store store, Registry registry, TurnDecider.Deciding deciding) {
        boolean stepped = clock instanceof SteppedClock;
        LoopDriver driver =
                clock instanceof SteppedClock steps ? new SteppedDriver(steps) : new ThreadDriver(number, clock);
        var ownership = new Ownership(store, number, owner, stepped ? STEPPED_TTL : limits.leaseTtl(), clock);
        var partition = new Partition(
                number,
                new Inbox(limits.startsWaitingMax(), driver),
                ownership,
                store,
                registry,
                deciding,
                limits.cacheBytesMax() / store.partitions(),
                stepped ? ALL_TIMERS : TIMERS_AHEAD,
                Retention.kept(limits, registry),
                runner,
                contracts,
                stepped ? Committer.direct(store) : new Committer.OnThread(store, number, driver::landed),
                clock);
        partitions.add(partition);
        loops.add(new PartitionLoop(partition, clock, limits.commandsPerTurnMax()));
        drivers.add(driver);
    }

    private void begin() {
        for (int i = 0; i < loops.size(); i++) {
            drivers.get(i).start(loops.get(i));
        }
        retention.begin();
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
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        client.close();
        retention.close();
        runner.stopBeginning();
        waitForHandlers();
        drivers.forEach(LoopDriver::close);
        var gone = new BatonClosedException("wait for an answer");
        for (int i = 0; i < loops.size(); i++) {
            loops.get(i).close(gone);
            partitions.get(i).close(gone);
        }
        http.close();
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
        Instant until = clock.instant().plus(limits.closing());
        while (clock.instant().isBefore(until) && !isQuiet()) {
            LockSupport.parkNanos(CLOSING_LOOK.toNanos());
        }
    }

    private boolean isQuiet() {
        return runner.underWay() == 0 && partitions.stream().allMatch(Partition::isSettled);
    }
}

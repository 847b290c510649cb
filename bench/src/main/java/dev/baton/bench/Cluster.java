package dev.baton.bench;

import dev.baton.BatonClient;
import dev.baton.Saga;
import dev.baton.engine.Baton;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The engines that are measured: one in this process, several in processes of their own, or a guest in this process that has
 * no partition, beside owners in others.
 */
final class Cluster implements AutoCloseable {
    private final Workload workload;
    private final LongAdder undos = new LongAdder();
    private @Nullable BenchNodes others;
    private @Nullable Roles store;
    private @Nullable Baton baton;
    private @Nullable Load load;

    private Cluster(Workload workload) {
        this.workload = workload;
    }

    static Cluster start(StoreChoice.Opened opened, Workload workload, int nodes, Bench.Entrance entrance)
            throws IOException {
        var cluster = new Cluster(workload);
        boolean complete = false;
        try {
            boolean guest = entrance == Bench.Entrance.other;
            if (nodes > 1 || guest) {
                opened.store().close(); // makes the schema, with as many partitions as were asked for
                cluster.others = BenchNodes.start(nodes, opened.address(), workload);
            }
            if (nodes == 1 || guest) {
                cluster.startHere(opened, guest);
            }
            complete = true;
            return cluster;
        } finally {
            if (!complete) {
                cluster.close();
            }
        }
    }

    private void startHere(StoreChoice.Opened opened, boolean guest) {
        var roles = new Roles(opened.store(), guest);
        store = roles;
        Saga<Workload.Order, Workload.Receipt> saga = workload.saga(undos);
        Baton started = Baton.builder().store(roles).register(saga).start();
        baton = started;
        var here = new Load(started.client(), workload, saga, undos, "bench-" + System.currentTimeMillis() + "-");
        load = guest ? here.among(id -> true) : here;
    }

    /** The client of an engine in this process; a guest's, or of the only engine. Null if there is none. */
    @Nullable
    BatonClient client() {
        return baton == null ? null : baton.client();
    }

    /** One run: through the engine in this process if there is one, else through all others. */
    Load.Measured run(int inFlight, Duration duration) throws InterruptedException {
        if (load != null) {
            return load.run(inFlight, duration);
        }
        if (others == null) {
            throw new IllegalStateException("Bug: there is no engine.");
        }
        return others.run(inFlight, duration);
    }

    /** Of all engines together. */
    Counters counters() {
        Counters here = store == null ? Counters.NONE : Counters.of(store, undos.sum());
        return others == null ? here : here.plus(others.counters());
    }

    @Override
    public void close() throws IOException {
        if (baton != null) {
            baton.close();
        }
        if (store != null) {
            store.close();
        }
        if (others != null) {
            others.close();
        }
    }
}

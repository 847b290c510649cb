package dev.baton.shop.engine;

import dev.baton.shop.saga.ShopAddresses;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Engines on one store, each a process of its own. Thread-safe. */
public final class Engines implements AutoCloseable {
    private final List<EngineProcess> engines;
    private final AtomicInteger turn = new AtomicInteger();

    private Engines(List<EngineProcess> engines) {
        this.engines = List.copyOf(engines);
    }

    /**
     * Starts so many, one after the other, and returns when all take orders.
     *
     * @param store as {@link StoreAddress} has it
     * @throws IOException if one is not ready in time; then none is left running
     */
    public static Engines start(int number, Path data, String store, ShopAddresses shop)
            throws IOException, InterruptedException {
        var started = new ArrayList<EngineProcess>();
        boolean complete = false;
        try {
            for (int i = 1; i <= number; i++) {
                String name = number == 1 ? "engine" : "engine-" + i;
                started.add(EngineProcess.start(name, data, store, shop));
            }
            complete = true;
            return new Engines(started);
        } finally {
            if (!complete) {
                new Engines(started).close();
            }
        }
    }

    /** How many there are, running or not. */
    public int size() {
        return engines.size();
    }

    /** One of them, from 0. */
    public EngineProcess get(int number) {
        return engines.get(number);
    }

    /** The address of one after the other, running or not: who gets no answer asks again, and so asks the next one. */
    public URI next() {
        return engines.get(Math.floorMod(turn.getAndIncrement(), engines.size()))
                .uri();
    }

    /** The address of one that runs; of the first if none does. */
    public URI running() {
        return engines.stream()
                .filter(EngineProcess::isAlive)
                .findFirst()
                .orElse(engines.getFirst())
                .uri();
    }

    /** Whether all run. */
    public boolean areAlive() {
        return engines.stream().allMatch(EngineProcess::isAlive);
    }

    /** Ends them all: side by side, since each may have to wait for what it runs. */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (EngineProcess engine : engines) {
            try {
                engine.endInput();
            } catch (IOException e) {
                failure = e;
            }
        }
        for (EngineProcess engine : engines) {
            try {
                engine.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}

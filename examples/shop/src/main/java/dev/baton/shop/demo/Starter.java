package dev.baton.shop.demo;

import dev.baton.shop.contract.Order;
import dev.baton.shop.engine.EngineCaller;
import dev.baton.shop.engine.EngineProcess;
import dev.baton.shop.engine.Overview;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Starts orders: the first one alone, since the first calls of six fresh JVMs take longer than callers wait for, and the rest
 * at an even rate. An order that nobody acknowledged is started again under the same id.
 */
final class Starter implements Callable<Integer> {
    private static final Duration REPEAT_AFTER = Duration.ofMillis(100);
    private static final Duration FIRST_MAX = Duration.ofSeconds(5);
    private static final Duration REPEAT_MAX = Duration.ofMinutes(2);

    private final EngineProcess engine;
    private final EngineCaller caller;
    private final List<Order> orders;
    private final double rate;
    private final AtomicInteger started = new AtomicInteger();

    Starter(EngineProcess engine, EngineCaller caller, List<Order> orders, double rate) {
        this.engine = engine;
        this.caller = caller;
        this.orders = orders;
        this.rate = rate;
    }

    /** How many were acknowledged so far. */
    int started() {
        return started.get();
    }

    /** Starts them all; returns how often a start was repeated. */
    @Override
    public Integer call() throws IOException, InterruptedException {
        long pause = (long) (TimeUnit.SECONDS.toNanos(1) / rate);
        long due = System.nanoTime();
        int repeated = 0;
        for (Order order : orders) {
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            repeated += start(order);
            if (started.incrementAndGet() == 1) {
                awaitFirst();
            }
            due = Math.max(due + pause, System.nanoTime() - pause); // what a crash held up is not hurried after
        }
        return repeated;
    }

    private void awaitFirst() throws InterruptedException {
        long end = System.nanoTime() + FIRST_MAX.toNanos();
        while (System.nanoTime() < end && !rests()) {
            Thread.sleep(REPEAT_AFTER);
        }
    }

    private boolean rests() throws InterruptedException {
        try {
            return caller.overview(engine.uri()).orders().stream().allMatch(Overview.Standing::rests);
        } catch (IOException e) {
            return false; // the engine is just being killed
        }
    }

    private int start(Order order) throws IOException, InterruptedException {
        long end = System.nanoTime() + REPEAT_MAX.toNanos();
        for (int repeated = 0; ; repeated++) {
            try {
                caller.start(engine.uri(), order);
                return repeated;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw new IOException(
                            "'" + order.order() + "' could not be started for " + REPEAT_MAX.toSeconds() + " s: "
                                    + e.getMessage(),
                            e);
                }
                Thread.sleep(REPEAT_AFTER);
            }
        }
    }
}

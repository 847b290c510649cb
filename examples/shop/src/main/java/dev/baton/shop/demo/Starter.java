package dev.baton.shop.demo;

import dev.baton.shop.contract.Order;
import dev.baton.shop.engine.EngineCaller;
import dev.baton.shop.engine.Overview;
import dev.baton.shop.process.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Starts orders: the first one alone, since the first calls of six fresh JVMs take longer than callers wait for, and the rest
 * at an even rate. An order that nobody acknowledged is started again under the same id.
 */
final class Starter implements Callable<Integer> {
    private static final Duration FIRST_MAX = Duration.ofSeconds(5);
    private static final Duration START_MAX = Duration.ofMinutes(2);

    /** More than a beat at the lowest rate, the repeats, and a last call without an answer take together. */
    private static final Duration NEXT_MAX = Duration.ofMinutes(6);

    private final EngineCaller starts;
    private final EngineCaller reads;
    private final List<Order> orders;
    private final double rate;
    private int started; // guarded by this

    /** Starts orders by {@code starts}, and looks at them by {@code reads}. */
    Starter(EngineCaller starts, EngineCaller reads, List<Order> orders, double rate) {
        this.starts = starts;
        this.reads = reads;
        this.orders = orders;
        this.rate = rate;
    }

    /** How many there are to start. */
    int orders() {
        return orders.size();
    }

    /** How many were acknowledged so far. */
    synchronized int started() {
        return started;
    }

    /**
     * Returns when so many were acknowledged.
     *
     * @throws IOException if one of them takes longer than all its repeats could
     */
    synchronized void awaitStarted(int number) throws IOException, InterruptedException {
        while (started < number) {
            awaitNext(started);
        }
    }

    private synchronized void awaitNext(int before) throws IOException, InterruptedException {
        long end = System.nanoTime() + NEXT_MAX.toNanos();
        while (started == before) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new IOException("Waited " + NEXT_MAX.toSeconds() + " s in vain for order " + (before + 1)
                        + " to be started. See engine.log.");
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    private synchronized int count() {
        started++;
        notifyAll();
        return started;
    }

    /** Starts them all; returns how often a start was repeated. */
    @Override
    public Integer call() throws IOException, InterruptedException {
        var pace = new Pace(rate);
        int repeated = 0;
        for (Order order : orders) {
            pace.await();
            repeated += start(order);
            if (count() == 1) {
                Await.within(FIRST_MAX, this::allRest);
            }
        }
        return repeated;
    }

    private int start(Order order) throws IOException, InterruptedException {
        return Await.until(START_MAX, "the engine to acknowledge '" + order.order() + "'", () -> {
            starts.start(order);
            return true;
        });
    }

    private boolean allRest() throws IOException, InterruptedException {
        return reads.overview().orders().stream().allMatch(Overview.Standing::rests);
    }
}

package dev.baton.bench;

import dev.baton.BatonClient;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.OverloadedException;
import dev.baton.Saga;
import dev.baton.SagaCompensatedException;
import dev.baton.bench.Workload.Order;
import dev.baton.bench.Workload.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * A closed loop: so many callers are there at any time, each with one saga after another. A start that the engine refuses
 * because it has too much to do is made again after the pause that it names; whatever else goes wrong ends the load.
 */
final class Load {
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(2);

    private final BatonClient client;
    private final Workload workload;
    private final Saga<Order, Receipt> saga;
    private final LongAdder undos;
    private final String prefix;
    private Predicate<ExecutionId> fits = id -> true;
    private boolean countsUndos = true;

    /**
     * A load.
     *
     * @param workload how each saga must end
     * @param undos counts what the saga undoes
     * @param prefix of the ids of the executions
     */
    Load(BatonClient client, Workload workload, Saga<Order, Receipt> saga, LongAdder undos, String prefix) {
        this.client = client;
        this.workload = workload;
        this.saga = saga;
        this.undos = undos;
        this.prefix = prefix;
    }

    /** One of several loads in different processes: starts only these ids, and undos may run elsewhere. */
    Load among(Predicate<ExecutionId> ids) {
        fits = ids;
        countsUndos = false;
        return this;
    }

    /** How many sagas ended, in which time, how long each took (microseconds), and how many starts were refused. */
    record Measured(long sagas, double seconds, Histogram latency, long refused) {
        double perSecond() {
            return sagas / seconds;
        }

        double millisAt(double percentile) {
            return latency.getValueAtPercentile(percentile) / 1_000.0;
        }
    }

    /** What the callers of one run share. */
    private record Run(long until, Histogram latency, LongAdder refused, CompletableFuture<Throwable> failure) {
        boolean goesOn() {
            return System.nanoTime() < until && !failure.isDone();
        }

        /** Waits this long, or until the load has failed. */
        void pause(Duration pause) throws InterruptedException {
            try {
                failure.get(pause.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException | ExecutionException e) {
                // Nothing has failed yet; a failure is told as a value.
            }
        }
    }

    /**
     * Runs it, and returns when every saga has ended.
     *
     * @throws IllegalStateException if a saga could not be started, or ended otherwise than its workload says
     */
    Measured run(int inFlight, Duration duration) throws InterruptedException {
        long undosBefore = undos.sum();
        long began = System.nanoTime();
        var run = new Run(
                began + duration.toNanos(),
                new ConcurrentHistogram(LONGEST_MICROS, 3),
                new LongAdder(),
                new CompletableFuture<>());
        var callers = new ArrayList<Thread>(inFlight);
        for (int i = 0; i < inFlight; i++) {
            callers.add(Thread.ofVirtual().start(() -> call(run)));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        Throwable failure = run.failure().getNow(null);
        if (failure != null) {
            throw new IllegalStateException("A saga of " + workload + " failed. " + failure.getMessage(), failure);
        }
        long sagas = run.latency().getTotalCount();
        if (countsUndos) {
            checkUndos(workload, sagas, undos.sum() - undosBefore);
        }
        return new Measured(
                sagas,
                (System.nanoTime() - began) / 1e9,
                run.latency(),
                run.refused().sum());
    }

    /** Complains if the sagas undid more or fewer steps than their workload says. */
    static void checkUndos(Workload workload, long sagas, long undone) {
        if (undone != sagas * workload.undos()) {
            throw new IllegalStateException(sagas + " sagas of " + workload + " undid " + undone + " steps, and "
                    + workload.undos() + " each were expected.");
        }
    }

    private void call(Run run) {
        try {
            while (run.goesOn()) {
                long began = System.nanoTime();
                Optional<ExecutionHandle<Receipt>> started = start(run, nextNumber());
                if (started.isPresent()) {
                    awaitEnd(started.get());
                    run.latency().recordValue(Math.min(LONGEST_MICROS, (System.nanoTime() - began) / 1_000));
                }
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            run.failure().complete(e); // the caller of run hears of it
        }
    }

    private long nextNumber() {
        long number = NUMBERS.incrementAndGet();
        while (!fits.test(ExecutionId.of(prefix + number))) {
            number = NUMBERS.incrementAndGet();
        }
        return number;
    }

    /** Empty if the time was over before the engine took it. */
    private Optional<ExecutionHandle<Receipt>> start(Run run, long number) throws InterruptedException {
        while (run.goesOn()) {
            try {
                return Optional.of(client.start(saga, ExecutionId.of(prefix + number), Order.numbered(number)));
            } catch (OverloadedException e) {
                run.refused().increment();
                run.pause(e.retryAfter());
            }
        }
        return Optional.empty();
    }

    private void awaitEnd(ExecutionHandle<Receipt> order) {
        boolean compensated = false;
        try {
            order.result();
        } catch (SagaCompensatedException e) {
            if (!workload.compensates() || !e.gaps().isEmpty()) {
                throw e;
            }
            compensated = true;
        }
        if (workload.compensates() && !compensated) {
            throw new IllegalStateException("It completed, and it should have been undone.");
        }
    }
}

package dev.baton.bench;

import dev.baton.BatonClient;
import dev.baton.ExecutionId;
import dev.baton.Saga;
import dev.baton.SagaCompensatedException;
import dev.baton.bench.Workload.Order;
import dev.baton.bench.Workload.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** A closed loop: so many sagas are in flight at any time, each followed by another when it has ended. */
final class Load {
    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(2);

    private final BatonClient client;
    private final Saga<Order, Receipt> saga;
    private final String prefix;

    Load(BatonClient client, Saga<Order, Receipt> saga, String prefix) {
        this.client = client;
        this.saga = saga;
        this.prefix = prefix;
    }

    /** How many sagas ended, in which time, and how long each took (microseconds). */
    record Measured(long sagas, double seconds, Histogram latency) {
        double perSecond() {
            return sagas / seconds;
        }

        double millisAt(double percentile) {
            return latency.getValueAtPercentile(percentile) / 1_000.0;
        }
    }

    Measured run(int inFlight, Duration duration) throws InterruptedException {
        var latency = new ConcurrentHistogram(LONGEST_MICROS, 3);
        long began = System.nanoTime();
        long until = began + duration.toNanos();
        var callers = new ArrayList<Thread>(inFlight);
        for (int i = 0; i < inFlight; i++) {
            callers.add(Thread.ofVirtual().start(() -> callUntil(until, latency)));
        }
        for (Thread caller : callers) {
            caller.join();
        }
        return new Measured(latency.getTotalCount(), (System.nanoTime() - began) / 1e9, latency);
    }

    private void callUntil(long until, Histogram latency) {
        for (long began = System.nanoTime(); began < until; began = System.nanoTime()) {
            long number = NUMBERS.incrementAndGet();
            var order = client.start(saga, ExecutionId.of(prefix + number), Order.numbered(number));
            try {
                order.result();
            } catch (SagaCompensatedException expectedInW2) {
                if (!expectedInW2.gaps().isEmpty()) {
                    throw new IllegalStateException("A bench saga was left with gaps.", expectedInW2);
                }
            }
            latency.recordValue(Math.min(LONGEST_MICROS, (System.nanoTime() - began) / 1_000));
        }
    }
}

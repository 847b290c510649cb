package dev.baton.bench;

import dev.baton.ExecutionFilter;
import dev.baton.ExecutionId;
import dev.baton.Paging;
import dev.baton.engine.Baton;
import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/** How long lists, searches and histories take beside a load, in a store with many ended executions. */
final class ReadingBench {
    private static final Duration PAUSE = Duration.ofMillis(10);

    private ReadingBench() {}

    /** Reads by an engine that has no partition, while the load runs; figures as JSON with a comma before them. */
    static String json(StoreChoice.Opened opened, Cluster cluster, int ended, int inFlight, Duration duration)
            throws InterruptedException {
        var list = new Histogram(3);
        var search = new Histogram(3);
        var history = new Histogram(3);
        try (var store = new Roles(opened.store(), true);
                Baton baton = Baton.builder().store(store).start();
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<?> reading = thread.submit(() -> {
                var random = new SplittableRandom(1);
                while (!Thread.currentThread().isInterrupted()) {
                    String key = "customer-" + random.nextInt(EndedRows.BUSINESS_KEYS);
                    time(list, () -> baton.client().list(ExecutionFilter.defaults(), Paging.defaults()));
                    time(
                            search,
                            () -> baton.client().list(ExecutionFilter.defaults().businessKey(key), Paging.defaults()));
                    ExecutionId id = ExecutionId.of("ended-" + (1 + random.nextInt(ended)));
                    time(history, () -> baton.client().history(id, Paging.defaults()));
                    Thread.sleep(PAUSE);
                }
                return null;
            });
            cluster.run(inFlight, duration);
            finish(reading);
        }
        return figures("list", list) + figures("search", search) + figures("history", history);
    }

    private static void finish(Future<?> reading) throws InterruptedException {
        if (!reading.cancel(true)) {
            try {
                reading.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("The reading failed: " + e.getMessage(), e);
            }
        }
    }

    private static void time(Histogram histogram, Runnable read) {
        long began = System.nanoTime();
        read.run();
        histogram.recordValue((System.nanoTime() - began) / 1_000);
    }

    private static String figures(String what, Histogram histogram) {
        return String.format(
                Locale.ROOT,
                ",\"%s_p50_ms\":%.2f,\"%s_p99_ms\":%.2f",
                what,
                histogram.getValueAtPercentile(50) / 1e3,
                what,
                histogram.getValueAtPercentile(99) / 1e3);
    }
}

package dev.baton.core;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * What one thing costs in small and in large. Runs take turns and the least of them counts, so that neither a compiler that
 * is not done yet nor a busy machine looks like growth; bytes hardly vary at all.
 */
record Growth(Cost small, Cost large) {
    private static final int RUNS = 5;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** CPU time and allocated bytes of the thread that did it. */
    record Cost(long nanos, long bytes) {
        private static final Cost MAX = new Cost(Long.MAX_VALUE, Long.MAX_VALUE);

        private static <T> Cost of(int size, IntFunction<T> run, Consumer<T> check) {
            long thread = Thread.currentThread().threadId();
            long bytes = THREADS.getThreadAllocatedBytes(thread);
            long nanos = THREADS.getCurrentThreadCpuTime();
            T done = run.apply(size);
            var cost = new Cost(
                    THREADS.getCurrentThreadCpuTime() - nanos, THREADS.getThreadAllocatedBytes(thread) - bytes);
            check.accept(done);
            return cost;
        }

        private Cost orLess(Cost other) {
            return new Cost(Math.min(nanos, other.nanos), Math.min(bytes, other.bytes));
        }
    }

    /** Runs it in both sizes, after a warm-up in both; {@code check} is not measured. */
    static <T> Growth from(int small, int large, IntFunction<T> run, Consumer<T> check) {
        Cost.of(small, run, check);
        Cost.of(large, run, check);
        var least = new Growth(Cost.MAX, Cost.MAX);
        for (int i = 0; i < RUNS; i++) {
            least = new Growth(
                    least.small.orLess(Cost.of(small, run, check)), least.large.orLess(Cost.of(large, run, check)));
        }
        return least;
    }

    double inTime() {
        return (double) large.nanos / small.nanos;
    }

    double inBytes() {
        return (double) large.bytes / small.bytes;
    }

    @Override
    public String toString() {
        return String.format(
                "CPU %.0f to %.0f ms (%.1f times), allocated %.1f to %.1f MB (%.1f times)",
                small.nanos / 1e6, large.nanos / 1e6, inTime(), small.bytes / 1e6, large.bytes / 1e6, inBytes());
    }
}

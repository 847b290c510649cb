package dev.baton.bench;

import dev.baton.ExecutionId;
import dev.baton.store.Batch;
import dev.baton.store.Store;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Counts commits and the processor time that they take in this process; passes everything on. */
class CountingStore extends PassingStore {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final LongAdder commits = new LongAdder();
    private final LongAdder cpuNanos = new LongAdder();

    CountingStore(Store store) {
        super(store);
    }

    long commits() {
        return commits.sum();
    }

    /** Processor time inside of the store, on the threads that commit and look up. */
    long cpuNanos() {
        return cpuNanos.sum();
    }

    @Override
    public void commit(Batch batch) {
        long began = THREADS.getCurrentThreadCpuTime();
        super.commit(batch);
        cpuNanos.add(THREADS.getCurrentThreadCpuTime() - began);
        commits.increment();
    }

    @Override
    public Map<ExecutionId, Located> locate(Collection<ExecutionId> ids) {
        long began = THREADS.getCurrentThreadCpuTime();
        try {
            return super.locate(ids);
        } finally {
            cpuNanos.add(THREADS.getCurrentThreadCpuTime() - began);
        }
    }

    @Override
    public List<Optional<RuntimeException>> commit(List<Batch> batches) {
        long began = THREADS.getCurrentThreadCpuTime();
        List<Optional<RuntimeException>> results = super.commit(batches);
        cpuNanos.add(THREADS.getCurrentThreadCpuTime() - began);
        commits.increment();
        return results;
    }
}

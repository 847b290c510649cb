package dev.baton.bench;

import dev.baton.Definition;
import dev.baton.ExecutionId;
import dev.baton.store.Archive;
import dev.baton.store.Batch;
import dev.baton.store.Lease;
import dev.baton.store.Store;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Counts commits and the processor time that they take in this process; passes everything on. */
final class CountingStore implements Store {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Store store;
    private final LongAdder commits = new LongAdder();
    private final LongAdder cpuNanos = new LongAdder();

    CountingStore(Store store) {
        this.store = store;
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
        store.commit(batch);
        cpuNanos.add(THREADS.getCurrentThreadCpuTime() - began);
        commits.increment();
    }

    @Override
    public Map<ExecutionId, Located> locate(Collection<ExecutionId> ids) {
        long began = THREADS.getCurrentThreadCpuTime();
        try {
            return store.locate(ids);
        } finally {
            cpuNanos.add(THREADS.getCurrentThreadCpuTime() - began);
        }
    }

    @Override
    public int partitions() {
        return store.partitions();
    }

    @Override
    public Optional<Lease> claim(int partition, String owner, Duration ttl) {
        return store.claim(partition, owner, ttl);
    }

    @Override
    public List<Lease> renew(List<Lease> leases, Duration ttl) {
        return store.renew(leases, ttl);
    }

    @Override
    public void release(Lease lease) {
        store.release(lease);
    }

    @Override
    public Optional<Stored> load(long key) {
        return store.load(key);
    }

    @Override
    public List<Located> active(int partition, long afterKey, int limit) {
        return store.active(partition, afterKey, limit);
    }

    @Override
    public List<DueTimer> dueTimers(int partition, TimerPlace after, long before, int limit) {
        return store.dueTimers(partition, after, before, limit);
    }

    @Override
    public List<Registered> definitions() {
        return store.definitions();
    }

    @Override
    public List<Registered> register(List<Definition> definitions) {
        return store.register(definitions);
    }

    @Override
    public Archive archive() {
        return store.archive();
    }

    @Override
    public int purge(int partition, long endedBefore, int limit) {
        return store.purge(partition, endedBefore, limit);
    }

    @Override
    public void close() {
        store.close();
    }
}

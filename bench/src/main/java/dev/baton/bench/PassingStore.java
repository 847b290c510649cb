package dev.baton.bench;

import dev.baton.Definition;
import dev.baton.ExecutionId;
import dev.baton.Transaction;
import dev.baton.store.Archive;
import dev.baton.store.Batch;
import dev.baton.store.HandedOver;
import dev.baton.store.Lease;
import dev.baton.store.Mail;
import dev.baton.store.Members;
import dev.baton.store.Removal;
import dev.baton.store.Store;
import dev.baton.store.TaskQueue;
import dev.baton.store.Wakeups;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store that passes everything on, for those that count or disturb something on the way. */
public abstract class PassingStore implements Store {
    private final Store store;

    /** Passes everything on to a store, which it closes. */
    protected PassingStore(Store store) {
        this.store = store;
    }

    @Override
    public void commit(Batch batch) {
        store.commit(batch);
    }

    @Override
    public Map<ExecutionId, Located> locate(Collection<ExecutionId> ids) {
        return store.locate(ids);
    }

    @Override
    public boolean isShared() {
        return store.isShared();
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
    public List<Optional<RuntimeException>> commit(List<Batch> batches) {
        return store.commit(batches);
    }

    @Override
    public boolean mark(Lease lease, Optional<Long> key) {
        return store.mark(lease, key);
    }

    @Override
    public void acquit(int partition, long key) {
        store.acquit(partition, key);
    }

    @Override
    public boolean settle(Lease lease) {
        return store.settle(lease);
    }

    @Override
    public int deaths(int partition) {
        return store.deaths(partition);
    }

    @Override
    public boolean release(Lease lease, List<HandedOver> running) {
        return store.release(lease, running);
    }

    @Override
    public List<HandedOver> handedOver(int partition) {
        return store.handedOver(partition);
    }

    @Override
    public void forget(int partition, List<HandedOver> over) {
        store.forget(partition, over);
    }

    @Override
    public Map<Long, Stored> load(Collection<Long> keys) {
        return store.load(keys);
    }

    @Override
    public List<Located> ended(Collection<ExecutionId> ids) {
        return store.ended(ids);
    }

    @Override
    public Members members() {
        return store.members();
    }

    @Override
    public Mail mail() {
        return store.mail();
    }

    @Override
    public void send(Transaction transaction, List<Mail.Letter> letters) {
        store.send(transaction, letters);
    }

    @Override
    public TaskQueue tasks() {
        return store.tasks();
    }

    @Override
    public Optional<Wakeups> wakeups() {
        return store.wakeups();
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
    public Removal removal() {
        return store.removal();
    }

    @Override
    public void close() {
        store.close();
    }
}

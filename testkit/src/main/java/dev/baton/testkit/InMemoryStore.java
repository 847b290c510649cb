package dev.baton.testkit;

import dev.baton.Definition;
import dev.baton.ExecutionId;
import dev.baton.StoreUnavailableException;
import dev.baton.Transaction;
import dev.baton.TransactionRefusedException;
import dev.baton.store.Archive;
import dev.baton.store.Batch;
import dev.baton.store.BatchRefusedException;
import dev.baton.store.HandedOver;
import dev.baton.store.Lease;
import dev.baton.store.LeaseLostException;
import dev.baton.store.Mail;
import dev.baton.store.Members;
import dev.baton.store.Removal;
import dev.baton.store.Store;
import dev.baton.store.TaskQueue;
import dev.baton.store.Wakeups;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A store that keeps everything in memory, for tests and simulations. It fulfils the whole contract, except that nothing
 * survives the process, and it fails on demand. Thread-safe.
 */
public final class InMemoryStore implements Store {
    private final InstantSource clock;
    private final MemoryLeases leases;
    private final MemoryTables tables;
    private final Members members;
    private final Mail mail;
    private final TaskQueue tasks;
    private Function<Batch, Fault> faults = batch -> Fault.NONE;
    private boolean down;

    /** One partition; {@code clock} judges the leases. */
    public InMemoryStore(InstantSource clock) {
        this(1, clock);
    }

    /** Several partitions, at most 256; {@code clock} judges the leases. */
    public InMemoryStore(int partitions, InstantSource clock) {
        this(new MemoryLeases(partitions, clock), clock, new MemoryTables());
    }

    private InMemoryStore(MemoryLeases leases, InstantSource clock, MemoryTables tables) {
        this.clock = clock;
        this.leases = leases;
        this.tables = tables;
        this.members = new MemoryMembers(leases, clock, this::ask);
        this.mail = new MemoryMail.Locked(tables.mail, clock, this::ask);
        this.tasks = new MemoryTasks.Locked(tables.tasks, clock, this::ask);
    }

    /** Does something under the store's lock, if the store answers. */
    @FunctionalInterface
    interface Lock {
        <T> T under(Supplier<T> question);
    }

    /** What can go wrong with a commit. */
    public enum Fault {
        /** It goes well. */
        NONE,
        /** Nothing is stored, and the caller gets a {@link StoreUnavailableException}. */
        UNAVAILABLE,
        /** The batch is stored, and yet the caller gets a {@link StoreUnavailableException}. */
        ANSWER_LOST,
        /** Another owner had the partition for a moment: {@link LeaseLostException}. It can be claimed again at once. */
        LEASE_LOST,
        /** Nothing is stored: {@link BatchRefusedException}. */
        REFUSED
    }

    /** Asks {@code faults} before each commit what shall go wrong with it. */
    public synchronized void onCommit(Function<Batch, Fault> faults) {
        this.faults = faults;
    }

    /** While it is down, every call throws {@link StoreUnavailableException} and changes nothing. */
    public synchronized void down(boolean down) {
        this.down = down;
    }

    /** What a restart finds after a crash at this moment: everything committed so far, and no lease. Shares nothing. */
    public synchronized InMemoryStore copy() {
        return new InMemoryStore(leases.withoutOwners(), clock, tables.copy());
    }

    @Override
    public int partitions() {
        return leases.partitions();
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public Optional<Lease> claim(int partition, String owner, Duration ttl) {
        return ask(() -> leases.claim(partition, owner, ttl, tables.rows.isEmpty() ? 0 : tables.rows.lastKey()));
    }

    @Override
    public List<Lease> renew(List<Lease> held, Duration ttl) {
        return ask(() -> leases.renew(held, ttl));
    }

    @Override
    public boolean mark(Lease lease, Optional<Long> key) {
        return ask(() -> leases.mark(lease, key));
    }

    @Override
    public void acquit(int partition, long key) {
        ask(() -> {
            leases.acquit(partition, key);
            return true;
        });
    }

    @Override
    public boolean settle(Lease lease) {
        return ask(() -> leases.settle(lease));
    }

    @Override
    public int deaths(int partition) {
        return ask(() -> leases.deaths(partition));
    }

    @Override
    public boolean release(Lease lease, List<HandedOver> running) {
        return ask(() -> leases.release(lease, running));
    }

    @Override
    public List<HandedOver> handedOver(int partition) {
        return ask(() -> leases.handedOver(partition));
    }

    @Override
    public void forget(int partition, List<HandedOver> over) {
        tell(() -> leases.forget(partition, over));
    }

    @Override
    public void commit(Batch batch) {
        tell(() -> {
            Fault fault = faults.apply(batch);
            switch (fault) {
                case UNAVAILABLE -> throw unavailable();
                case REFUSED -> throw new BatchRefusedException("The batch was refused on demand. [BATON-508]");
                case LEASE_LOST -> leases.end(batch.lease(), true);
                case NONE, ANSWER_LOST -> {}
            }
            leases.check(batch.lease());
            tables.store(batch);
            if (fault == Fault.ANSWER_LOST) {
                throw unavailable();
            }
        });
    }

    @Override
    public Map<ExecutionId, Located> locate(Collection<ExecutionId> ids) {
        return ask(() -> ids.stream()
                .distinct()
                .flatMap(id -> tables.find(id).stream())
                .map(MemoryRow::located)
                .collect(Collectors.toMap(Located::id, located -> located)));
    }

    @Override
    public Map<Long, Stored> load(Collection<Long> keys) {
        return ask(() -> keys.stream()
                .distinct()
                .filter(tables.rows::containsKey)
                .collect(Collectors.toMap(key -> key, key -> tables.row(key).stored())));
    }

    @Override
    public List<Located> ended(Collection<ExecutionId> ids) {
        return ask(() -> ids.stream()
                .distinct()
                .flatMap(id -> tables.find(id).stream())
                .filter(row -> row.live == null)
                .map(MemoryRow::located)
                .toList());
    }

    @Override
    public Members members() {
        return members;
    }

    @Override
    public Mail mail() {
        return mail;
    }

    @Override
    public void send(Transaction transaction, List<Mail.Letter> letters) {
        throw TransactionRefusedException.of("a store in memory has no transactions. Use a PostgreSQL store.");
    }

    @Override
    public TaskQueue tasks() {
        return tasks;
    }

    /** None: engines on one store in memory find what waits for them by looking. */
    @Override
    public Optional<Wakeups> wakeups() {
        return Optional.empty();
    }

    @Override
    public List<Located> active(int partition, long afterKey, int limit) {
        return ask(() -> tables.active.tailSet(afterKey, false).stream()
                .map(tables::row)
                .filter(row -> row.partition == partition)
                .limit(limit)
                .map(MemoryRow::located)
                .toList());
    }

    @Override
    public List<DueTimer> dueTimers(int partition, TimerPlace after, long before, int limit) {
        return ask(() -> tables.due(partition, after, before, limit));
    }

    @Override
    public List<Registered> definitions() {
        return ask(() -> List.copyOf(tables.definitions));
    }

    @Override
    public List<Registered> register(List<Definition> definitions) {
        return ask(() -> tables.register(definitions));
    }

    @Override
    public Archive archive() {
        return new MemoryArchive(tables, this::ask);
    }

    @Override
    public Removal removal() {
        return new MemoryRemoval(tables, this::ask);
    }

    /** Changes nothing: what is stored stays, as it would on disk. */
    @Override
    public void close() {}

    private synchronized <T> T ask(Supplier<T> question) {
        if (down) {
            throw unavailable();
        }
        return question.get();
    }

    private void tell(Runnable change) {
        ask(() -> {
            change.run();
            return true;
        });
    }

    private static StoreUnavailableException unavailable() {
        return new StoreUnavailableException("The store in memory did not answer, as it was told.");
    }
}

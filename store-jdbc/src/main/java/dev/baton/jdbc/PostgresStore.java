package dev.baton.jdbc;

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
import dev.baton.store.TaskQueue;
import dev.baton.store.Wakeups;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** A store in a schema of a PostgreSQL database, which any number of processes share. Thread-safe. */
final class PostgresStore extends JdbcStore {
    private static final int LEASE_CONNECTIONS = 2;

    private final int partitions;
    private final PostgresPool leasePool;
    private final PostgresPool hotPool;
    private final PostgresPool consolePool;
    private final PostgresLeases leases;
    private final PostgresCommitter committer;
    private final PostgresReader executions;
    private final DefinitionTable definitions;
    private final Removal removal;
    private final Archive archive;
    private final Members members;
    private final Mail mail;
    private final TaskQueue tasks;
    private final PostgresWakeups wakeups;
    private final PostgresJoining joining;

    /** Asks the database nothing, so that nothing is half open if it does not answer. */
    private PostgresStore(
            DataSource database, PostgresOptions options, String searchPath, PostgresMigrations.Made made) {
        String name = "baton-" + options.schema();
        this.leasePool =
                new PostgresPool(name + "-leases", database, PostgresSettings.leases(searchPath), LEASE_CONNECTIONS);
        this.hotPool = new PostgresPool(name, database, PostgresSettings.hot(searchPath), options.connections());
        this.consolePool = new PostgresPool(
                name + "-lists", database, PostgresSettings.console(searchPath), options.consoleConnections());
        this.leases = new PostgresLeases(leasePool);
        this.committer = new PostgresCommitter(hotPool);
        this.executions = new PostgresReader(hotPool);
        this.definitions = new DefinitionTable(this::registering, hotPool::single, InstantSource.system());
        this.removal = new PostgresRemoval(hotPool);
        this.archive = new JdbcArchive(consolePool::transaction, Dialect.POSTGRES);
        this.members = new PostgresMembers(leasePool);
        this.mail = new PostgresMail(hotPool);
        this.tasks = new PostgresTasks(hotPool);
        this.wakeups = new PostgresWakeups(options.schema(), database);
        this.joining = new PostgresJoining(options.schema(), made.id());
        this.partitions = made.partitions();
    }

    static PostgresStore open(DataSource database, PostgresOptions options) {
        return open(database, options, PostgresSettings.searchPath(options.schema()));
    }

    /** The same with another search path, which tests use for a clock of their own. */
    static PostgresStore open(DataSource database, PostgresOptions options, String searchPath) {
        PostgresMigrations.Made made = prepare(database, options);
        return new PostgresStore(database, options, searchPath, made);
    }

    private static PostgresMigrations.Made prepare(DataSource database, PostgresOptions options) {
        try (Connection connection = new SettledDataSource(database, PostgresSettings.migrations()).getConnection()) {
            try {
                return new PostgresMigrations(connection, options, PostgresSql.MIGRATIONS).run();
            } catch (SQLException e) {
                if (PostgresFailure.code(e).equals(PostgresFailure.NO_PRIVILEGE)) {
                    String user = connection.getMetaData().getUserName();
                    throw PostgresMigrations.notAllowed(options.schema(), user, e);
                }
                throw e;
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw PostgresFailure.of(e);
        }
    }

    /** One after the other, so that two engines that register the same definition find one. */
    private <T> T registering(Work<T> work) {
        return hotPool.transaction(PostgresFailure.refusing(session -> {
            session.update(PostgresSql.LOCK_DEFINITIONS);
            return work.in(session);
        }));
    }

    @Override
    public int partitions() {
        return partitions;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public Optional<Lease> claim(int partition, String owner, Duration ttl) {
        return leases.claim(partition, owner, ttl);
    }

    @Override
    public List<Lease> renew(List<Lease> held, Duration ttl) {
        return leases.renew(held, ttl);
    }

    @Override
    public boolean mark(Lease lease, Optional<Long> key) {
        return leases.mark(lease, key);
    }

    @Override
    public void acquit(int partition, long key) {
        leases.acquit(partition, key);
    }

    @Override
    public boolean settle(Lease lease) {
        return leases.settle(lease);
    }

    @Override
    public int deaths(int partition) {
        return leases.deaths(partition);
    }

    @Override
    public boolean release(Lease lease, List<HandedOver> running) {
        return leases.release(lease, running);
    }

    @Override
    public List<HandedOver> handedOver(int partition) {
        return leases.handedOver(partition);
    }

    @Override
    public void forget(int partition, List<HandedOver> over) {
        leases.forget(partition, over);
    }

    @Override
    public void commit(Batch batch) {
        committer.commit(batch);
    }

    @Override
    public List<Optional<RuntimeException>> commit(List<Batch> batches) {
        return committer.commit(batches);
    }

    @Override
    public Map<ExecutionId, Located> locate(Collection<ExecutionId> ids) {
        return executions.locate(ids);
    }

    @Override
    public Map<Long, Stored> load(Collection<Long> keys) {
        return executions.load(keys);
    }

    @Override
    public List<Located> ended(Collection<ExecutionId> ids) {
        return executions.ended(ids);
    }

    @Override
    public List<Located> active(int partition, long afterKey, int limit) {
        return executions.active(partition, afterKey, limit);
    }

    @Override
    public List<DueTimer> dueTimers(int partition, TimerPlace after, long before, int limit) {
        return executions.dueTimers(partition, after, before, limit);
    }

    @Override
    public List<Registered> definitions() {
        return definitions.all();
    }

    @Override
    public List<Registered> register(List<Definition> wanted) {
        return definitions.register(wanted);
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
        joining.send(transaction, letters);
    }

    @Override
    public TaskQueue tasks() {
        return tasks;
    }

    @Override
    public Optional<Wakeups> wakeups() {
        return Optional.of(wakeups);
    }

    @Override
    public Archive archive() {
        return archive;
    }

    @Override
    public Removal removal() {
        return removal;
    }

    /** What is under way fails. */
    @Override
    public void close() {
        wakeups.close();
        consolePool.close();
        hotPool.close();
        leasePool.close();
    }
}

package dev.baton.jdbc;

import dev.baton.Definition;
import dev.baton.ExecutionId;
import dev.baton.StoreRefusedException;
import dev.baton.Transaction;
import dev.baton.TransactionRefusedException;
import dev.baton.store.Archive;
import dev.baton.store.Batch;
import dev.baton.store.HandedOver;
import dev.baton.store.Lease;
import dev.baton.store.Mail;
import dev.baton.store.Members;
import dev.baton.store.Removal;
import dev.baton.store.TaskQueue;
import dev.baton.store.Wakeups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A store in a SQLite file. One process has the file at a time: a second one is refused, and a lock that a killed process
 * leaves behind ends with it. Thread-safe.
 */
final class SqliteStore extends JdbcStore {
    private static final int HOT_READERS = 2;
    private static final int CONSOLE_READERS = 2;
    /** What a new owner loads may be much. */
    private static final Duration LOADING_MAX = Duration.ofMinutes(5);
    /** A long reader keeps the log from being emptied, and so slows commits. */
    private static final Duration LISTING_MAX = Duration.ofSeconds(10);

    private final FileGuard guard;
    private final Writer writer;
    private final Readers hotReaders;
    private final Readers consoleReaders;
    private final Leases leases;
    private final ExecutionReader executions;
    private final DefinitionTable definitions;
    private final Removal removal;
    private final SqliteHandOver handOver;
    private final Members members;
    private final Mail mail;
    private final TaskQueue tasks;

    private SqliteStore(FileGuard guard, SqliteFile file, SqliteOptions options) {
        this.guard = guard;
        this.writer = new Writer(file);
        this.hotReaders = new Readers(file, HOT_READERS, LOADING_MAX);
        this.consoleReaders = new Readers(file, CONSOLE_READERS, LISTING_MAX);
        this.leases = new Leases(writer, options.clock());
        this.executions = new ExecutionReader(hotReaders);
        this.definitions = new DefinitionTable(writer::transaction, hotReaders::read, options.clock());
        this.removal = new SqliteRemoval(writer, hotReaders);
        this.handOver = new SqliteHandOver(writer);
        this.members = new SqliteMembers(hotReaders, options.clock());
        this.mail = new SqliteMail(writer, hotReaders, options.clock());
        this.tasks = new SqliteTasks(writer, options.clock());
    }

    static SqliteStore open(Path file, SqliteOptions options) {
        Path path = withFolder(file);
        FileGuard guard = FileGuard.lock(path);
        try {
            var sqlite = new SqliteFile(path, options.durability());
            prepare(sqlite);
            return new SqliteStore(guard, sqlite, options);
        } catch (RuntimeException e) {
            guard.close();
            throw e;
        }
    }

    /** What is missing is made; one file has one path, and so one lock, whatever links lead to it. */
    private static Path withFolder(Path file) {
        try {
            Path path = file.toAbsolutePath();
            Files.createDirectories(path.getParent());
            if (!Files.exists(path)) {
                Files.newByteChannel(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                        .close();
            }
            return path.toRealPath();
        } catch (IOException e) {
            throw StoreRefusedException.unusable(file.toString(), "it cannot be made (" + e.getMessage() + ").");
        }
    }

    private static void prepare(SqliteFile file) {
        try (Session session = file.writer()) {
            new Migrations(file.path().toString(), SqliteSql.MIGRATIONS).run(session);
            session.update(SqliteSql.ADD_PARTITION, 0);
            session.update(SqliteSql.END_LEASES);
            session.commit();
        } catch (SQLException e) {
            if (SqlFailure.isDamage(e)) {
                throw StoreRefusedException.unusable(
                        file.path().toString(), "it is no SQLite file, or a damaged one (" + e.getMessage() + ").");
            }
            throw SqlFailure.of(e);
        }
    }

    @Override
    public int partitions() {
        return 1;
    }

    @Override
    public boolean isShared() {
        return false;
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
        return handOver.release(lease, running);
    }

    @Override
    public List<HandedOver> handedOver(int partition) {
        return handOver.list(partition);
    }

    @Override
    public void forget(int partition, List<HandedOver> over) {
        handOver.forget(partition, over);
    }

    @Override
    public void commit(Batch batch) {
        try {
            writer.transaction(session -> {
                Leases.check(session, batch.lease());
                BatchWriter.write(session, batch);
                return true;
            });
        } catch (ClashException clash) {
            writer.transaction(session -> {
                Leases.check(session, batch.lease());
                Clash.explain(session, batch, clash);
                return true;
            });
        }
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
    public Members members() {
        return members;
    }

    @Override
    public Mail mail() {
        return mail;
    }

    @Override
    public void send(Transaction transaction, List<Mail.Letter> letters) {
        throw TransactionRefusedException.of("a SQLite store has one writer, which is Baton. Use a PostgreSQL store.");
    }

    @Override
    public TaskQueue tasks() {
        return tasks;
    }

    @Override
    public Optional<Wakeups> wakeups() {
        return Optional.empty();
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
    public Archive archive() {
        return new JdbcArchive(consoleReaders::read, Dialect.SQLITE);
    }

    @Override
    public Removal removal() {
        return removal;
    }

    /** Waits for what is under way, then gives the file free. */
    @Override
    public void close() {
        try {
            hotReaders.close();
            consoleReaders.close();
            writer.close(); // the last connection empties the log into the file
        } finally {
            guard.close();
        }
    }
}

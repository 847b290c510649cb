package dev.baton.jdbc;

import dev.baton.store.Store;
import java.nio.file.Path;
import javax.sql.DataSource;

/** A store in a relational database. Thread-safe. */
public abstract sealed class JdbcStore implements Store permits SqliteStore, PostgresStore {

    /** Opens or makes the store in a file, durable against a power loss; see {@link #sqlite(Path, SqliteOptions)}. */
    public static JdbcStore sqlite(Path file) {
        return sqlite(file, SqliteOptions.defaults());
    }

    /**
     * Opens or makes the store in a SQLite file, and brings an older one to the schema of this release. One process has
     * the file at a time. Beside it stand {@code -wal} and {@code -shm}, which belong to it, and {@code .lock}.
     *
     * @throws dev.baton.StoreRefusedException if another process has the file, a newer release made it, or it is no store
     */
    public static JdbcStore sqlite(Path file, SqliteOptions options) {
        return SqliteStore.open(file, options);
    }

    /**
     * Opens or makes the store in a schema of a PostgreSQL database (14 or newer), and brings an older one to the schema
     * of this release. Any number of processes may share it. The URL is the driver's, so TLS is asked for there
     * ({@code sslmode=verify-full}).
     *
     * @throws dev.baton.StoreRefusedException if a newer release made it, it is no store, the server is too old, or its
     *     user lacks a privilege
     * @throws dev.baton.StoreUnavailableException if the database does not answer
     */
    public static JdbcStore postgres(String url, PostgresOptions options) {
        return postgres(PostgresUrl.dataSource(url, options), options);
    }

    /**
     * The same through a data source, whose connections have to be the driver's own or a pool's of them. The store keeps
     * some for as long as it is open: as many as its options say, and four more. They get their former settings back.
     */
    public static JdbcStore postgres(DataSource database, PostgresOptions options) {
        return PostgresStore.open(database, options);
    }
}

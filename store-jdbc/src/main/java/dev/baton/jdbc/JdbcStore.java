package dev.baton.jdbc;

import dev.baton.store.Store;
import java.nio.file.Path;

/** A store in a relational database. Thread-safe. */
public abstract sealed class JdbcStore implements Store permits SqliteStore {

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
}

package dev.baton.jdbc;

import dev.baton.store.Store;
import dev.baton.testkit.RetentionContract;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

/** Retention in a SQLite file. */
class SqliteRetentionTest extends RetentionContract {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Override
    protected Store open(InstantSource clock) {
        return JdbcStore.sqlite(
                folder.resolve("store.db"), SqliteOptions.defaults().clock(clock));
    }
}

package dev.baton.jdbc;

import dev.baton.store.Store;
import dev.baton.testkit.StoreContract;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StoreContract {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Override
    protected Store open(InstantSource clock) {
        return JdbcStore.sqlite(
                folder.resolve("store.db"), SqliteOptions.defaults().clock(clock));
    }
}

package dev.baton.jdbc;

import dev.baton.store.Store;
import dev.baton.testkit.StoreContract;
import java.time.InstantSource;

class PostgresStoreTest extends StoreContract {
    @Override
    protected Store open(InstantSource clock) throws Exception {
        return PostgresSchema.next().open(clock, 16);
    }
}

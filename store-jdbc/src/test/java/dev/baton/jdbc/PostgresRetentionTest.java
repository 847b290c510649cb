package dev.baton.jdbc;

import dev.baton.store.Store;
import dev.baton.testkit.RetentionContract;
import java.time.InstantSource;

/** Retention on PostgreSQL. */
class PostgresRetentionTest extends RetentionContract {
    @Override
    protected Store open(InstantSource clock) throws Exception {
        return PostgresSchema.next().open(clock, 4);
    }
}

package dev.baton.jdbc;

import dev.baton.store.Store;
import dev.baton.testkit.ClusterContract;
import java.io.IOException;

/** Several engines on one PostgreSQL. */
class PostgresClusterTest extends ClusterContract {
    @Override
    protected Store open() throws IOException {
        PostgresSchema schema = PostgresSchema.next();
        return JdbcStore.postgres(schema.server.url(), schema.options().partitions(PARTITIONS));
    }
}

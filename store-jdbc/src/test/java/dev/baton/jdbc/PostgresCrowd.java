package dev.baton.jdbc;

import dev.baton.store.Batch;
import dev.baton.store.BatchRefusedException;
import dev.baton.store.Keys;
import dev.baton.store.Lease;
import dev.baton.testkit.BatchDraft;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;

/** A store, and another connection to its tables. */
abstract class PostgresCrowd {
    static final Duration TTL = Duration.ofMinutes(5);
    static final long NOW = 1_800_000_000_000L;
    static final String WAITING = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted";

    final PostgresSchema schema = PostgresSchema.next();
    final JdbcStore store = schema.open();
    final Lease lease = store.claim(0, "ann", TTL).orElseThrow();
    final Connection other = DriverManager.getConnection(schema.server.url());

    PostgresCrowd() throws Exception {
        other.setSchema(schema.name);
    }

    @AfterEach
    void close() throws SQLException {
        other.close();
        store.close();
    }

    static long key(int n) {
        return Keys.at(NOW + n);
    }

    void execute(String sql) throws SQLException {
        try (var statement = other.createStatement()) {
            statement.execute(sql);
        }
    }

    long number(String question) throws SQLException {
        return new Session(other).one(question, row -> row.getLong(1)).orElseThrow();
    }

    CompletableFuture<Boolean> storing(Batch batch) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        store.commit(batch);
                        return true;
                    } catch (BatchRefusedException e) {
                        return false;
                    }
                },
                Thread::startVirtualThread); // the common pool may have one thread only
    }

    static BatchDraft started(Lease lease, long key) {
        return new BatchDraft(lease, NOW).start(key, "order-" + key, 1);
    }
}

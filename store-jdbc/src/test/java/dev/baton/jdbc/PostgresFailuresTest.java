package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.StoreUnavailableException;
import dev.baton.postgres.PostgresServer;
import dev.baton.store.Keys;
import dev.baton.store.Lease;
import dev.baton.testkit.Await;
import dev.baton.testkit.BatchDraft;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a caller sees when connections are cut, the server stops, or a question takes too long; and that it passes. */
class PostgresFailuresTest {
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final long NOW = 1_800_000_000_000L;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    private static void start(JdbcStore store, Lease lease, int n) {
        store.commit(new BatchDraft(lease, NOW)
                .start(Keys.at(NOW + n), "order-" + n, 1)
                .batch());
    }

    @Test
    void afterCutConnectionsTheNextCallWorks() throws Exception {
        PostgresSchema schema = PostgresSchema.next();
        try (JdbcStore store = schema.open()) {
            Lease lease = store.claim(0, "ann", TTL).orElseThrow();
            start(store, lease, 1);
            for (int round = 2; round < 5; round++) {
                schema.server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE application_name = 'baton' AND pid <> pg_backend_pid()");
                int n = round;
                eventually(() -> start(store, lease, n), 1);
                eventually(() -> store.renew(List.of(lease), TTL), 1);
                eventually(() -> store.archive().counts(), 1);
            }
            assertThat(store.renew(List.of(lease), TTL)).containsExactly(lease);
            assertThat(store.load(Keys.at(NOW + 4))).isPresent();
        }
    }

    /** It fails so many times at most, each time as a store that did not answer. */
    private static void eventually(Runnable call, int failuresMax) {
        int failures = 0;
        while (true) {
            try {
                call.run();
                return;
            } catch (StoreUnavailableException e) {
                failures++;
                assertThat(failures).as("%s", e).isLessThanOrEqualTo(failuresMax);
            }
        }
    }

    @Test
    void aServerThatComesBackIsUsedAgain() throws Exception {
        try (PostgresServer server = PostgresServer.durable(folder, Map.of("shared_buffers", "16MB"));
                JdbcStore store = JdbcStore.postgres(server.url(), PostgresOptions.defaults())) {
            Lease lease = store.claim(0, "ann", TTL).orElseThrow();
            start(store, lease, 1);
            server.stop();
            assertThatThrownBy(() -> start(store, lease, 2)).isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> store.load(1)).isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> store.claim(0, "ann", TTL)).isInstanceOf(StoreUnavailableException.class);
            assertThat(store.commit(List.of(
                            new BatchDraft(lease, NOW)
                                    .start(Keys.at(NOW + 3), "a", 1)
                                    .batch(),
                            new BatchDraft(new Lease(1, 1, "ann", 0), NOW).batch())))
                    .allSatisfy(result -> assertThat(result).containsInstanceOf(StoreUnavailableException.class));
            server.start();
            eventually(() -> start(store, lease, 2), 1);
            eventually(() -> store.renew(List.of(lease), TTL), 1);
            assertThat(store.load(Keys.at(NOW + 1)))
                    .as("stored before the stop")
                    .isPresent();
            assertThat(store.load(Keys.at(NOW + 2))).isPresent();
        }
    }

    /** A row that a stuck transaction holds: the commit is given up, and the next one goes. */
    @Test
    void aCommitThatWaitsTooLongIsGivenUp() throws Exception {
        PostgresSchema schema = PostgresSchema.next();
        try (JdbcStore store = schema.open();
                Connection stuck = DriverManager.getConnection(schema.server.url())) {
            Lease lease = store.claim(0, "ann", TTL).orElseThrow();
            stuck.setAutoCommit(false);
            stuck.setSchema(schema.name);
            stuck.createStatement().execute("SELECT 1 FROM partitions WHERE partition = 0 FOR UPDATE");
            assertThatThrownBy(() -> start(store, lease, 1))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("Another transaction holds a lock for long, and nothing was stored");
            assertThat(store.claim(0, "ben", TTL)).isEmpty();
            stuck.rollback();
            start(store, lease, 1);
        }
    }

    /** The connection is lost while a commit is under way: nobody knows, and after a claim it is known. */
    @Test
    void anOutcomeThatIsUnknownIsKnownAfterAClaim() throws Exception {
        PostgresSchema schema = PostgresSchema.next();
        try (JdbcStore store = schema.open();
                Connection stuck = DriverManager.getConnection(schema.server.url())) {
            Lease lease = store.claim(0, "ann", TTL).orElseThrow();
            stuck.setAutoCommit(false);
            stuck.setSchema(schema.name);
            stuck.createStatement()
                    .execute("INSERT INTO executions (key, id, partition, definition, input_hash)"
                            + " VALUES (1, 'order-1', 0, 1, 1)");
            CompletableFuture<?> commit = CompletableFuture.runAsync(() -> start(store, lease, 1));
            Await.until("it waits", () -> {
                try (Connection watcher = DriverManager.getConnection(schema.server.url());
                        var rows = watcher.createStatement()
                                .executeQuery(
                                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type ="
                                                + " 'Lock' AND application_name = 'baton'")) {
                    return rows.next();
                }
            });
            assertThatThrownBy(() -> commit.get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(StoreUnavailableException.class);
            stuck.rollback();
            Lease again = store.claim(0, "ann", TTL).orElseThrow();
            assertThat(store.load(Keys.at(NOW + 1))).isEmpty();
            start(store, again, 1);
        }
    }

    @Test
    void aListThatTakesTooLongIsGivenUp() throws Exception {
        PostgresSchema schema = PostgresSchema.next();
        schema.open().close();
        var settings =
                new java.util.HashMap<>(PostgresSettings.console(schema.name).values());
        settings.put("statement_timeout", "50ms");
        try (var pool = new PostgresPool(
                "slow",
                PostgresUrl.dataSource(schema.server.url(), schema.options()),
                new PostgresSettings(settings),
                1)) {
            assertThatThrownBy(() -> pool.transaction(session -> session.one("SELECT pg_sleep(20)", row -> true)))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("took too long and was given up");
            Optional<Integer> next = pool.transaction(session -> session.one("SELECT 1", row -> row.getInt(1)));
            assertThat(next).contains(1);
            assertThatThrownBy(() -> pool.transaction(session -> session.update(PostgresSql.LEAVE, "x")))
                    .hasMessageContaining("read-only");
        }
    }

    @Test
    void aClosedStoreSaysSo() throws Exception {
        JdbcStore store = PostgresSchema.next().open();
        store.close();
        store.close();
        assertThatThrownBy(() -> store.load(1))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("The store is closed.");
        assertThatThrownBy(() -> store.claim(0, "ann", TTL)).isInstanceOf(StoreUnavailableException.class);
    }
}

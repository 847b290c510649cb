package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.ExecutionId;
import dev.baton.StoreRefusedException;
import dev.baton.StoreUnavailableException;
import dev.baton.postgres.PostgresServer;
import dev.baton.store.Keys;
import dev.baton.store.Lease;
import dev.baton.store.LeaseLostException;
import dev.baton.store.Mail;
import dev.baton.testkit.Await;
import dev.baton.testkit.BatchDraft;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers, databases and users that are not as one expects: they are refused, or it does not matter. */
class PostgresServersTest {
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

    /** With REPEATABLE READ a commit that waited for a claim would not see it, and fail in another way. */
    @Test
    void whatAUserHasByDefaultDoesNotMatter() throws Exception {
        PostgresSchema schema = PostgresSchema.next();
        String user = schema.name + "_careful";
        schema.server.execute("CREATE ROLE " + user + " LOGIN; CREATE SCHEMA " + schema.name + " AUTHORIZATION " + user
                + "; ALTER ROLE " + user + " SET default_transaction_isolation = 'repeatable read'; ALTER ROLE " + user
                + " SET default_transaction_read_only = on");
        String url = schema.server.url("postgres", user);
        try (JdbcStore store = JdbcStore.postgres(url, schema.options());
                Connection claimer = DriverManager.getConnection(schema.server.url())) {
            Lease lease = store.claim(0, "ann", TTL).orElseThrow();
            start(store, lease, 1);
            store.mail().send(List.of(new Mail.Letter(0, new ExecutionId("a"), new byte[1], Optional.empty())));
            claimer.setAutoCommit(false);
            claimer.setSchema(schema.name);
            claimer.createStatement()
                    .execute("UPDATE partitions SET epoch = epoch + 1, owner = 'ben' WHERE partition = 0");
            CompletableFuture<?> commit = CompletableFuture.runAsync(() -> start(store, lease, 2));
            Await.until("it waits", () -> isWaiting(claimer));
            claimer.commit();
            assertThatThrownBy(() -> commit.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(LeaseLostException.class);
            assertThat(store.archive().counts()).isNotEmpty();
        }
    }

    private static boolean isWaiting(Connection connection) throws SQLException {
        try (var rows = connection.createStatement().executeQuery("SELECT count(*) FROM pg_locks WHERE NOT granted")) {
            return rows.next() && rows.getLong(1) > 0;
        }
    }

    /** A server that became a standby, and is promoted again. */
    @Test
    void aStandbyIsNoStore() throws Exception {
        try (PostgresServer server = PostgresServer.durable(folder, Map.of("shared_buffers", "16MB"));
                JdbcStore store = JdbcStore.postgres(server.url(), PostgresOptions.defaults())) {
            Lease lease = store.claim(0, "ann", TTL).orElseThrow();
            server.stop();
            Files.createFile(server.data().resolve("standby.signal"));
            server.start();
            for (Runnable call : List.<Runnable>of(
                    () -> start(store, lease, 1),
                    () -> store.renew(List.of(lease), TTL),
                    () -> store.load(1),
                    () -> JdbcStore.postgres(server.url(), PostgresOptions.defaults()))) {
                assertThatThrownBy(call::run)
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining("The database only reads: it is a standby");
            }
            PostgresSchema primary = PostgresSchema.next();
            String both = primary.server.url().replace("127.0.0.1:", "127.0.0.1:" + server.port() + ",127.0.0.1:");
            JdbcStore.postgres(both, primary.options()).close(); // of several hosts it finds the primary
            server.execute("SELECT pg_promote()");
            start(store, lease, 1);
            assertThat(store.renew(List.of(lease), TTL)).containsExactly(lease);
            JdbcStore.postgres(server.url(), PostgresOptions.defaults()).close();
        }
    }

    /** Whatever the reason: a refusal would be the fault of the data, and they would be given up. */
    @Test
    void aConnectionThatIsNotToBeHadIsAStoreThatDoesNotAnswer() throws Exception {
        PostgresSchema schema = PostgresSchema.next();
        var failure = new AtomicReference<Optional<Exception>>(Optional.empty());
        var database = ChosenDataSource.of(PostgresUrl.dataSource(schema.server.url(), schema.options()), failure::get);
        try (JdbcStore store = JdbcStore.postgres(database, schema.options())) {
            Lease lease = store.claim(0, "ann", TTL).orElseThrow();
            failure.set(Optional.of(new SQLException("too many of something", "54000")));
            assertThatThrownBy(() -> start(store, lease, 1)).isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> JdbcStore.postgres(database, schema.options()))
                    .isInstanceOf(StoreUnavailableException.class);
            failure.set(Optional.empty());
            start(store, lease, 1);
        }
    }

    @Test
    void aWordOfTheLanguageMayBeTheNameOfASchema() throws Exception {
        PostgresSchema schema = PostgresSchema.next();
        PostgresOptions options = schema.options().schema("order");
        try (JdbcStore store = JdbcStore.postgres(schema.server.url(), options);
                Connection connection = DriverManager.getConnection(schema.server.url())) {
            start(store, store.claim(0, "ann", TTL).orElseThrow(), 1);
            connection.setAutoCommit(false);
            store.send(
                    JdbcTransaction.of(connection),
                    List.of(new Mail.Letter(0, new ExecutionId("a"), new byte[1], Optional.empty())));
            connection.commit();
            assertThat(store.mail().waiting(List.of(0), List.of(), 10)).hasSize(1);
        }
        JdbcStore.postgres(schema.server.url(), options).close();
    }

    @Test
    void aDatabaseThatHasNotAllCharactersIsRefused() throws Exception {
        PostgresSchema schema = PostgresSchema.next();
        schema.server.execute(
                "CREATE DATABASE " + schema.name + " ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
        assertThatThrownBy(() ->
                        JdbcStore.postgres(schema.server.url(schema.name, "postgres"), PostgresOptions.defaults()))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("the encoding LATIN1, which has not all characters")
                .hasMessageContaining("[BATON-503]");
    }

    @Test
    void nothingIsLeftOfAStoreThatCannotBeOpened() throws Exception {
        PostgresSchema schema = PostgresSchema.next();
        schema.open().close();
        schema.server.execute("DELETE FROM " + schema.name + ".store");
        long before = threads();
        assertThatThrownBy(schema::open)
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("its table 'store' is empty");
        assertThat(threads()).isLessThanOrEqualTo(before);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("baton-"))
                .count();
    }
}

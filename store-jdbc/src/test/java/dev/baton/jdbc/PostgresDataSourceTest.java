package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.baton.store.Keys;
import dev.baton.store.Lease;
import dev.baton.testkit.Await;
import dev.baton.testkit.BatchDraft;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/** That a store works on the user's own pool, and gives connections back as they were. */
class PostgresDataSourceTest {
    private static final int CONNECTIONS = 8;

    private final PostgresSchema schema = PostgresSchema.next();

    PostgresDataSourceTest() throws Exception {}

    private static List<String> settings(Connection connection) throws SQLException {
        var settings = new ArrayList<String>();
        for (String name :
                List.of("search_path", "enable_seqscan", "statement_timeout", "synchronous_commit", "lock_timeout")) {
            settings.addAll(new Session(connection).list("SELECT current_setting(?)", row -> row.getString(1), name));
        }
        settings.add("threshold " + connection.unwrap(PGConnection.class).getPrepareThreshold());
        settings.add("autocommit " + connection.getAutoCommit());
        settings.add("network " + connection.getNetworkTimeout());
        settings.addAll(new Session(connection).list("SELECT pg_listening_channels()", row -> row.getString(1)));
        return settings;
    }

    @Test
    void connectionsComeBackAsTheyWere() throws Exception {
        var config = new HikariConfig();
        config.setJdbcUrl(schema.server.url() + "&options=-c%20search_path=pg_temp%20-c%20lock_timeout=77s");
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(0);
        config.setAutoCommit(false);
        try (var pool = new HikariDataSource(config)) {
            List<String> before;
            try (Connection connection = pool.getConnection()) {
                before = settings(connection);
            }
            try (JdbcStore store = JdbcStore.postgres(pool, schema.options().connections(2, 1))) {
                Lease lease = store.claim(0, "ann", Duration.ofSeconds(5)).orElseThrow();
                store.commit(
                        new BatchDraft(lease, 1).start(Keys.at(1), "order-1", 1).batch());
                assertThat(store.load(Keys.at(1))).isPresent();
                assertThat(store.archive().counts()).isNotEmpty();
                var hints = new AtomicInteger();
                store.wakeups().orElseThrow().listen("ann", hints::incrementAndGet);
                Await.until("it listens", () -> hints.get() > 0);
                store.wakeups().orElseThrow().wake(List.of("ann"));
            }
            Await.until("all are back", () -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
            var all = new ArrayList<Connection>();
            for (int i = 0; i < CONNECTIONS; i++) {
                all.add(pool.getConnection());
            }
            for (Connection connection : all) {
                assertThat(settings(connection)).isEqualTo(before);
                connection.close();
            }
            assertThat(before).contains("77s", "autocommit false", "network 0");
        }
    }

    @Test
    void aBorrowedConnectionDoesNotWaitForEver() throws Exception {
        var patient = new PGSimpleDataSource();
        patient.setURL(schema.server.url());
        var hot = PostgresSettings.hot(PostgresSettings.searchPath(schema.name));
        try (Connection connection = new SettledDataSource(patient, hot).getConnection()) {
            assertThat(connection.getNetworkTimeout()).isEqualTo(10_000);
        }
        patient.setSocketTimeout(2);
        try (Connection connection = new SettledDataSource(patient, hot).getConnection()) {
            assertThat(connection.getNetworkTimeout()).isEqualTo(2_000);
        }
    }

    /** What a connection of the user's has made for itself does not hide what is ours. */
    @Test
    void aTemporaryTableHidesNoneOfOurs() throws Exception {
        var config = new HikariConfig();
        config.setJdbcUrl(schema.server.url());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(0);
        config.setConnectionInitSql("CREATE TEMP TABLE partitions (mine text); CREATE TEMP TABLE store (mine text)");
        try (var pool = new HikariDataSource(config);
                JdbcStore store = JdbcStore.postgres(pool, schema.options().connections(2, 1))) {
            assertThat(store.partitions()).isEqualTo(16);
            assertThat(store.claim(0, "ann", Duration.ofSeconds(5))).isPresent();
        }
    }
}

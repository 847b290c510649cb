package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.StoreRefusedException;
import dev.baton.StoreUnavailableException;
import dev.baton.store.Store;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Opening a store: at the same moment, in another's schema, with too few privileges, on an old server. */
class PostgresOpeningTest {
    private final PostgresSchema schema = PostgresSchema.next();

    PostgresOpeningTest() throws IOException {}

    private long number(String question) throws SQLException {
        try (Connection connection = DriverManager.getConnection(schema.server.url());
                var rows = connection.createStatement().executeQuery(question)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Test
    void everyMigrationIsInTheList() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/dev/baton/jdbc/postgres"))) {
            assertThat(files.map(file -> file.getFileName().toString()).sorted())
                    .containsExactlyElementsOf(PostgresSql.MIGRATIONS);
        }
    }

    @Test
    void severalThatStartAtTheSameMomentMakeOneSchema() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
            for (Future<Store> store : threads.invokeAll(Collections.<Callable<Store>>nCopies(6, schema::open))) {
                store.get().close();
            }
        }
        assertThat(number("SELECT count(*) FROM " + schema.name + ".migrations"))
                .isEqualTo(PostgresSql.MIGRATIONS.size());
        assertThat(number("SELECT count(*) FROM " + schema.name + ".partitions"))
                .isEqualTo(16);
    }

    @Test
    void theNumberOfPartitionsIsThatOfTheFirst() {
        JdbcStore.postgres(schema.server.url(), schema.options().partitions(3)).close();
        try (JdbcStore store = schema.open()) {
            assertThat(store.partitions()).isEqualTo(3);
        }
    }

    @Test
    void optionsAreChecked() {
        PostgresOptions defaults = PostgresOptions.defaults();
        for (String name : List.of("", "Baton", "pg_baton", "a b", "a\"b", "9lives", "a".repeat(27))) {
            assertThatThrownBy(() -> defaults.schema(name)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> defaults.partitions(0)).hasMessageContaining("Use 1 to 256");
        assertThatThrownBy(() -> defaults.partitions(257)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> defaults.connections(1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(defaults.user("ann", "secret").toString()).contains("ann").doesNotContain("secret");
    }

    @Test
    void aSchemaOfANewerReleaseIsRefusedAndUntouched() throws SQLException {
        schema.open().close();
        schema.server.execute("INSERT INTO " + schema.name + ".migrations (number, script) VALUES (99, 'new')");
        assertThatThrownBy(schema::open)
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining(
                        "its schema has number 99, and this release knows those up to " + PostgresSql.MIGRATIONS.size())
                .hasMessageContaining("[BATON-502]");
        schema.server.execute("DELETE FROM " + schema.name + ".migrations WHERE number = 99");
        schema.open().close();
    }

    @Test
    void anotherProgramsSchemaIsRefused() throws SQLException {
        schema.server.execute("CREATE SCHEMA " + schema.name + "; CREATE TABLE " + schema.name + ".songs (name text)");
        assertThatThrownBy(schema::open)
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("the schema has tables of another program")
                .hasMessageContaining("[BATON-503]");
    }

    @Test
    void aDatabaseThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> JdbcStore.postgres("jdbc:postgresql://127.0.0.1:1/none", schema.options()))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("refused");
        assertThatThrownBy(() -> JdbcStore.postgres(schema.server.url("none", "postgres"), schema.options()))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("\"none\" does not exist");
        assertThatThrownBy(() -> JdbcStore.postgres("jdbc:mysql://127.0.0.1/none", schema.options()))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("it is no URL of a PostgreSQL database");
    }

    private String guest() throws SQLException {
        schema.server.execute("CREATE ROLE " + schema.name + "_guest LOGIN");
        return schema.server.url("postgres", schema.name + "_guest");
    }

    @Test
    void whoMayNotMakeTheSchemaIsToldWhatToGrant() throws SQLException {
        String url = guest();
        assertThatThrownBy(() -> JdbcStore.postgres(url, schema.options()))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("permission denied for database postgres")
                .hasMessageContaining("CREATE SCHEMA " + schema.name + " AUTHORIZATION \"" + schema.name + "_guest\"");
        schema.server.execute("CREATE SCHEMA " + schema.name + " AUTHORIZATION " + schema.name + "_guest");
        try (JdbcStore store = JdbcStore.postgres(url, schema.options())) {
            assertThat(store.definitions()).isEmpty();
        }
    }

    @Test
    void aMissingPrivilegeIsNamed() throws SQLException {
        schema.open().close();
        String url = guest();
        assertThatThrownBy(() -> JdbcStore.postgres(url, schema.options()))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("permission denied for schema " + schema.name);
        grant("USAGE ON SCHEMA " + schema.name);
        grant("SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA " + schema.name);
        schema.server.execute("REVOKE DELETE ON " + schema.name + ".inbox FROM " + schema.name + "_guest");
        assertThatThrownBy(() -> JdbcStore.postgres(url, schema.options()))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("privileges that are needed: DELETE on " + schema.name + ".inbox.");
        grant("DELETE ON " + schema.name + ".inbox");
        try (JdbcStore store = JdbcStore.postgres(url, schema.options())) {
            assertThat(store.claim(0, "ann", java.time.Duration.ofSeconds(5))).isPresent();
        }
    }

    private void grant(String what) throws SQLException {
        schema.server.execute("GRANT " + what + " TO " + schema.name + "_guest");
    }

    @Test
    void anOldServerIsRefused() throws SQLException {
        try (Connection connection = DriverManager.getConnection(schema.server.url())) {
            Connection old = pretending(
                    Connection.class,
                    connection,
                    "getMetaData",
                    () -> pretending(
                            DatabaseMetaData.class, connection.getMetaData(), "getDatabaseMajorVersion", () -> 13));
            var migrations = new PostgresMigrations(old, schema.options(), PostgresSql.MIGRATIONS);
            assertThatThrownBy(migrations::run)
                    .isInstanceOf(StoreRefusedException.class)
                    .hasMessageContaining("the server is PostgreSQL 13, and 14 is the oldest that works.");
        }
    }

    private static <T> T pretending(Class<T> type, T thing, String method, Callable<?> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, called, values) -> {
                    if (called.getName().equals(method)) {
                        return answer.call();
                    }
                    try {
                        return called.invoke(thing, values);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                }));
    }
}

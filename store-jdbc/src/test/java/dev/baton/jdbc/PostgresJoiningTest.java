package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.ExecutionId;
import dev.baton.TransactionRefusedException;
import dev.baton.store.Mail;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Letters in a caller's own transaction are there if and only if it commits, and a refusal leaves it as it was. */
class PostgresJoiningTest {
    private final PostgresSchema schema = PostgresSchema.next();
    private final JdbcStore store = schema.open();
    private final Connection connection = DriverManager.getConnection(schema.server.url());

    PostgresJoiningTest() throws Exception {
        execute("CREATE TABLE " + schema.name + ".orders (name text)");
        connection.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        store.close();
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void send(Connection transaction, String... executions) {
        store.send(
                JdbcTransaction.of(transaction),
                List.of(executions).stream()
                        .map(id -> new Mail.Letter(3, new ExecutionId(id), new byte[] {1}, Optional.empty()))
                        .toList());
    }

    private List<String> waiting() {
        return store.mail().waiting(List.of(3), List.of(), 100).stream()
                .map(received -> received.letter().execution().value())
                .toList();
    }

    @Test
    void whatCommitsIsThereInOrder() throws SQLException {
        execute("INSERT INTO " + schema.name + ".orders VALUES ('a')");
        send(connection, "order-1", "order-2");
        send(connection, "order-3");
        assertThat(waiting()).isEmpty();
        connection.commit();
        assertThat(waiting()).containsExactly("order-1", "order-2", "order-3");
    }

    @Test
    void whatIsRolledBackIsNot() throws SQLException {
        send(connection, "order-1");
        connection.rollback();
        assertThat(waiting()).isEmpty();
    }

    /** Trap 6: numbers are given before the commit, so a smaller one may come later, and yet it is found. */
    @Test
    void whatCommitsLateIsFoundThoughItsNumberIsSmaller() throws SQLException {
        send(connection, "late");
        store.mail().send(List.of(new Mail.Letter(3, new ExecutionId("early"), new byte[1], Optional.empty())));
        List<Mail.Received> first = store.mail().waiting(List.of(3), List.of(), 100);
        assertThat(first).hasSize(1);
        connection.commit();
        long early = first.getFirst().number();
        List<Mail.Received> second = store.mail().waiting(List.of(3), List.of(early), 100);
        assertThat(second).hasSize(1);
        assertThat(second.getFirst().number()).isLessThan(early);
        assertThat(second.getFirst().letter().execution()).hasToString("late");
    }

    @Test
    void aConnectionThatCommitsByItselfIsRefused() throws SQLException {
        connection.setAutoCommit(true);
        refused(connection, "commits each statement by itself");
    }

    @Test
    void aFailedTransactionIsRefused() {
        assertThatThrownBy(() -> execute("SELECT 1 / 0")).isInstanceOf(SQLException.class);
        refused(connection, "a statement in it has failed before");
    }

    @Test
    void aTransactionThatOnlyReadsIsRefusedAndGoesOn() throws SQLException {
        execute("SET TRANSACTION READ ONLY");
        refused(connection, "it only reads");
        execute("SELECT count(*) FROM " + schema.name + ".orders");
        connection.commit();
    }

    @Test
    void anotherDatabaseIsRefusedAndItsTransactionGoesOn() throws SQLException {
        schema.server.execute("CREATE DATABASE " + schema.name);
        String url = schema.server.url(schema.name, "postgres");
        try (Connection elsewhere = DriverManager.getConnection(url)) {
            elsewhere.setAutoCommit(false);
            try (var statement = elsewhere.createStatement()) {
                statement.execute("CREATE TABLE mine (name text)");
                refused(elsewhere, "has no store of Baton in the schema '" + schema.name + "'");
                statement.execute("INSERT INTO mine VALUES ('still')");
                elsewhere.commit();
                JdbcStore.postgres(url, schema.options()).close();
                refused(elsewhere, "has another store of Baton");
                statement.execute("INSERT INTO mine VALUES ('still')");
                elsewhere.commit();
            }
        }
    }

    @Test
    void anotherKindOfDatabaseIsRefused(@TempDir Path folder) throws SQLException {
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("x.db"))) {
            sqlite.setAutoCommit(false);
            refused(sqlite, "it is one of SQLite");
        }
        assertThatThrownBy(() -> store.send(new dev.baton.Transaction() {}, List.of()))
                .isInstanceOf(TransactionRefusedException.class)
                .hasMessageContaining("JdbcTransaction.of(connection)");
    }

    @Test
    void aUserWhoMayNotWriteIsToldWhatToGrant() throws SQLException {
        schema.server.execute("CREATE ROLE " + schema.name + "_guest LOGIN");
        String url = schema.server.url("postgres", schema.name + "_guest");
        try (Connection guest = DriverManager.getConnection(url)) {
            guest.setAutoCommit(false);
            refused(guest, "INSERT on its table inbox");
            schema.server.execute("GRANT USAGE ON SCHEMA " + schema.name + " TO " + schema.name
                    + "_guest; GRANT INSERT ON "
                    + schema.name + ".inbox TO " + schema.name + "_guest; GRANT SELECT ON " + schema.name + ".store TO "
                    + schema.name + "_guest");
            send(guest, "order-1");
            guest.commit();
        }
        assertThat(waiting()).containsExactly("order-1");
    }

    private void refused(Connection transaction, String because) {
        assertThatThrownBy(() -> send(transaction, "order-1"))
                .isInstanceOf(TransactionRefusedException.class)
                .hasMessageContaining(because)
                .hasMessageContaining("[BATON-511]");
        assertThat(waiting()).isEmpty();
    }
}

package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.ExecutionId;
import dev.baton.ExecutionUnknownException;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.StartOptions;
import dev.baton.Step;
import dev.baton.TransactionRefusedException;
import dev.baton.engine.Baton;
import dev.baton.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

/** A saga that is started in a transaction of the caller exists if and only if that commits. */
@Timeout(60)
class JoiningTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Signal<Integer> GO = Signal.named("go", Integer.class);

    private final List<Integer> seen = new CopyOnWriteArrayList<>();
    private final Step<Integer, Integer> note = Step.named("note", Integer.class, Integer.class)
            .does(in -> {
                seen.add(in);
                return in;
            })
            .readOnly();
    private final Saga<Integer, Integer> saga = Saga.named("place-order", Integer.class, Integer.class)
            .define((order, number) -> {
                order.step(note, number);
                return order.receive(GO);
            });
    private final PostgresSchema schema = schema();
    private final JdbcStore store = schema.open();
    private final DataSource orders = PostgresUrl.dataSource(schema.server.url(), schema.options());
    private final Baton baton = Baton.builder().store(store).register(saga).start();

    private static PostgresSchema schema() {
        try {
            return PostgresSchema.next();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void makeTable() throws SQLException {
        schema.server.execute("CREATE TABLE " + schema.name + ".orders (number integer PRIMARY KEY)");
    }

    @AfterEach
    void close() {
        baton.close();
        store.close();
    }

    @Test
    void whatIsCommittedRunsAndWhatIsRolledBackNeverExisted() throws Exception {
        try (Connection connection = orders.getConnection()) {
            connection.setAutoCommit(false);
            insert(connection, 1);
            baton.joining(JdbcTransaction.of(connection)).start(saga, id(1), 1);
            connection.rollback();
            insert(connection, 2);
            baton.joining(JdbcTransaction.of(connection))
                    .start(saga, id(2), 2, StartOptions.defaults().businessKey("b-2"));
            baton.joining(JdbcTransaction.of(connection)).signal(id(2), GO, 7);
            assertThatThrownBy(() -> baton.client().get(id(2))).isInstanceOf(ExecutionUnknownException.class);
            connection.commit();
        }
        assertThat(result(2)).isEqualTo(7);
        assertThatThrownBy(() -> baton.client().get(id(1))).isInstanceOf(ExecutionUnknownException.class);
        assertThat(seen).containsExactly(2);
    }

    @Test
    void aTransactionThatCommitsLateIsNotPassedOver() throws Exception {
        try (Connection late = orders.getConnection();
                Connection early = orders.getConnection()) {
            late.setAutoCommit(false);
            early.setAutoCommit(false);
            baton.joining(JdbcTransaction.of(late)).start(saga, id(1), 1);
            baton.joining(JdbcTransaction.of(late)).signal(id(1), GO, 1);
            baton.joining(JdbcTransaction.of(early)).start(saga, id(2), 2);
            baton.joining(JdbcTransaction.of(early)).signal(id(2), GO, 2);
            early.commit();
            assertThat(result(2)).isEqualTo(2);
            late.commit();
            assertThat(result(1)).isEqualTo(1);
        }
    }

    @Test
    void aConnectionWithoutATransactionIsRefused() throws SQLException {
        try (Connection connection = orders.getConnection()) {
            assertThatThrownBy(
                            () -> baton.joining(JdbcTransaction.of(connection)).start(saga, id(1), 1))
                    .isInstanceOf(TransactionRefusedException.class)
                    .hasMessageContaining("[BATON-511]");
        }
    }

    @Test
    void aStoreOfOneProcessJoinsNoTransaction(@TempDir Path folder) throws SQLException {
        try (JdbcStore file = JdbcStore.sqlite(folder.resolve("baton.db"));
                Baton alone = Baton.builder().store(file).register(saga).start();
                Connection connection = orders.getConnection()) {
            connection.setAutoCommit(false);
            assertThatThrownBy(
                            () -> alone.joining(JdbcTransaction.of(connection)).start(saga, id(1), 1))
                    .isInstanceOf(TransactionRefusedException.class)
                    .hasMessageContaining("Use a PostgreSQL store");
        }
    }

    @Test
    void springsTransactionsAreJoined() throws Exception {
        try (var context = new AnnotationConfigApplicationContext()) {
            context.registerBean(DataSource.class, () -> orders);
            context.registerBean(Baton.class, () -> baton);
            context.registerBean(Orders.class, () -> new Orders(orders, baton, saga, schema.name));
            context.register(Transactions.class);
            context.refresh();
            Orders service = context.getBean(Orders.class);
            service.accept(1);
            assertThatThrownBy(() -> service.acceptAndFail(2)).hasMessage("out of stock");
            assertThat(result(1)).isEqualTo(1);
            assertThat(new JdbcTemplate(orders)
                            .queryForList("SELECT number FROM " + schema.name + ".orders", Integer.class))
                    .containsExactly(1);
            assertThatThrownBy(() -> baton.client().get(id(2))).isInstanceOf(ExecutionUnknownException.class);
        }
    }

    private int result(int number) throws Exception {
        Await.until("it begins", () -> exists(number));
        return baton.client().execution(saga, id(number)).result(SOON);
    }

    private boolean exists(int number) {
        try {
            return baton.client().get(id(number)) != null;
        } catch (ExecutionUnknownException e) {
            return false;
        }
    }

    private void insert(Connection connection, int number) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO " + schema.name + ".orders VALUES (" + number + ")");
        }
    }

    private static ExecutionId id(int number) {
        return ExecutionId.of("order-" + number);
    }

    /** Spring's transactions, by annotation. */
    @Configuration
    @EnableTransactionManagement(proxyTargetClass = true)
    static class Transactions {
        @Bean
        PlatformTransactionManager manager(DataSource orders) {
            return new DataSourceTransactionManager(orders);
        }
    }

    /** What an application has. */
    static class Orders {
        private final DataSource source;
        private final Baton baton;
        private final Saga<Integer, Integer> saga;
        private final String schema;

        Orders(DataSource source, Baton baton, Saga<Integer, Integer> saga, String schema) {
            this.source = source;
            this.baton = baton;
            this.saga = saga;
            this.schema = schema;
        }

        @Transactional
        public void accept(int number) {
            new JdbcTemplate(source).update("INSERT INTO " + schema + ".orders VALUES (?)", number);
            var joining = baton.joining(JdbcTransaction.of(DataSourceUtils.getConnection(source)));
            joining.start(saga, id(number), number);
            joining.signal(id(number), GO, number);
        }

        @Transactional
        public void acceptAndFail(int number) {
            accept(number);
            throw new IllegalStateException("out of stock");
        }
    }
}

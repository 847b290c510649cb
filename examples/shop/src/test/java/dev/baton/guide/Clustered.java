package dev.baton.guide;

import dev.baton.ExecutionId;
import dev.baton.Saga;
import dev.baton.engine.Baton;
import dev.baton.jdbc.JdbcStore;
import dev.baton.jdbc.JdbcTransaction;
import dev.baton.jdbc.PostgresOptions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Several engines on one PostgreSQL. */
final class Clustered {

    static void opened(Saga<?, ?> saga) {
        // snippet: open
        try (var store = JdbcStore.postgres(
                        "jdbc:postgresql://db.internal/shop?sslmode=verify-full",
                        PostgresOptions.defaults().user("baton", System.getenv("BATON_PASSWORD")));
                var baton = Baton.builder().store(store).register(saga).start()) {
            baton.client().counts();
        }
        // end
    }

    static <I, O> void joined(DataSource dataSource, Baton baton, Saga<I, O> placeOrder, String number, I order)
            throws SQLException {
        // snippet: joining
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO orders (number) VALUES (?)")) {
                insert.setString(1, number);
                insert.executeUpdate();
            }
            baton.joining(JdbcTransaction.of(connection)).start(placeOrder, ExecutionId.of("order-" + number), order);
            connection.commit(); // the order and its saga exist, or neither does
        }
        // end
    }

    private Clustered() {}
}

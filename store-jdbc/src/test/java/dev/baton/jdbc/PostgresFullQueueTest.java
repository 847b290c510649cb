package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.ExecutionId;
import dev.baton.Saga;
import dev.baton.Step;
import dev.baton.engine.Baton;
import dev.baton.postgres.PostgresServer;
import dev.baton.testkit.Await;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server takes no notification any more, since somebody listens and never reads; a transaction that has one fails.
 * So none belongs into a commit, or where letters are sent: who waits for a hint looks by himself.
 */
@Timeout(120)
class PostgresFullQueueTest {
    private static final Map<String, String> SMALL = Map.of("shared_buffers", "16MB", "max_notify_queue_pages", "64");
    private static final int NOTIFICATIONS_MAX = 1_000;
    private static final int STARTS = 24;

    private final ConcurrentLinkedQueue<Integer> calls = new ConcurrentLinkedQueue<>();
    private final Step<Integer, Integer> note = Step.named("note", Integer.class, Integer.class)
            .does(in -> {
                calls.add(in);
                return in;
            })
            .readOnly();
    private final Saga<Integer, Integer> saga =
            Saga.named("notes", Integer.class, Integer.class).define((notes, number) -> notes.step(note, number));

    @Test
    void enginesGoOnThoughTheServerTakesNoNotification(@TempDir Path folder) throws Exception {
        try (PostgresServer server = PostgresServer.durable(folder, SMALL);
                Connection deaf = DriverManager.getConnection(server.url());
                JdbcStore first = JdbcStore.postgres(server.url(), PostgresOptions.defaults());
                JdbcStore second = JdbcStore.postgres(server.url(), PostgresOptions.defaults());
                Baton one = Baton.builder().store(first).register(saga).start();
                Baton two = Baton.builder().store(second).register(saga).start()) {
            Await.until(
                    "they share", () -> one.partitionsOwned() == two.partitionsOwned() && one.partitionsOwned() > 1);
            listenAndNeverRead(deaf);
            assertThatThrownBy(() -> fill(server)).hasMessageContaining("too many notifications");
            startEachAtOneAndWaitAtTheOther(List.of(one, two));
            assertThatThrownBy(() -> server.execute("NOTIFY hints"))
                    .as("still full")
                    .hasMessageContaining("too many notifications");
        }
        assertThat(calls)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, STARTS).boxed().toList());
    }

    /** A session reads its notifications between its transactions. */
    private static void listenAndNeverRead(Connection deaf) throws SQLException {
        try (var statement = deaf.createStatement()) {
            statement.execute("LISTEN hints");
            deaf.setAutoCommit(false);
            statement.execute("SELECT 1");
        }
    }

    private static void fill(PostgresServer server) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.url());
                var statement = connection.createStatement()) {
            for (int i = 0; i < NOTIFICATIONS_MAX; i++) {
                statement.execute("SELECT pg_notify('hints', repeat('x', 7900))");
            }
        }
    }

    private void startEachAtOneAndWaitAtTheOther(List<Baton> engines) {
        for (int i = 0; i < STARTS; i++) {
            engines.get(i % 2).client().start(saga, ExecutionId.of("notes-" + i), i);
        }
        for (int i = 0; i < STARTS; i++) {
            Baton other = engines.get((i + 1) % 2);
            assertThat(other.client()
                            .execution(saga, ExecutionId.of("notes-" + i))
                            .result(Duration.ofSeconds(20)))
                    .isEqualTo(i);
        }
    }
}

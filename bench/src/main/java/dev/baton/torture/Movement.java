package dev.baton.torture;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Whether every order that is under way moves. */
final class Movement {
    /** Those that only wait for a person are marked. */
    private static final String UNDER_WAY = """
        SELECT e.id, (SELECT max(h.seq) FROM history h WHERE h.key = l.key) FROM live l JOIN executions e ON e.key = l.key
        WHERE e.id LIKE 'order-%' AND e.attention IS NULL\
        """;

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Arena arena;

    Movement(Arena arena) {
        this.arena = arena;
    }

    /** Returns once each has moved or ended, or after a bound; a sentence for each that has not. */
    List<String> stuckAfter(Duration bound) throws InterruptedException, SQLException {
        long end = System.nanoTime() + bound.toNanos();
        try (Connection connection = arena.postgres().connect()) {
            Map<String, Integer> before = underWay(connection);
            while (!before.isEmpty() && System.nanoTime() < end) {
                TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
                Map<String, Integer> now = underWay(connection);
                before.entrySet().removeIf(order -> !order.getValue().equals(now.get(order.getKey())));
            }
            return before.keySet().stream()
                    .map(order -> "Order '" + order + "' had not moved " + bound.toSeconds()
                            + " s after everything was mended.")
                    .toList();
        }
    }

    private static Map<String, Integer> underWay(Connection connection) throws SQLException {
        var under = new HashMap<String, Integer>();
        try (PreparedStatement look = connection.prepareStatement(UNDER_WAY);
                ResultSet row = look.executeQuery()) {
            while (row.next()) {
                under.put(row.getString(1), row.getInt(2));
            }
        }
        return under;
    }
}

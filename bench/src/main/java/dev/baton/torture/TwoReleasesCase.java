package dev.baton.torture;

import dev.baton.store.EventCodec;
import dev.baton.torture.node.NodeOptions;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * R17: nodes of two releases share the database, and each is restarted as the other release again and again; one node of
 * them knows a newer version of a saga, with a step that the others do not know.
 */
final class TwoReleasesCase implements TortureCase {
    private static final String NEWER_ENDED = """
        SELECT count(*) FROM executions e JOIN definitions d ON d.definition = e.definition
        WHERE d.name = 'nap' AND d.version = (SELECT max(version) FROM definitions WHERE name = 'nap')
          AND d.version > (SELECT min(version) FROM definitions WHERE name = 'nap')
          AND NOT EXISTS (SELECT FROM live l WHERE l.key = e.key)\
        """;

    private static final int NEWER_FORMAT = EventCodec.FORMAT + 1;
    private static final int KNOWS_THE_NEW_VERSION = 0;

    private long newerMeanwhile;

    @Override
    public String name() {
        return "R17";
    }

    @Override
    public String harm() {
        return "two releases on one database, forth and back, and a saga's new version at one node";
    }

    @Override
    public NodeOptions options(int node, NodeOptions plain) {
        NodeOptions versioned = plain.newVersion(node == KNOWS_THE_NEW_VERSION);
        return node % 2 == 0 ? versioned : versioned.eventFormat(NEWER_FORMAT);
    }

    @Override
    public void hurt(Arena arena) throws IOException, InterruptedException, SQLException {
        arena.pause(arena.between(5, 10));
        for (int turn = 0; arena.goesOn(); turn++) {
            NodeProcess node = arena.nodes().get(turn % arena.setting().nodes());
            NodeOptions was = node.options();
            boolean newer = was.eventFormat().isPresent();
            node.options(newer ? was.ownFormat() : was.eventFormat(NEWER_FORMAT));
            arena.fault();
            arena.tell(node.name() + " restarts as the " + (newer ? "older" : "newer") + " release");
            node.restartKindly();
            arena.pause(arena.between(5, 15));
            newerMeanwhile = newerEnded(arena);
        }
        newerMeanwhile = Math.max(newerMeanwhile, newerEnded(arena));
    }

    private static long newerEnded(Arena arena) throws SQLException {
        try (Connection connection = arena.postgres().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(NEWER_ENDED)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void examine(Arena arena, Findings findings) {
        findings.count("new_version_meanwhile", newerMeanwhile);
        findings.atLeast("restarts as another release", arena.faults(), 1);
        findings.atLeast("executions of the new version that ended meanwhile", newerMeanwhile, 1);
        long slowest = arena.book().answers().stream()
                .map(Book.Answer::took)
                .mapToLong(Duration::toMillis)
                .max()
                .orElse(0);
        findings.count("slowest_start_ms", slowest);
    }
}

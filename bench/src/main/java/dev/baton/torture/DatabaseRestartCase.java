package dev.baton.torture;

import dev.baton.postgres.PostgresServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;

/** R4: PostgreSQL is stopped every 5 to 20 s for 0 to 5 s, and in between all its sessions are ended every 3 s. */
final class DatabaseRestartCase implements TortureCase {
    /** As the store's defaults say: 8, 4 for lists, 2 for leases, 2 for hints. */
    private static final int CONNECTIONS_PER_NODE_MAX = 16;

    /** Pools and clients may have started a few more than there were at the beginning. */
    private static final int THREADS_MORE_MAX = 40;

    private long threadsBefore;
    private int connectionsAfter;

    @Override
    public String name() {
        return "R4";
    }

    @Override
    public String harm() {
        return "PostgreSQL stopped every 5 to 20 s for 0 to 5 s, all its sessions ended every 3 s";
    }

    @Override
    public boolean needsOwnServer() {
        return true;
    }

    @Override
    public void hurt(Arena arena) throws IOException, InterruptedException, SQLException {
        arena.pause(arena.between(3, 6));
        threadsBefore = threads(arena);
        PostgresServer server = arena.postgres().server().orElseThrow();
        while (arena.goesOn()) {
            restart(arena, server);
            long until = System.nanoTime() + arena.between(5, 20).toNanos();
            while (arena.goesOn() && System.nanoTime() < until) {
                arena.pause(arena.between(3, 3));
                endSessions(arena);
            }
        }
    }

    private static void restart(Arena arena, PostgresServer server) throws IOException, InterruptedException {
        Instant from = Instant.now();
        arena.fault();
        arena.tell("PostgreSQL stopped");
        server.stop();
        try {
            arena.holdOut(arena.between(0, 5));
        } finally {
            server.start();
            arena.blackout(from);
        }
    }

    private static void endSessions(Arena arena) throws SQLException {
        Instant from = Instant.now();
        try (Connection connection = arena.postgres().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
        }
        arena.fault();
        arena.blackout(from);
    }

    /** Those of the last life of each node. */
    private static long threads(Arena arena) throws InterruptedException {
        arena.nodes().lookAtFigures();
        return arena.nodes().sum(figures -> figures.threads());
    }

    @Override
    public void examine(Arena arena, Findings findings) throws InterruptedException, SQLException {
        connectionsAfter = connections(arena);
        long threadsAfter = threads(arena);
        findings.count("threads_before", threadsBefore);
        findings.count("threads_after", threadsAfter);
        findings.count("connections_after", connectionsAfter);
        findings.atLeast("restarts of PostgreSQL", arena.faults(), 1);
        int nodes = arena.setting().nodes();
        if (threadsAfter > threadsBefore + (long) THREADS_MORE_MAX * nodes) {
            findings.error("The nodes have " + threadsAfter + " threads, and had " + threadsBefore + " before.");
        }
        if (connectionsAfter > CONNECTIONS_PER_NODE_MAX * nodes) {
            findings.error("The nodes have " + connectionsAfter + " connections to PostgreSQL, and "
                    + CONNECTIONS_PER_NODE_MAX + " each would do.");
        }
    }

    /** Those of the nodes. */
    static int connections(Arena arena) throws SQLException {
        try (Connection connection = arena.postgres().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE backend_type = 'client backend' AND application_name = 'baton'")) {
            row.next();
            return row.getInt(1);
        }
    }
}

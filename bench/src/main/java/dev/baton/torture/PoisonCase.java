package dev.baton.torture;

import dev.baton.shop.engine.Account;
import dev.baton.torture.node.End;
import dev.baton.torture.node.NodeOptions;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * R18: executions that cannot be loaded, whose rows the database refuses, or whose loading kills the process, among all the
 * others.
 */
final class PoisonCase implements TortureCase {
    /** The node kills itself when it loads this one. */
    private static final String LETHAL = "talk-lethal";

    private static final String UNREADABLE = "talk-unreadable-";
    private static final String UNSTORABLE = "talk-unstorable-";
    private static final int EACH = 3;
    /** Before an owner marks what it loads, two die of it, and then two that do. */
    private static final int DEATHS_MIN = 4;

    private static final String DAMAGE = """
        UPDATE history SET events = decode('00ff00ff', 'hex')
        WHERE seq = 0 AND key = (SELECT key FROM executions WHERE id = ?)\
        """;

    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(60);
    private static final Duration REVIVE_PAUSE = Duration.ofMillis(100);

    private final Set<String> poisoned = new HashSet<>();

    @Override
    public String name() {
        return "R18";
    }

    @Override
    public String harm() {
        return "executions that cannot be decoded, stored, or loaded without killing the process";
    }

    @Override
    public NodeOptions options(int node, NodeOptions plain) {
        return plain.lethal(LETHAL);
    }

    @Override
    public void hurt(Arena arena) throws IOException, InterruptedException, SQLException {
        startAll(arena);
        try (Connection connection = arena.postgres().connect()) {
            for (String id : ofKind(UNREADABLE)) {
                try (PreparedStatement damage = connection.prepareStatement(DAMAGE)) {
                    damage.setString(1, id);
                    damage.executeUpdate();
                }
            }
            refuse(connection);
        }
        arena.fault();
        forgetHotStates(arena);
        for (String id : poisoned) {
            sayInVain(arena, id);
        }
        reviveWhileItGoesOn(arena);
    }

    private void startAll(Arena arena) throws InterruptedException {
        poisoned.add(LETHAL);
        for (int i = 1; i <= EACH; i++) {
            poisoned.add(UNREADABLE + i);
            poisoned.add(UNSTORABLE + i);
        }
        for (String id : poisoned) {
            try {
                arena.nodes().any().startTalk(id);
            } catch (IOException e) {
                arena.book().failed("'" + id + "' could not be started: " + e.getMessage());
            }
        }
    }

    private List<String> ofKind(String prefix) {
        return poisoned.stream().filter(id -> id.startsWith(prefix)).sorted().toList();
    }

    /** From now on no row of history can be written for them; those that are there stay. */
    private void refuse(Connection connection) throws SQLException {
        var keys = new ArrayList<String>();
        try (PreparedStatement look = connection.prepareStatement("SELECT key FROM executions WHERE id = ?")) {
            for (String id : ofKind(UNSTORABLE)) {
                look.setString(1, id);
                try (var row = look.executeQuery()) {
                    if (row.next()) {
                        keys.add("" + row.getLong(1));
                    }
                }
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("ALTER TABLE history ADD CONSTRAINT poison CHECK (key NOT IN (" + String.join(", ", keys)
                    + ")) NOT VALID");
        }
    }

    /** Whoever has an execution in memory does not load it. */
    private static void forgetHotStates(Arena arena) throws IOException, InterruptedException {
        for (NodeProcess node : arena.nodes().all()) {
            arena.kill(node);
        }
        for (NodeProcess node : arena.nodes().all()) {
            node.startAgain();
        }
    }

    /** Has it loaded and decided. Nobody will answer this one. */
    private static void sayInVain(Arena arena, String id) throws InterruptedException {
        try {
            arena.nodes().any().say(id, 1, "1");
        } catch (IOException e) {
            arena.tell("'" + id + "' does not answer, as was to be expected: " + e.getMessage());
        }
    }

    /** Starts whatever died of the lethal one again, as an operator's service manager does. */
    private void reviveWhileItGoesOn(Arena arena) throws IOException, InterruptedException {
        long until = System.nanoTime() + STOPPED_WITHIN.toNanos();
        while (arena.goesOn() || (!allAreStopped(arena) && System.nanoTime() < until)) {
            for (NodeProcess node : arena.nodes().all()) {
                if (!node.isAlive()) {
                    arena.partitions().died(node.owners());
                    arena.killed();
                    arena.tell(node.name() + " died by itself, and is started again");
                    node.revive();
                }
            }
            // What was said to a node that died meanwhile is lost; whoever said it says it again.
            for (String id : notStopped(arena)) {
                sayInVain(arena, id);
            }
            arena.holdOut(REVIVE_PAUSE);
        }
    }

    private boolean allAreStopped(Arena arena) throws InterruptedException {
        return notStopped(arena).isEmpty();
    }

    private Set<String> notStopped(Arena arena) throws InterruptedException {
        Set<String> open = new HashSet<>(poisoned);
        try {
            for (End end : arena.nodes().any().ends(List.copyOf(poisoned))) {
                if (end.stopped()) {
                    open.remove(end.id());
                }
            }
        } catch (IOException e) {
            arena.tell("No node says which are stopped: " + e.getMessage());
        }
        return open;
    }

    @Override
    public Inquest.Archive archive() {
        return new Inquest.Archive(new Account(List.of(), List.of(), List.of()), List.of(), poisoned);
    }

    @Override
    public void examine(Arena arena, Findings findings) throws InterruptedException {
        List<End> ends = new Rest(arena).awaitEnds(List.copyOf(poisoned), STOPPED_WITHIN);
        Set<String> stopped = new HashSet<>();
        for (End end : ends) {
            if (end.stopped() && end.incident()) {
                stopped.add(end.id());
            }
        }
        poisoned.stream()
                .filter(id -> !stopped.contains(id))
                .sorted()
                .forEach(id -> findings.error("'" + id + "' is poisoned, and is not stopped with an incident."));
        findings.count("stopped", stopped.size());
        // Each was killed once, and then the lethal one killed at least four.
        findings.atLeast("kills", arena.kills(), arena.setting().nodes() + DEATHS_MIN);
        arena.examineTakeovers(findings);
    }
}

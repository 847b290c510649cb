package dev.baton.torture;

import dev.baton.torture.TcpProxy.Mode;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** R3: the wire between a node and PostgreSQL, or between the nodes and a service, is cut, half open, or slow. */
final class CutNetworkCase implements TortureCase {
    private static final List<Mode> HARMFUL = List.of(Mode.SILENT, Mode.HALF_OPEN, Mode.REFUSES, Mode.SLOW);

    /** After the mending. */
    private static final Duration MOVES_WITHIN = Duration.ofSeconds(20);

    private final List<String> stuck = new ArrayList<>();

    @Override
    public String name() {
        return "R3";
    }

    @Override
    public String harm() {
        return "the network between nodes, PostgreSQL and services silent, half open, cut or slow for 1 to 8 s";
    }

    @Override
    public boolean needsOwnServer() {
        return true; // its port has to be known
    }

    @Override
    public boolean needsWires() {
        return true;
    }

    @Override
    public void hurt(Arena arena) throws IOException, InterruptedException, SQLException {
        arena.pause(arena.between(3, 6));
        int mode = arena.random().nextInt(HARMFUL.size());
        while (arena.goesOn()) {
            int node = arena.random().nextInt(arena.setting().nodes());
            boolean database = arena.random().nextInt(3) > 0;
            List<TcpProxy> services = arena.wires().toServices();
            TcpProxy wire = database
                    ? arena.wires().toDatabase(node)
                    : services.get(arena.random().nextInt(services.size()));
            Mode harm = HARMFUL.get(mode++ % HARMFUL.size());
            arena.tell((database ? "node-" + (node + 1) + " to PostgreSQL" : "nodes to a service") + ": " + harm);
            breakFor(arena, wire, harm, arena.between(1, 8));
            stuck.addAll(new Movement(arena).stuckAfter(MOVES_WITHIN));
            arena.pause(arena.between(1, 3));
        }
    }

    private static void breakFor(Arena arena, TcpProxy wire, Mode harm, Duration time) throws InterruptedException {
        Instant from = Instant.now();
        arena.fault();
        wire.becomes(harm);
        try {
            arena.holdOut(time);
        } finally {
            wire.becomes(Mode.PASSES);
            arena.blackout(from);
        }
    }

    @Override
    public void examine(Arena arena, Findings findings) {
        stuck.forEach(findings::error);
        findings.atLeast("broken wires", arena.faults(), 1);
    }
}

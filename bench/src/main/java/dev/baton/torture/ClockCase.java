package dev.baton.torture;

import dev.baton.torture.node.NodeOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** R7: the nodes' clocks are an hour ahead, an hour behind, and five minutes ahead; now and then one is killed. */
final class ClockCase implements TortureCase {
    private static final List<Duration> AHEAD =
            List.of(Duration.ofHours(1), Duration.ofHours(-1), Duration.ofMinutes(5));

    @Override
    public String name() {
        return "R7";
    }

    @Override
    public String harm() {
        return "clocks of nodes off by +1 h, -1 h and +5 min, with a kill every 10 to 20 s";
    }

    @Override
    public NodeOptions options(int node, NodeOptions plain) {
        return plain.clockShift(AHEAD.get(node % AHEAD.size()));
    }

    @Override
    public void hurt(Arena arena) throws IOException, InterruptedException {
        arena.pause(arena.between(8, 12)); // so that timers which one node set are due at another
        while (arena.goesOn()) {
            arena.killAndRestart(arena.anyNode(), arena.between(0, 5));
            arena.pause(arena.between(10, 20));
        }
    }

    @Override
    public void examine(Arena arena, Findings findings) {
        arena.examineTakeovers(findings);
        findings.count("naps", arena.book().naps().size());
        findings.atLeast("naps", arena.book().naps().size(), 1);
        findings.atLeast("kills", arena.kills(), 1);
    }
}

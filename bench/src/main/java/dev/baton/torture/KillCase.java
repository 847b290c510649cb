package dev.baton.torture;

import java.io.IOException;
import java.time.Duration;

/** R1: a node is killed every 5 to 20 s, and is back after 0 to 5 s. */
final class KillCase implements TortureCase {
    @Override
    public String name() {
        return "R1";
    }

    @Override
    public String harm() {
        return "kill -9 of a node every 5 to 20 s, back after 0 to 5 s";
    }

    @Override
    public Duration length() {
        return Duration.ofMinutes(10);
    }

    @Override
    public void hurt(Arena arena) throws IOException, InterruptedException {
        killing(arena);
    }

    /** The same for others that want nodes to die. */
    static void killing(Arena arena) throws IOException, InterruptedException {
        arena.pause(arena.between(3, 6)); // so that there is something to take over
        while (arena.goesOn()) {
            arena.killAndRestart(arena.anyNode(), arena.between(0, 5));
            arena.pause(arena.between(5, 20));
        }
    }

    @Override
    public void examine(Arena arena, Findings findings) {
        arena.examineTakeovers(findings);
        findings.atLeast("kills", arena.kills(), 1);
        findings.atLeast("takeovers", arena.partitions().takeovers().size(), 1);
    }
}

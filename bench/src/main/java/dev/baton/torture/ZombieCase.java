package dev.baton.torture;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * R2: an owner is frozen for half, one and three times its lease, every other time in the middle of a commit, and goes on as
 * if nothing had happened.
 */
final class ZombieCase implements TortureCase {
    private static final List<Double> LEASES = List.of(3.0, 0.5, 1.0);

    @Override
    public String name() {
        return "R2";
    }

    @Override
    public String harm() {
        return "SIGSTOP of an owner for 0.5, 1 and 3 leases, also within a commit, then SIGCONT";
    }

    @Override
    public void hurt(Arena arena) throws IOException, InterruptedException {
        arena.pause(arena.between(3, 6));
        for (int cycle = 0; arena.goesOn(); cycle++) {
            double leases = LEASES.get(cycle % LEASES.size());
            Duration frozen = Duration.ofMillis((long) (arena.setting().ttl().toMillis() * leases));
            freeze(arena, owner(arena), frozen, cycle % 2 == 0);
            arena.pause(arena.between(1, 3));
        }
    }

    /** A node that has a partition now; whichever if none has. */
    private static NodeProcess owner(Arena arena) throws InterruptedException {
        arena.nodes().lookAtFigures();
        NodeProcess drawn = arena.anyNode();
        Set<String> owners = arena.partitions().owners();
        return owns(drawn, owners)
                ? drawn
                : arena.nodes().all().stream()
                        .filter(node -> owns(node, owners))
                        .findFirst()
                        .orElse(drawn);
    }

    private static boolean owns(NodeProcess node, Set<String> owners) {
        var names = new HashSet<>(node.owners());
        names.retainAll(owners);
        return !names.isEmpty();
    }

    private static void freeze(Arena arena, NodeProcess node, Duration frozen, boolean inCommit)
            throws IOException, InterruptedException {
        if (inCommit) {
            node.pauseInCommit();
        } else {
            node.pause();
        }
        var death = arena.partitions().died(node.owners());
        arena.killed();
        arena.tell(node.name() + " frozen for " + frozen.toMillis() + " ms" + (inCommit ? " within a commit" : ""));
        arena.holdOut(frozen);
        node.resume();
        if (frozen.compareTo(arena.setting().takeoverMax()) <= 0) {
            arena.partitions().returned(death); // whether somebody took its partitions was a matter of chance
        }
    }

    @Override
    public void examine(Arena arena, Findings findings) {
        arena.examineTakeovers(findings);
        findings.atLeast("pauses", arena.kills(), 1);
        findings.atLeast("refused commits", arena.nodes().sum(figures -> figures.refused()), 1);
    }
}

package dev.baton.torture;

import dev.baton.torture.node.NodeOptions;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** R5: of 5 % of all commits and letters the answer never arrives, though they are stored. */
final class LostAnswerCase implements TortureCase {
    private static final int PERCENT = 5;

    private final AtomicLong lost = new AtomicLong();

    @Override
    public String name() {
        return "R5";
    }

    @Override
    public String harm() {
        return "the answers of 5 % of all writes are lost after they happened";
    }

    @Override
    public NodeOptions options(int node, NodeOptions plain) {
        return plain.losing(PERCENT);
    }

    @Override
    public void hurt(Arena arena) throws IOException, InterruptedException {
        while (arena.goesOn()) {
            arena.pause(arena.setting().length());
        }
        arena.nodes().lookAtFigures();
        lost.set(arena.nodes().sum(figures -> figures.lost()));
        for (NodeProcess node : arena.nodes().all()) {
            node.options(node.options().losing(0)); // a node that is restarted by hand heals
        }
    }

    @Override
    public void examine(Arena arena, Findings findings) {
        findings.count("lost_answers", lost.get());
        findings.atLeast("lost answers", lost.get(), 1);
    }
}

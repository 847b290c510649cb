package dev.baton.torture;

import dev.baton.shop.judge.Claims.Crash;
import dev.baton.torture.node.NodeFigures;
import dev.baton.torture.node.NodeOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToLongFunction;

/** The nodes of the cluster. Thread-safe as far as they are only asked. */
final class Nodes implements AutoCloseable {
    private final List<NodeProcess> nodes;

    private Nodes(List<NodeProcess> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /** Starts a node with each of these options, one after the other. */
    static Nodes start(Path folder, List<NodeOptions> options) throws IOException, InterruptedException {
        var started = new ArrayList<NodeProcess>();
        boolean complete = false;
        try {
            for (NodeOptions one : options) {
                started.add(NodeProcess.start("node-" + (started.size() + 1), folder, one));
            }
            complete = true;
            return new Nodes(started);
        } finally {
            if (!complete) {
                new Nodes(started).close();
            }
        }
    }

    List<NodeProcess> all() {
        return nodes;
    }

    NodeProcess get(int number) {
        return nodes.get(number);
    }

    /** One that is neither killed nor paused, by chance; whichever if there is none. */
    NodeCaller any() {
        List<NodeProcess> up = nodes.stream().filter(NodeProcess::isUp).toList();
        List<NodeProcess> from = up.isEmpty() ? nodes : up;
        return from.get(ThreadLocalRandom.current().nextInt(from.size())).caller();
    }

    /** The node that has this name in leases. */
    Optional<NodeProcess> owner(String name) {
        return nodes.stream().filter(node -> node.owners().contains(name)).findFirst();
    }

    /** When nodes were away. */
    List<Crash> crashes() {
        return nodes.stream().flatMap(node -> node.crashes().stream()).toList();
    }

    /** Asks all for their figures. */
    void lookAtFigures() throws InterruptedException {
        for (NodeProcess node : nodes) {
            node.lookAtFigures();
        }
    }

    /** A figure over all lives of all nodes, as far as it was seen. */
    long sum(ToLongFunction<NodeFigures> figure) {
        return nodes.stream()
                .flatMap(node -> node.figures().stream())
                .mapToLong(figure)
                .sum();
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (NodeProcess node : nodes) {
            try {
                node.endInput();
            } catch (IOException e) {
                failure = e;
            }
        }
        for (NodeProcess node : nodes) {
            try {
                node.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}

package dev.baton.shop.demo;

import dev.baton.ExecutionStatus;
import dev.baton.shop.engine.Overview;
import dev.baton.shop.engine.Overview.Standing;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a run is.
 *
 * @param passed since the first order
 * @param started orders that the engine acknowledged
 * @param overview what Baton said last
 * @param down whether the engine is being killed and started again
 */
record Progress(Duration passed, int orders, int started, Overview overview, int crashes, boolean down) {
    long in(ExecutionStatus status) {
        return overview.orders().stream()
                .filter(order -> order.status() == status)
                .count();
    }

    long incidents() {
        return overview.orders().stream().filter(Standing::incident).count();
    }

    /** How many orders are at which step now. */
    Map<String, Integer> running() {
        var steps = new TreeMap<String, Integer>();
        overview.orders().stream()
                .filter(order -> order.status() == ExecutionStatus.RUNNING)
                .forEach(order -> steps.merge(order.step().isEmpty() ? "checks" : order.step(), 1, Integer::sum));
        return steps;
    }
}

package dev.baton.torture;

import dev.baton.shop.contract.Order;
import dev.baton.shop.engine.Overview;
import dev.baton.shop.engine.Overview.Standing;
import dev.baton.shop.ledger.Ledger;
import dev.baton.shop.process.Await;
import dev.baton.torture.node.End;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Waits until nothing moves any more: all that was acknowledged has ended, or waits for a person. */
final class Rest {
    /** Longer than the longest pause of a saga of the shop between two attempts, and a takeover. */
    private static final Duration STUCK = Duration.ofSeconds(60);

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration STRAY_CALLS_MAX = Duration.ofSeconds(30);

    private final Arena arena;

    Rest(Arena arena) {
        this.arena = arena;
    }

    /** Returns when all rests, or when nothing has moved for a minute; says which orders do not rest. */
    List<String> await() throws IOException, InterruptedException, SQLException {
        List<String> restless = awaitOrders();
        Await.until(
                STRAY_CALLS_MAX,
                "the services to be done with their calls",
                () -> Ledger.readAll(arena.setting().folder()).underWay().isEmpty());
        return restless.isEmpty() ? awaitOrders() : restless; // a stray call may have made Baton act again
    }

    private List<String> awaitOrders() throws InterruptedException {
        Overview before = new Overview(List.of());
        long moved = System.nanoTime();
        while (true) {
            Overview now = overview(before);
            List<String> restless = restless(now);
            if (restless.isEmpty() || System.nanoTime() - moved > STUCK.toNanos()) {
                return restless;
            }
            if (!now.equals(before)) {
                moved = System.nanoTime();
                before = now;
            }
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
    }

    private Overview overview(Overview before) throws InterruptedException {
        try {
            return arena.nodes().any().overview();
        } catch (IOException e) {
            return before; // no node answers right now
        }
    }

    private List<String> restless(Overview now) {
        Map<String, Standing> standings =
                now.orders().stream().collect(Collectors.toMap(Standing::order, standing -> standing));
        var restless = new ArrayList<String>();
        for (Order order : arena.book().orders()) {
            Standing standing = standings.get(order.order());
            if (standing != null && !standing.rests()) {
                restless.add(order.order());
            }
        }
        return restless;
    }

    /** Waits until these have ended or are stopped, or for a bound; returns the ends of all that are known. */
    List<End> awaitEnds(List<String> ids, Duration bound) throws InterruptedException {
        long until = System.nanoTime() + bound.toNanos();
        var open = new HashSet<>(ids);
        var ends = new ArrayList<End>();
        while (!open.isEmpty()) {
            for (End end : ends(List.copyOf(open))) {
                if (end.over() || System.nanoTime() > until) {
                    ends.add(end);
                    open.remove(end.id());
                }
            }
            if (System.nanoTime() > until) {
                return ends;
            }
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
        return ends;
    }

    private List<End> ends(List<String> ids) throws InterruptedException {
        try {
            return arena.nodes().any().ends(ids);
        } catch (IOException e) {
            return List.of();
        }
    }
}

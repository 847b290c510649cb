package dev.baton.shop.demo;

import dev.baton.ExecutionStatus;
import dev.baton.shop.engine.EngineCaller;
import dev.baton.shop.engine.EngineProcess;
import dev.baton.shop.engine.Engines;
import dev.baton.shop.engine.Overview;
import dev.baton.shop.engine.Overview.Standing;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Looks at the orders again and again until all are at rest, and shows and tells what changed. */
final class Watch {
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final int PAUSE_PER_LOOK = 4; // so that looking takes a fifth of the engine's time at most
    private static final Duration STUCK = Duration.ofMinutes(3);

    private final Engines engines;
    private final EngineCaller caller;
    private final Starter starter;
    private final Crasher crasher;
    private final Screen screen;
    private final long began = System.nanoTime();
    private final Map<String, Standing> known = new HashMap<>();
    private Overview overview = new Overview(List.of());

    Watch(Engines engines, EngineCaller caller, Starter starter, Crasher crasher, Screen screen) {
        this.engines = engines;
        this.caller = caller;
        this.starter = starter;
        this.crasher = crasher;
        this.screen = screen;
    }

    /** Since it was made. */
    Duration passed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /**
     * Returns when the helpers are done and all orders are at rest, nothing has moved for 3 minutes, or a helper has failed.
     *
     * @throws IOException if an engine ended and nobody killed it
     */
    void untilAtRest(List<? extends Future<?>> helpers) throws IOException, InterruptedException {
        Duration moved = passed();
        while (passed().minus(moved).compareTo(STUCK) < 0) {
            long look = System.nanoTime();
            if (refresh()) {
                moved = passed();
            }
            screen.show(new Progress(
                    passed(),
                    starter.orders(),
                    starter.started(),
                    overview,
                    crasher.crashes().size(),
                    crasher.isDown()));
            boolean done = helpers.stream().allMatch(Future::isDone);
            if ((done && allRest()) || helpers.stream().anyMatch(helper -> helper.state() == Future.State.FAILED)) {
                return;
            }
            Duration took = Duration.ofNanos(System.nanoTime() - look).multipliedBy(PAUSE_PER_LOOK);
            Thread.sleep(took.compareTo(PAUSE) > 0 ? took : PAUSE);
        }
        screen.tell("nothing has moved for " + STUCK.toSeconds() + " s, so this is the end", true);
    }

    private boolean allRest() {
        return overview.orders().size() == starter.orders()
                && overview.orders().stream().allMatch(Standing::rests);
    }

    /** Looks once; whether something changed. */
    private boolean refresh() throws IOException, InterruptedException {
        int crashes = crasher.crashes().size();
        Overview now;
        try {
            now = caller.overview();
        } catch (IOException e) {
            boolean killed = crasher.isDown() || crasher.crashes().size() > crashes;
            if (!killed && !engines.areAlive()) {
                throw new IOException(EngineProcess.ENDED_BY_ITSELF, e);
            }
            return killed;
        }
        boolean changed = !now.equals(overview);
        overview = now;
        for (Standing standing : now.orders()) {
            tellChange(known.put(standing.order(), standing), standing);
        }
        return changed;
    }

    private void tellChange(@Nullable Standing before, Standing now) {
        boolean was = before != null && before.incident();
        if (now.incident() && !was) {
            screen.tell(now.order() + " needs a person: it has an incident", true);
        } else if (before == null || before.status() != now.status()) {
            if (now.status() == ExecutionStatus.COMPENSATED) {
                screen.tell(now.order() + " failed, and all it had done is undone", false);
            } else if (now.status() == ExecutionStatus.FAILED) {
                screen.tell(now.order() + " failed, with nothing to undo", false);
            }
        }
    }
}

package dev.baton.shop.demo;

import dev.baton.shop.engine.EngineProcess;
import dev.baton.shop.engine.Engines;
import dev.baton.shop.judge.Claims.Crash;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Kills an engine so many times, evenly spread over the starts of the orders, and starts it again each time. */
final class Crasher implements Callable<Integer> {
    private static final int LATER_MILLIS_MAX = 200;

    private final Engines engines;
    private final Starter starter;
    private final DemoOptions options;
    private final Consumer<String> news;
    private final List<Crash> crashes = new CopyOnWriteArrayList<>();
    private volatile boolean down;

    Crasher(Engines engines, Starter starter, DemoOptions options, Consumer<String> news) {
        this.engines = engines;
        this.starter = starter;
        this.options = options;
        this.news = news;
    }

    /** When an engine was gone, so far. */
    List<Crash> crashes() {
        return List.copyOf(crashes);
    }

    /** Whether an engine is gone right now, because of this. */
    boolean isDown() {
        return down;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var random = new SplittableRandom(options.seed());
        for (int i = 1; i <= options.crashes(); i++) {
            starter.awaitStarted((int) ((long) options.orders() * i / (options.crashes() + 1)));
            Duration later = Duration.ofMillis(random.nextInt(LATER_MILLIS_MAX));
            EngineProcess engine = engines.get(random.nextInt(engines.size()));
            if (engine.endsWithin(later)) { // else it is in the middle of something, of something else each time
                throw new IOException(EngineProcess.ENDED_BY_ITSELF);
            }
            crash(engine, i);
        }
        return options.crashes();
    }

    private void crash(EngineProcess engine, int number) throws IOException, InterruptedException {
        down = true;
        long pid = engine.pid();
        Instant killed = Instant.now();
        engine.kill();
        engine.startAgain();
        Instant back = Instant.now();
        crashes.add(new Crash(killed, back));
        down = false;
        news.accept(String.format(
                "engine killed (kill -9 %d, crash %d of %d), back after %.1f s",
                pid, number, options.crashes(), Duration.between(killed, back).toMillis() / 1000.0));
    }
}

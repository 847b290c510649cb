package dev.baton.bench;

import dev.baton.Each;
import dev.baton.ExecutionId;
import dev.baton.Repeat;
import dev.baton.Saga;
import dev.baton.Step;
import dev.baton.engine.Baton;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** One saga that grows: a loop of up to 10,000 steps, and a fan-out to up to 10,000 items. The cost per step must not. */
@Command(
        name = "size",
        mixinStandardHelpOptions = true,
        description = "Runs a loop and a fan-out of 1,000, 3,000 and 10,000 steps; prints the time per step of each.")
final class SizeBench implements Callable<Integer> {
    @Mixin
    private StoreChoice choice = new StoreChoice();

    private static final List<Integer> SIZES = List.of(1_000, 3_000, 10_000);
    private static final int WARM_UP = 500;

    record Size(int steps) {}

    record Item(int number) {}

    record Sum(int steps) {}

    private static final Step<Item, Item> COUNT = Step.named("count", Item.class, Item.class)
            .does(item -> new Item(item.number() + 1))
            .compensatedBy(compensation -> {});

    private static Saga<Size, Sum> loop(int turns) {
        return Saga.named("bench-loop-" + turns, Size.class, Sum.class).define((saga, size) -> {
            var counted = saga.repeat(
                    Item.class,
                    size.map(s -> new Item(0)),
                    Repeat.every(Duration.ZERO).upTo(turns),
                    item -> saga.step(COUNT, item),
                    item -> item.number() >= turns);
            return counted.map(item -> new Sum(item.number()));
        });
    }

    private static Saga<Size, Sum> fanOut() {
        return Saga.named("bench-fan-out", Size.class, Sum.class).define((saga, size) -> {
            var counted = saga.forEach(
                    Item.class,
                    size.map(s ->
                            IntStream.range(0, s.steps()).mapToObj(Item::new).toList()),
                    Each.concurrently(100),
                    item -> saga.step(COUNT, item));
            return counted.map(items -> new Sum(items.results().size()));
        });
    }

    @Override
    public Integer call() throws IOException {
        choice.check();
        var fanOut = fanOut();
        var loops = SIZES.stream().map(SizeBench::loop).toList();
        var warmUp = loop(WARM_UP);
        var all = IntStream.range(0, loops.size()).mapToObj(loops::get).toArray(Saga<?, ?>[]::new);
        try (var opened = choice.open();
                var store = opened.store();
                Baton baton = Baton.builder()
                        .store(store)
                        .register(all)
                        .register(fanOut, warmUp)
                        .start()) {
            microsPerStep(baton, warmUp, WARM_UP);
            microsPerStep(baton, fanOut, WARM_UP);
            for (int i = 0; i < SIZES.size(); i++) {
                int steps = SIZES.get(i);
                System.out.printf(
                        Locale.ROOT,
                        "{\"steps\":%d,\"loop_us_per_step\":%.0f,\"fan_out_us_per_step\":%.0f}%n",
                        steps,
                        microsPerStep(baton, loops.get(i), steps),
                        microsPerStep(baton, fanOut, steps));
            }
        }
        return 0;
    }

    private static double microsPerStep(Baton baton, Saga<Size, Sum> saga, int steps) {
        long began = System.nanoTime();
        Sum sum = baton.client()
                .start(saga, ExecutionId.of(saga.name() + "-" + steps), new Size(steps))
                .result();
        if (sum.steps() != steps) {
            throw new IllegalStateException("A saga of " + steps + " steps made " + sum.steps() + ".");
        }
        return (System.nanoTime() - began) / 1e3 / steps;
    }
}

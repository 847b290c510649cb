package dev.baton.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionStatus;
import dev.baton.core.RandomPlay.Restarts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Random sagas with random points of failure: what runs as compensation equals the plan, order included, and with a
 * restart after every commit the end is the same.
 *
 * <p>A failure prints its seed and size. To play that one again, with its whole history: {@code mvn -pl core -am test
 * -Dtest=RandomSagaTest -Dsurefire.failIfNoSpecifiedTests=false -Dbaton.random.seed=<seed> -Dbaton.random.size=<size>}.
 * With {@code -Dbaton.random.count=<n>} instead, it plays so many.
 */
class RandomSagaTest {
    private static final int SIZE_MAX = 12;
    private static final int FIXED_SEED = 20_000;
    private static final int SHOWN_MAX = 3;

    /** What came of all. */
    private static final class Counts {
        final AtomicLong plays = new AtomicLong();
        final AtomicLong restarts = new AtomicLong();
        final AtomicLong heldBack = new AtomicLong();
        final AtomicLong undone = new AtomicLong();
        final AtomicLong nodes = new AtomicLong();
        final Map<ExecutionStatus, Long> ends = new EnumMap<>(ExecutionStatus.class);

        synchronized void ended(RandomPlay play) {
            play.runs().stream().limit(1).forEach(run -> ends.merge(run.state.status(), 1L, Long::sum));
        }
    }

    @Test
    void whatIsUndoneEqualsThePlanAndRestartsChangeNothing() {
        Long seed = Long.getLong("baton.random.seed");
        if (seed != null) {
            playOne(seed, Integer.getInteger("baton.random.size", SIZE_MAX));
            return;
        }
        playMany(FIXED_SEED, Integer.getInteger("baton.random.count", 20_000));
        playMany(ThreadLocalRandom.current().nextInt(1, 1_000_000) * 1_000_000L, 2_000);
    }

    /** Small ones first, so that the first one that fails is small. */
    private static void playMany(long firstSeed, int count) {
        System.out.println("random sagas: " + count + ", seeds from " + firstSeed);
        long began = System.nanoTime();
        var counts = new Counts();
        List<String> failures = new ArrayList<>();
        for (int size = 1; size <= SIZE_MAX && failures.isEmpty(); size++) {
            int from = count * (size - 1) / SIZE_MAX;
            int to = count * size / SIZE_MAX;
            int now = size;
            LongStream.range(firstSeed + from, firstSeed + to).parallel().forEach(seed -> {
                String failure = failureOf(seed, now, counts);
                if (!failure.isEmpty()) {
                    synchronized (failures) {
                        failures.add(failure);
                    }
                }
            });
        }
        System.out.println(
                "  " + counts.nodes + " nodes, " + counts.plays + " plays, " + counts.restarts + " restarts ("
                        + counts.heldBack + " held back), " + counts.undone + " undone, ends "
                        + counts.ends + ", "
                        + (System.nanoTime() - began) / 1_000_000 + " ms");
        failures.sort(Comparator.comparingInt(String::length));
        assertThat(failures.stream().limit(SHOWN_MAX).toList())
                .as(failures.size() + " random sagas failed; the shortest: "
                        + String.join("\n", failures.stream().limit(SHOWN_MAX).toList()))
                .isEmpty();
    }

    private static String failureOf(long seed, int size, Counts counts) {
        try {
            return String.join("\n", problems(RandomCase.of(seed, size), counts));
        } catch (RuntimeException | AssertionError e) {
            return "seed " + seed + " size " + size + ": " + e + " "
                    + List.of(e.getStackTrace()).stream().limit(6).toList();
        }
    }

    private static List<String> problems(RandomCase drawn, Counts counts) {
        var found = new ArrayList<String>();
        RandomPlay straight = play(drawn, Restarts.NEVER, found, counts);
        RandomPlay harmless = play(drawn, Restarts.HARMLESS, found, counts);
        compare(drawn, straight, harmless, Restarts.HARMLESS, false, found);
        if (drawn.seed() % 4 == 0) {
            RandomPlay always = play(drawn, Restarts.ALWAYS, found, counts);
            if (drawn.isSequential()) {
                compare(drawn, straight, always, Restarts.ALWAYS, true, found);
            }
        }
        counts.nodes.addAndGet(drawn.nodes().size());
        counts.ended(straight);
        return found;
    }

    private static RandomPlay play(RandomCase drawn, Restarts restarts, List<String> found, Counts counts) {
        var play = new RandomPlay(drawn, restarts);
        play.play();
        String what = "seed " + drawn.seed() + " size " + drawn.size() + " restarts " + restarts + ": ";
        for (RandomPlay.Run run : play.runs()) {
            new RandomPlanCheck(play, run).differences().forEach(difference -> found.add(what + difference));
        }
        RandomEnd.problems(play).forEach(problem -> found.add(what + problem));
        counts.plays.incrementAndGet();
        counts.restarts.addAndGet(play.restarted);
        counts.heldBack.addAndGet(play.heldBack);
        counts.undone.addAndGet(play.ledger.undone());
        return play;
    }

    private static void compare(
            RandomCase drawn,
            RandomPlay straight,
            RandomPlay other,
            Restarts restarts,
            boolean loose,
            List<String> found) {
        boolean lost = RandomEnd.hasLost(other);
        RandomEnd expected = RandomEnd.of(straight, loose, lost);
        RandomEnd end = RandomEnd.of(other, loose, lost);
        if (!expected.equals(end)) {
            found.add("seed " + drawn.seed() + " size " + drawn.size() + ": with restarts " + restarts
                    + " it ended as\n  " + end + "\n  and without as\n  " + expected);
        }
    }

    private static void playOne(long seed, int size) {
        RandomCase drawn = RandomCase.of(seed, size);
        drawn.definitions().forEach(definition -> System.out.println(definition + "\n"));
        System.out.println(drawn.trouble());
        for (Restarts restarts : Restarts.values()) {
            var play = new RandomPlay(drawn, restarts);
            try {
                play.play();
            } finally {
                System.out.println("-- restarts " + restarts);
                for (RandomPlay.Run run : play.runs()) {
                    System.out.println(run.id + " " + (run.state.exists() ? run.state.status() : "not started"));
                    for (int i = 0; i < run.log.size(); i++) {
                        System.out.println("   " + run.ticks.get(i) + " " + run.log.get(i));
                    }
                }
            }
        }
        assertThat(problems(drawn, new Counts())).isEmpty();
    }
}

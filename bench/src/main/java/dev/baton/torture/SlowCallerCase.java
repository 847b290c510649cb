package dev.baton.torture;

import dev.baton.torture.node.TortureNode.Joined;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** R19: starts and signals in callers' transactions that stay open for up to a minute, or roll back. */
final class SlowCallerCase implements TortureCase {
    private static final Duration OPEN_MAX = Duration.ofSeconds(60);
    private static final double PER_SECOND = 3;
    private static final double P99_GROWTH_MAX = 2;
    private static final long P99_SLACK_MILLIS = 200;

    private final Set<String> committed = ConcurrentHashMap.newKeySet();
    private final Set<String> rolledBack = ConcurrentHashMap.newKeySet();
    private final Set<String> talks = ConcurrentHashMap.newKeySet();
    private final List<String> failures = new ArrayList<>();
    private long warmFrom;
    private long slowFrom;

    @Override
    public String name() {
        return "R19";
    }

    @Override
    public String harm() {
        return "starts and signals in callers' transactions that stay open up to 60 s, or roll back";
    }

    @Override
    public void hurt(Arena arena) throws IOException, InterruptedException {
        arena.pause(arena.setting().length().dividedBy(6)); // the first calls of fresh JVMs are slow
        warmFrom = System.nanoTime();
        arena.pause(arena.setting().length().dividedBy(4)); // what the others' latency is compared with
        slowFrom = System.nanoTime();
        Duration openMax = arena.setting().length().dividedBy(2);
        long millisMax = Math.min(OPEN_MAX.toMillis(), openMax.toMillis());
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 1; arena.goesOn(); i++) {
                int number = i;
                var random = new SplittableRandom(arena.random().nextLong());
                callers.execute(() -> call(arena, number, random, millisMax));
                arena.pause(Duration.ofMillis((long) (1_000 / PER_SECOND)));
            }
            callers.shutdown();
            if (!callers.awaitTermination(2 * OPEN_MAX.toSeconds() + 60, TimeUnit.SECONDS)) {
                arena.book().failed("Some callers' transactions did not end.");
            }
        }
        arena.nodes().lookAtFigures();
    }

    private void call(Arena arena, int number, SplittableRandom random, long millisMax) {
        boolean commits = random.nextInt(3) > 0;
        long open = random.nextInt(4) == 0 ? random.nextLong(millisMax) : random.nextLong(500);
        String id = (commits ? "joined-" : "dropped-") + number;
        try {
            if (number % 4 == 0) {
                talk(arena, id, open);
            } else {
                join(arena, new Joined(id, 0, open, commits));
                (commits ? committed : rolledBack).add(id);
            }
        } catch (IOException e) {
            failed("'" + id + "' in a caller's transaction failed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        arena.fault();
    }

    /** Each word is said first in a transaction that rolls back, and then in one that commits. */
    private void talk(Arena arena, String id, long open) throws IOException, InterruptedException {
        arena.nodes().any().startTalk(id);
        for (int word = 1; word <= 3; word++) {
            join(arena, new Joined(id, word, 0, false));
            join(arena, new Joined(id, word, word == 2 ? open : 0, true));
        }
        talks.add(id);
    }

    private static void join(Arena arena, Joined joined) throws IOException, InterruptedException {
        Duration bound = OPEN_MAX.plusSeconds(30);
        arena.nodes().any().ask("/joined", joined, bound);
    }

    private synchronized void failed(String sentence) {
        failures.add(sentence);
    }

    @Override
    public void examine(Arena arena, Findings findings) throws IOException, InterruptedException {
        synchronized (this) {
            failures.forEach(findings::error);
        }
        talks.forEach(id -> arena.book().talked(id));
        examineStarts(arena, findings);
        examineOthers(arena, findings);
        findings.count("joined", committed.size());
        findings.count("rolled_back", rolledBack.size());
        findings.count("joined_talks", talks.size());
        findings.atLeast("transactions that committed", committed.size(), 1);
        findings.atLeast("transactions that rolled back", rolledBack.size(), 1);
    }

    private void examineStarts(Arena arena, Findings findings) throws IOException, InterruptedException {
        var rest = new Rest(arena);
        Collection<String> known = new ArrayList<>();
        rest.awaitEnds(List.copyOf(committed), Duration.ofSeconds(60)).forEach(end -> known.add(end.id()));
        committed.stream()
                .filter(id -> !known.contains(id))
                .forEach(id -> findings.lost("'" + id + "' was committed by its caller, and Baton does not know it."));
        arena.nodes()
                .any()
                .ends(List.copyOf(rolledBack))
                .forEach(end ->
                        findings.error("'" + end.id() + "' was rolled back by its caller, and Baton has started it."));
    }

    /** The others' starts take as long as before. */
    private void examineOthers(Arena arena, Findings findings) {
        long before = p99(arena, false);
        long during = p99(arena, true);
        findings.count("others_p99_ms_before", before);
        findings.count("others_p99_ms_during", during);
        if (during > before * P99_GROWTH_MAX + P99_SLACK_MILLIS) {
            findings.error("The p99 of other starts was " + before + " ms, and with slow callers " + during + " ms.");
        }
    }

    private long p99(Arena arena, boolean slow) {
        List<Long> sorted = arena.book().answers().stream()
                .filter(answer -> answer.asked() >= warmFrom && (answer.asked() >= slowFrom) == slow)
                .map(answer -> answer.took().toMillis())
                .sorted()
                .toList();
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1);
    }
}

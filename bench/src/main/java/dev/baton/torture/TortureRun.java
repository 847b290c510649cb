package dev.baton.torture;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** One run of one case: start everything, send the load, do harm, mend it, wait for rest, look at what became of it. */
final class TortureRun {
    private static final int SENTENCES_MAX = 20;

    private final TortureCase torture;
    private final Setting setting;
    private final Consumer<String> news;

    TortureRun(TortureCase torture, Setting setting, Consumer<String> news) {
        this.torture = torture;
        this.setting = setting;
        this.news = news;
    }

    /** How it went; whether it passed, and all that was counted. */
    record Outcome(boolean passed, String json) {}

    Outcome run() throws IOException, InterruptedException, SQLException {
        news.accept("Starting PostgreSQL, five services and " + setting.nodes() + " nodes…");
        var findings = new Findings();
        try (Arena arena = Arena.open(torture, setting, news);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                var load = new TortureLoad(setting, arena.nodes(), arena.book())) {
            arena.tell(torture.harm());
            arena.begin();
            Future<?> starts = threads.submit(() -> {
                load.run();
                return null;
            });
            Future<?> looks = threads.submit(() -> {
                lookAtFigures(arena);
                return null;
            });
            try {
                torture.hurt(arena);
                arena.tell("Mended. Waiting for rest…");
                result(starts);
                load.finish();
                List<String> restless = new Rest(arena).await();
                arena.nodes().lookAtFigures();
                var inquest = new Inquest(arena, findings, torture.archive());
                Inquest.Ends ends = inquest.hold(restless);
                torture.examine(arena, findings);
                findings.atLeast("sagas", ends.sagas(), 1);
                tell(findings);
                return new Outcome(findings.passed(), TortureReport.json(torture, arena, findings, ends));
            } finally {
                looks.cancel(true);
                starts.cancel(true);
            }
        }
    }

    /** The figures of a node that dies are those of its last look. */
    private static void lookAtFigures(Arena arena) throws InterruptedException {
        while (true) {
            arena.nodes().lookAtFigures();
            arena.holdOut(Duration.ofSeconds(1));
        }
    }

    private static void result(Future<?> helper) throws IOException, InterruptedException {
        try {
            helper.get();
        } catch (ExecutionException e) {
            throw new IOException("The load failed: " + e.getMessage(), e);
        }
    }

    private void tell(Findings findings) {
        tell("Lost", findings.lost());
        tell("Doubled", findings.doubled());
        tell("Wrong", findings.errors());
    }

    private void tell(String what, List<String> sentences) {
        sentences.stream().limit(SENTENCES_MAX).forEach(sentence -> news.accept(what + ": " + sentence));
        if (sentences.size() > SENTENCES_MAX) {
            news.accept(what + ": and " + (sentences.size() - SENTENCES_MAX) + " more.");
        }
    }
}

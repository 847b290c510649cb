package dev.baton.bench;

import dev.baton.ExecutionId;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.engine.Baton;
import dev.baton.jdbc.JdbcStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Many executions that only wait: what they cost in memory, and how soon an engine with them starts. */
@Command(
        name = "waiting",
        mixinStandardHelpOptions = true,
        description =
                "Starts executions that wait for a signal each; prints the heap they take, and how long the engine"
                        + " takes to start with them.")
final class WaitingBench implements Callable<Integer> {
    private static final int AT_ONCE = 2_000;

    record Question(String text) {}

    record Answer(String text) {}

    private static final Signal<Answer> ANSWER = Signal.named("answer", Answer.class);

    private static final Saga<Question, Answer> ASK =
            Saga.named("bench-ask", Question.class, Answer.class).define((saga, question) -> saga.receive(ANSWER));

    @Option(names = "--executions", defaultValue = "100000", description = "how many wait, 1 to 10000000")
    private int executions;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Bench.refuseUnless(
                executions >= 1 && executions <= 10_000_000,
                "--executions takes 1 to 10000000, not " + executions + ".");
        Path folder = Files.createTempDirectory("baton-bench");
        Path file = folder.resolve("bench.db");
        try {
            long heap = startAll(file);
            long began = System.nanoTime();
            try (var store = JdbcStore.sqlite(file);
                    Baton baton = Baton.builder().store(store).register(ASK).start()) {
                double started = (System.nanoTime() - began) / 1e6;
                baton.client().signal(ExecutionId.of("ask-1"), ANSWER, new Answer("yes"));
                Answer first =
                        baton.client().execution(ASK, ExecutionId.of("ask-1")).result();
                double answered = (System.nanoTime() - began) / 1e6;
                System.out.printf(
                        Locale.ROOT,
                        "{\"waiting\":%d,\"heap_mib\":%d,\"start_ms\":%.0f,\"first_%s_ms\":%.0f}%n",
                        executions,
                        heap >> 20,
                        started,
                        first.text().equals("yes") ? "answer" : "wrong_answer",
                        answered);
            }
        } finally {
            Bench.delete(folder);
        }
        return 0;
    }

    /** Returns the heap in use when all of them wait, after a collection. */
    private long startAll(Path file) throws InterruptedException {
        try (var store = JdbcStore.sqlite(file);
                Baton baton = Baton.builder().store(store).register(ASK).start()) {
            var slots = new Semaphore(AT_ONCE);
            var failed = new AtomicReference<@Nullable RuntimeException>();
            for (int i = 1; i <= executions; i++) {
                slots.acquire();
                var id = ExecutionId.of("ask-" + i);
                Thread.ofVirtual().start(() -> {
                    try {
                        baton.client().start(ASK, id, new Question("May we?"));
                    } catch (RuntimeException e) {
                        failed.set(e);
                    } finally {
                        slots.release();
                    }
                });
            }
            slots.acquire(AT_ONCE);
            RuntimeException failure = failed.get();
            if (failure != null) {
                throw failure;
            }
            System.gc();
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        }
    }
}

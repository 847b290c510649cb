package dev.baton.bench;

import dev.baton.ExecutionId;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.Step;
import dev.baton.engine.Baton;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Many executions that only wait: what they cost in memory, how soon an engine with them starts, and when timers fire. */
@Command(
        name = "waiting",
        mixinStandardHelpOptions = true,
        description =
                "Starts executions that wait for a signal each; prints the heap they take, and how long the engine"
                    + " takes to start with them. With --timers, also executions that wait until an instant: whether"
                    + " each fires once, and how late, beside those that wait.")
final class WaitingBench implements Callable<Integer> {
    private static final int AT_ONCE = 2_000;

    record Question(String text) {}

    record Answer(String text) {}

    record Alarm(int number, long dueMillis) {}

    private static final Signal<Answer> ANSWER = Signal.named("answer", Answer.class);

    private static final Saga<Question, Answer> ASK =
            Saga.named("bench-ask", Question.class, Answer.class).define((saga, question) -> saga.receive(ANSWER));

    @Mixin
    private StoreChoice choice = new StoreChoice();

    @Option(names = "--executions", defaultValue = "100000", description = "how many wait, 1 to 10000000")
    private int executions;

    @Option(names = "--timers", defaultValue = "0", description = "how many have a timer, 0 to 10000000")
    private int timers;

    @Option(
            names = "--within",
            defaultValue = "600",
            description = "seconds from the first start of a timer in which they are due, spread evenly; 10 to 86400")
    private int withinSeconds;

    @Override
    public Integer call() throws IOException, InterruptedException {
        check("--executions", executions, 1, 10_000_000);
        check("--timers", timers, 0, 10_000_000);
        check("--within", withinSeconds, 10, 86_400);
        choice.check();
        try (StoreChoice.Opened opened = choice.open()) {
            long heap = startAll(opened);
            long began = System.nanoTime();
            var fired = new Alarms(timers);
            try (var store = opened.store();
                    Baton baton = Baton.builder()
                            .store(store)
                            .register(ASK, fired.saga())
                            .start()) {
                double started = (System.nanoTime() - began) / 1e6;
                baton.client().signal(ExecutionId.of("ask-1"), ANSWER, new Answer("yes"));
                Answer first =
                        baton.client().execution(ASK, ExecutionId.of("ask-1")).result();
                double answered = (System.nanoTime() - began) / 1e6;
                String alarms = timers == 0 ? "" : fireAll(baton, fired);
                System.out.printf(
                        Locale.ROOT,
                        "{\"waiting\":%d,\"heap_mib\":%d,\"start_ms\":%.0f,\"first_%s_ms\":%.0f%s}%n",
                        executions,
                        heap >> 20,
                        started,
                        first.text().equals("yes") ? "answer" : "wrong_answer",
                        answered,
                        alarms);
            }
        }
        return 0;
    }

    private static void check(String option, int value, int min, int max) {
        Bench.refuseUnless(
                value >= min && value <= max, option + " takes " + min + " to " + max + ", not " + value + ".");
    }

    /** Returns the heap in use when all of them wait, after a collection. */
    private long startAll(StoreChoice.Opened opened) throws InterruptedException {
        try (var store = opened.store();
                Baton baton = Baton.builder().store(store).register(ASK).start()) {
            start(executions, i -> baton.client().start(ASK, ExecutionId.of("ask-" + i), new Question("May we?")));
            return heap();
        }
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private String fireAll(Baton baton, Alarms fired) throws InterruptedException {
        long first = Instant.now().toEpochMilli();
        long span = TimeUnit.SECONDS.toMillis(withinSeconds);
        start(timers, i -> {
            long due = Math.max(System.currentTimeMillis() + 1, first + span * i / timers);
            baton.client().start(fired.saga(), ExecutionId.of("alarm-" + i), new Alarm(i, due));
        });
        long heap = heap();
        fired.await(TimeUnit.SECONDS.toMillis(withinSeconds) + 60_000);
        return String.format(
                Locale.ROOT,
                ",\"timers\":%d,\"fired\":%d,\"fired_twice\":%d,\"late_max_ms\":%d,\"early_max_ms\":%d,\"heap_with_timers_mib\":%d",
                timers,
                fired.once(),
                fired.twice(),
                fired.lateMax(),
                fired.earlyMax(),
                heap >> 20);
    }

    private static void start(int number, IntConsumer start) throws InterruptedException {
        var slots = new Semaphore(AT_ONCE);
        var failed = new AtomicReference<@Nullable RuntimeException>();
        for (int i = 1; i <= number; i++) {
            int one = i;
            slots.acquire();
            Thread.ofVirtual().start(() -> {
                try {
                    start.accept(one);
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
    }

    /** What the timers did. Thread-safe. */
    private static final class Alarms {
        private final byte[] rung; // guarded by this
        private int once; // guarded by this
        private int twice; // guarded by this
        private long lateMax; // guarded by this
        private long earlyMax; // guarded by this
        private final Saga<Alarm, Answer> saga;

        Alarms(int number) {
            rung = new byte[number + 1];
            var ring = Step.named("ring", Alarm.class, Answer.class)
                    .does(this::ring)
                    .compensatedBy(compensation -> {});
            saga = Saga.named("bench-alarm", Alarm.class, Answer.class).define((flow, alarm) -> {
                flow.waitUntil(alarm.map(one -> Instant.ofEpochMilli(one.dueMillis())));
                return flow.step(ring, alarm);
            });
        }

        Saga<Alarm, Answer> saga() {
            return saga;
        }

        private synchronized Answer ring(Alarm alarm) {
            long late = System.currentTimeMillis() - alarm.dueMillis();
            lateMax = Math.max(lateMax, late);
            earlyMax = Math.max(earlyMax, -late);
            if (rung[alarm.number()]++ == 0) {
                once++;
            } else {
                twice++;
            }
            notifyAll();
            return new Answer("ringing");
        }

        synchronized void await(long millis) throws InterruptedException {
            long end = System.currentTimeMillis() + millis;
            while (once < rung.length - 1 && System.currentTimeMillis() < end) {
                wait(1_000);
            }
        }

        synchronized int once() {
            return once;
        }

        synchronized int twice() {
            return twice;
        }

        synchronized long lateMax() {
            return lateMax;
        }

        synchronized long earlyMax() {
            return earlyMax;
        }
    }
}

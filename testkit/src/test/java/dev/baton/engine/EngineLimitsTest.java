package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Done;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.OverloadedException;
import dev.baton.PayloadRefusedException;
import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.SagaCompensatedException;
import dev.baton.SagaFailedException;
import dev.baton.Step;
import dev.baton.testkit.InMemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes over a limit gets its sentence, and everything else goes on. With real threads and real time. */
class EngineLimitsTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private final CountDownLatch testOver = new CountDownLatch(1);
    private final InMemoryStore store = new InMemoryStore(EngineClock.system());
    private final Saga<Text, Text> echo = Saga.named("echo", Text.class, Text.class)
            .define((saga, text) -> saga.step(
                    Step.named("echoes", Text.class, Text.class).does(in -> in).readOnly(), text));

    @AfterEach
    void letStrayHandlersGo() {
        testOver.countDown();
    }

    @Test
    void refusesAnInputOverTheLimitBeforeAnythingIsStored() {
        try (var baton = Baton.builder()
                .store(store)
                .register(echo)
                .limits(Limits.defaults().payloadBytes(100))
                .start()) {
            assertThatThrownBy(() -> baton.client().start(echo, ExecutionId.of("large"), new Text("x".repeat(200))))
                    .isInstanceOf(PayloadRefusedException.class)
                    .hasMessageContaining("input of execution 'large'")
                    .hasMessageContaining("the limit is 100");
            othersGoOn(baton);
        }
    }

    @Test
    void undoesAStepWhoseResultIsOverTheLimit() {
        var undone = new CountDownLatch(1);
        var large = Step.named("grow", Text.class, Text.class)
                .does(in -> new Text("x".repeat(200)))
                .compensatedBy(undo -> {
                    assertThat(undo.certain()).isTrue();
                    assertThat(undo.output()).isEmpty();
                    undone.countDown();
                });
        Saga<Text, Text> grows =
                Saga.named("grows", Text.class, Text.class).define((saga, text) -> saga.step(large, text));
        try (var baton = Baton.builder()
                .store(store)
                .register(grows, echo)
                .limits(Limits.defaults().payloadBytes(100))
                .start()) {
            ExecutionHandle<Text> execution = baton.client().start(grows, ExecutionId.of("grows-1"), new Text("a"));
            assertThatThrownBy(() -> execution.result(SOON))
                    .isInstanceOf(SagaCompensatedException.class)
                    .hasMessageContaining("baton.too-large");
            assertThat(undone.getCount()).isZero();
            othersGoOn(baton);
        }
    }

    @Test
    void givesUpAHandlerThatNeverReturnsAndGoesOnWithoutIt() {
        var stuck = Step.named("stuck", Text.class, Text.class)
                .does(in -> {
                    boolean over = false;
                    while (!over) {
                        try {
                            testOver.await();
                            over = true;
                        } catch (InterruptedException e) {
                            // It does not listen: this is what the test is about.
                        }
                    }
                    return in;
                })
                .timeout(Duration.ofMillis(50))
                .retry(Retry.never())
                .readOnly();
        Saga<Text, Text> hangs =
                Saga.named("hangs", Text.class, Text.class).define((saga, text) -> saga.step(stuck, text));
        try (var baton = Baton.builder().store(store).register(hangs, echo).start()) {
            ExecutionHandle<Text> execution = baton.client().start(hangs, ExecutionId.of("hangs-1"), new Text("a"));
            assertThatThrownBy(() -> execution.result(SOON))
                    .isInstanceOf(SagaFailedException.class)
                    .hasMessageContaining("timeout of PT0.05S");
            othersGoOn(baton);
            testOver.countDown();
        }
    }

    @Test
    void takesAnErrorOfAHandlerForAnUnknownOutcome() {
        var calls = new AtomicInteger();
        var failing = Step.named("failing", Text.class, Text.class)
                .does(in -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new AssertionError("once");
                    }
                    return in;
                })
                .retry(Retry.exponential(Duration.ofMillis(1)).attempts(2))
                .readOnly();
        Saga<Text, Text> errs =
                Saga.named("errs", Text.class, Text.class).define((saga, text) -> saga.step(failing, text));
        try (var baton = Baton.builder().store(store).register(errs, echo).start()) {
            ExecutionHandle<Text> execution = baton.client().start(errs, ExecutionId.of("errs-1"), new Text("a"));
            assertThat(execution.result(SOON)).isEqualTo(new Text("a"));
            assertThat(calls).hasValue(2);
            othersGoOn(baton);
        }
    }

    @Test
    void refusesStartsWhileTooManyTasksWait() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var slow = Step.named("slow", Text.class)
                .does(in -> {
                    begun.countDown();
                    release.await();
                })
                .readOnly();
        Saga<Text, Done> queues = Saga.named("queues", Text.class).define((saga, text) -> saga.step(slow, text));
        List<ExecutionHandle<Done>> started = new ArrayList<>();
        try (var baton = Baton.builder()
                .store(store)
                .register(queues)
                .limits(oneAtATime())
                .start()) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            started.add(baton.client().start(queues, ExecutionId.of("q-" + i), new Text("a")));
                        }
                    })
                    .isInstanceOf(OverloadedException.class)
                    .hasMessageContaining("was not started");
            begun.await();
            release.countDown();
            for (ExecutionHandle<Done> handle : started) {
                assertThat(handle.result(SOON)).isEqualTo(Done.DONE);
            }
            assertThat(baton.client()
                            .start(queues, ExecutionId.of("later"), new Text("a"))
                            .result(SOON))
                    .isEqualTo(Done.DONE);
        }
    }

    /** Three tasks may wait, while one is called. */
    private static Limits oneAtATime() {
        return new Limits(
                1 << 20,
                100,
                3,
                1_000,
                1 << 20,
                1,
                java.util.Map.of(),
                SOON,
                Limits.UNBOUNDED,
                Duration.ofSeconds(5),
                SOON);
    }

    @Test
    void closesOnceHandlersHaveEndedAndKeepsWhatTheyDid() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var slow = Step.named("slow", Text.class, Text.class)
                .does(in -> {
                    begun.countDown();
                    release.await();
                    return new Text("done");
                })
                .readOnly();
        Saga<Text, Text> slowly =
                Saga.named("slowly", Text.class, Text.class).define((saga, text) -> saga.step(slow, text));
        var baton = Baton.builder().store(store).register(slowly).start();
        baton.client().start(slowly, ExecutionId.of("slow-1"), new Text("a"));
        begun.await();
        Thread closing = Thread.startVirtualThread(baton::close);
        release.countDown();
        closing.join();

        try (var next = Baton.builder().store(store).register(slowly).start()) {
            ExecutionHandle<Text> execution = next.client().execution(slowly, ExecutionId.of("slow-1"));
            assertThat(execution.status()).isEqualTo(ExecutionStatus.COMPLETED);
            assertThat(execution.result(SOON)).isEqualTo(new Text("done"));
        }
    }

    private void othersGoOn(Baton baton) {
        assertThat(baton.client()
                        .start(echo, ExecutionId.of("other"), new Text("still here"))
                        .result(SOON))
                .isEqualTo(new Text("still here"));
    }

    record Text(String text) {}
}

package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Done;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.Reason;
import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.StartOptions;
import dev.baton.Step;
import dev.baton.testkit.InMemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An undo never runs beside a handler of its own step that was given up and runs on. With real threads and real time. */
class StrayHandlerTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final long A_WHILE_MILLIS = 300;

    private final CountDownLatch strayMayEnd = new CountDownLatch(1);
    private final CountDownLatch undoBegun = new CountDownLatch(1);
    private final AtomicBoolean strayRuns = new AtomicBoolean();
    private final AtomicBoolean undoneBesideIt = new AtomicBoolean();
    private final InMemoryStore store = new InMemoryStore(EngineClock.system());
    private final Step<String, Done> stuck = Step.named("stuck", String.class)
            .does(in -> {
                strayRuns.set(true);
                boolean over = false;
                while (!over) {
                    try {
                        over = strayMayEnd.await(SOON.toSeconds(), TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        // It does not listen: this is what the test is about.
                    }
                }
                strayRuns.set(false);
            })
            .timeout(Duration.ofMillis(50))
            .retry(Retry.exponential(Duration.ofMillis(1)).attempts(2))
            .settle(Duration.ZERO)
            .compensatedBy(undo -> {
                undoneBesideIt.set(strayRuns.get());
                undoBegun.countDown();
            });
    private final Saga<String, Done> saga =
            Saga.named("saga", String.class).define((flow, text) -> flow.step(stuck, text));

    @AfterEach
    void letStrayHandlersGo() {
        strayMayEnd.countDown();
    }

    @Test
    void theUndoWaitsForItAlsoWhenAnAttemptThatWaitedForItIsStopped() throws InterruptedException {
        try (var baton = Baton.builder().store(store).register(saga).start()) {
            ExecutionHandle<Done> execution =
                    baton.client().start(saga, ExecutionId.of("stray-1"), "a", StartOptions.defaults());
            await(() -> baton.client().get(execution.id()).entries().stream().anyMatch(entry -> entry.attempts() == 2));
            baton.client().cancel(execution.id(), new Reason("alice", "Not needed."));
            assertThat(undoBegun.await(A_WHILE_MILLIS, TimeUnit.MILLISECONDS)).isFalse();
            strayMayEnd.countDown();
            await(() -> execution.status() == ExecutionStatus.COMPENSATED);
            assertThat(undoneBesideIt).isFalse();
        }
    }

    /** Each look is a round trip to the partition, so this does not spin. */
    private static void await(BooleanSupplier condition) {
        Instant until = Instant.now().plus(SOON);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).isBefore(until);
        }
    }
}

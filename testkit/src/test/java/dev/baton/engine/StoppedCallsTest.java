package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Done;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.HistoryEvent;
import dev.baton.Incident;
import dev.baton.IncidentAnswer;
import dev.baton.IncidentFilter;
import dev.baton.Paging;
import dev.baton.Reason;
import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.Step;
import dev.baton.core.Command;
import dev.baton.core.Payload;
import dev.baton.testkit.InMemoryStore;
import dev.baton.testkit.VirtualClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An execution that goes on after a stop does not repeat a call that is under way, or has answered meanwhile. */
@Timeout(60)
class StoppedCallsTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Reason MENDED = new Reason("alice", "The bug is fixed.");
    private static final ExecutionId ONE = ExecutionId.of("one");

    private final AtomicInteger calls = new AtomicInteger();
    private final CompletableFuture<Baton> running = new CompletableFuture<>();
    private volatile boolean broken = true;

    @Test
    void aSuccessThatCameMeanwhileCounts() {
        var clock = new VirtualClock();
        var step = Step.named("charge", String.class)
                .does(in -> {
                    calls.incrementAndGet();
                    breakIt();
                })
                .retry(Retry.never())
                .compensatedBy(undo -> {});
        try (var baton = baton(step, new InMemoryStore(clock), clock)) {
            running.complete(baton);
            ExecutionHandle<Done> execution = baton.client().start(saga(step), ONE, "a");
            clock.finish();
            retry(baton);
            clock.finish();
            assertThat(execution.result(Duration.ZERO)).isEqualTo(Done.DONE);
            assertThat(history(baton)).doesNotContain("AttemptLost");
        }
        assertThat(calls).hasValue(1);
    }

    @Test
    void aHandlerThatStillRunsIsNotCalledAgain() throws Exception {
        var called = new CountDownLatch(1);
        var over = new CountDownLatch(1);
        var step = Step.named("charge", String.class)
                .does(in -> {
                    calls.incrementAndGet();
                    called.countDown();
                    assertThat(over.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
                })
                .compensatedBy(undo -> {});
        EngineClock clock = EngineClock.system();
        try (var baton = baton(step, new InMemoryStore(clock), clock)) {
            running.complete(baton);
            ExecutionHandle<Done> execution = baton.client().start(saga(step), ONE, "a");
            assertThat(called.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            breakIt();
            retry(baton);
            over.countDown();
            assertThat(execution.result(SOON)).isEqualTo(Done.DONE);
            assertThat(history(baton)).doesNotContain("AttemptLost");
        } finally {
            over.countDown();
        }
        assertThat(calls).hasValue(1);
    }

    /** Something comes that nothing can be decided for. */
    private void breakIt() {
        Partition partition = ((RunningBaton) running.join()).partition(0);
        partition.inbox.add(new Message.Order(ONE, new Command.DeliverSignal("go", "id", Payload.NOTHING)));
    }

    private void retry(Baton baton) {
        long until = System.nanoTime() + SOON.toNanos();
        while (incidents(baton).isEmpty() && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        broken = false;
        baton.client().answer(incidents(baton).getFirst().seen(), IncidentAnswer.retry(), MENDED);
    }

    private static List<Incident> incidents(Baton baton) {
        return baton.client()
                .incidents(IncidentFilter.defaults(), Paging.defaults())
                .items();
    }

    private static List<String> history(Baton baton) {
        return baton.client().history(ONE, Paging.defaults()).items().stream()
                .map(HistoryEvent::kind)
                .toList();
    }

    private static Saga<String, Done> saga(Step<String, Done> step) {
        return Saga.named("charges", String.class).define((saga, name) -> saga.step(step, name));
    }

    private Baton baton(Step<String, Done> step, InMemoryStore store, EngineClock clock) {
        return Baton.builder()
                .store(store)
                .register(saga(step))
                .clock(clock)
                .faults(decider -> (state, command, now) -> {
                    if (broken && command instanceof Command.DeliverSignal) {
                        throw new IllegalStateException("injected");
                    }
                    return decider.decide(state, command, now);
                })
                .start();
    }
}

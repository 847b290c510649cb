package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Done;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.Incident;
import dev.baton.IncidentAnswer;
import dev.baton.IncidentFilter;
import dev.baton.Operator;
import dev.baton.Paging;
import dev.baton.Reason;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.StartOptions;
import dev.baton.StillRunningException;
import dev.baton.core.Command;
import dev.baton.core.Payload;
import dev.baton.testkit.InMemoryStore;
import dev.baton.testkit.VirtualClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Whoever waits for the end of a stopped execution is told, and the many who gave up are in nobody's way. */
class StoppedWaitTest {
    /** More than an execution that is stopped keeps. */
    private static final int MANY = 1_100;

    private static final Reason MENDED = new Reason("alice", "The bug is fixed.");
    private static final ExecutionId ONE = ExecutionId.of("one");

    private final VirtualClock clock = new VirtualClock();
    private final InMemoryStore store = new InMemoryStore(clock);
    private final Signal<Done> go = Signal.named("go", Done.class);
    private final Saga<String, Done> waits = Saga.named("waits", String.class)
            .define((saga, name) -> saga.receive(go, Duration.ofDays(1), () -> saga.done()));
    private Predicate<Command> broken = command -> command instanceof Command.DeliverSignal;

    @Test
    void aTimerIsNotLostBehindThoseWhoLooked() {
        try (var baton = baton()) {
            ExecutionHandle<Done> stopped = stopped(baton);
            for (int i = 0; i < MANY; i++) {
                assertThatThrownBy(() -> stopped.result(Duration.ofSeconds(1)))
                        .isInstanceOf(StillRunningException.class);
            }
            clock.advance(Duration.ofDays(2));
            retry(baton);
            assertThat(stopped.status()).isEqualTo(ExecutionStatus.COMPLETED);
        }
    }

    @Test
    void norBehindCommandsThatCannotBeKept() {
        try (var baton = baton()) {
            ExecutionHandle<Done> stopped = stopped(baton);
            for (int i = 0; i < MANY; i++) {
                inbox(baton).add(new Message.Order(ONE, new Command.CompleteTask(i, 1, Payload.NOTHING, List.of())));
            }
            clock.advance(Duration.ofDays(2));
            retry(baton);
            assertThat(stopped.status()).isEqualTo(ExecutionStatus.COMPLETED);
        }
    }

    @Test
    void whoWaitsIsToldWhenItGoesOnAndEnds() {
        try (var baton = baton()) {
            stopped(baton);
            CompletableFuture<Ending> early = await(baton);
            clock.advance(Duration.ofDays(2));
            CompletableFuture<Ending> late = await(baton);
            retry(baton);
            assertThat(early).isCompletedWithValueMatching(end -> end.status() == ExecutionStatus.COMPLETED);
            assertThat(late).isCompletedWithValueMatching(end -> end.status() == ExecutionStatus.COMPLETED);
        }
    }

    @Test
    void whoWaitsIsToldWhenItIsTerminated() {
        try (var baton = baton()) {
            stopped(baton);
            CompletableFuture<Ending> end = await(baton);
            terminate(baton);
            assertThat(end).isCompletedWithValueMatching(ending -> ending.status() == ExecutionStatus.TERMINATED);
        }
    }

    @Test
    void whoBeganToWaitBeforeItStoppedIsToldAlsoIfOnlyItsMarkSaysThatItWasTerminated() {
        broken = command -> !(command instanceof Command.StartExecution);
        try (var baton = baton()) {
            baton.client().start(waits, ONE, "a", StartOptions.defaults());
            CompletableFuture<Ending> end = await(baton);
            stop(baton);
            terminate(baton);
            assertThat(end)
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withMessageContaining("was terminated while it was stopped");
        }
    }

    private ExecutionHandle<Done> stopped(Baton baton) {
        ExecutionHandle<Done> handle = baton.client().start(waits, ONE, "a", StartOptions.defaults());
        stop(baton);
        assertThat(incident(baton).kind()).isEqualTo(Incident.Kind.STOPPED);
        return handle;
    }

    private void stop(Baton baton) {
        var signal = new Command.DeliverSignal("other", "id", Payload.NOTHING);
        inbox(baton).add(new Message.Order(ONE, signal));
        clock.finish();
    }

    private CompletableFuture<Ending> await(Baton baton) {
        var end = new CompletableFuture<Ending>();
        inbox(baton).add(new Message.Await(ONE, end));
        clock.finish();
        assertThat(end).isNotDone();
        return end;
    }

    private void retry(Baton baton) {
        broken = command -> false;
        baton.client().answer(incident(baton).seen(), IncidentAnswer.retry(), MENDED);
        clock.finish();
    }

    private void terminate(Baton baton) {
        baton.client().terminate(ONE, Operator.Children.END, MENDED);
        clock.finish();
    }

    private static Inbox inbox(Baton baton) {
        return ((RunningBaton) baton).partition(0).inbox;
    }

    private static Incident incident(Baton baton) {
        return baton.client()
                .incidents(IncidentFilter.defaults(), Paging.defaults())
                .items()
                .getFirst();
    }

    private Baton baton() {
        return Baton.builder()
                .store(store)
                .register(waits)
                .clock(clock)
                .faults(decider -> (state, command, now) -> {
                    if (broken.test(command)) {
                        throw new IllegalStateException("injected");
                    }
                    return decider.decide(state, command, now);
                })
                .start();
    }
}

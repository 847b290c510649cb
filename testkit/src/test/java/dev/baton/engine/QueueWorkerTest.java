package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Done;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.Reason;
import dev.baton.Saga;
import dev.baton.SagaCompensatedException;
import dev.baton.Step;
import dev.baton.Waiting;
import dev.baton.testkit.Await;
import dev.baton.testkit.InMemoryStore;
import dev.baton.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls on durable queues: any engine that has the code makes them, whichever owns the execution. */
@Timeout(120)
class QueueWorkerTest extends QueueingEngines {
    private final Saga<Integer, Integer> pictures = Saga.named("pictures", Integer.class, Integer.class)
            .define((saga, number) -> saga.step(print, saga.step(draw, number)));
    private final Saga<Integer, Integer> failing = Saga.named("failing", Integer.class, Integer.class)
            .define((saga, number) -> {
                saga.step(draw, number);
                return saga.fail(number.map(n -> "no picture of " + n));
            });

    @Test
    void callsOnAQueueAreMadeOnceByWhoeverTakesThem() {
        Baton one = engine(pictures);
        Baton two = engine(pictures);
        List<ExecutionHandle<Integer>> started = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            started.add((i % 2 == 0 ? one : two).client().start(pictures, id(i), i));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(started.get(i).result(SOON)).isEqualTo(i + 2);
        }
        assertThat(calls).hasSize(200).doesNotHaveDuplicates();
        Await.until(() -> store.tasks()
                .claim(Set.of("gpu pictures@1"), "nobody", SOON, 10)
                .isEmpty());
    }

    @Test
    void aCompensationIsTakenFromTheQueueToo() {
        Baton one = engine(failing);
        ExecutionHandle<Integer> started = one.client().start(failing, id(1), 7);
        assertThatThrownBy(() -> started.result(SOON)).isInstanceOf(SagaCompensatedException.class);
        assertThat(calls).containsExactly("draw 7", "undo draw 7");
    }

    @Test
    void anEngineWithoutTheCodeOwnsTheExecutionAndAnotherMakesItsCalls() {
        Baton owner = engine(other);
        Await.until(() -> owned(owner) == PARTITIONS);
        Baton worker = engine(pictures);
        for (int i = 0; i < 8; i++) {
            worker.client().start(pictures, id(i), i);
        }
        for (int i = 0; i < 8; i++) {
            assertThat(worker.client().execution(pictures, id(i)).result(SOON)).isEqualTo(i + 2);
        }
        assertThat(calls).hasSize(16).doesNotHaveDuplicates();
    }

    @Test
    void anExecutionWhoseQueueNobodyServesSaysSoAndGoesBackWhenItIsCancelled() {
        Baton worker = engine(pictures);
        Baton owner = engine(other);
        Await.until(() -> owned(owner) == PARTITIONS / 2);
        stopTaking(worker);
        ExecutionId id = ofPartitionOf(owner);
        worker.client().start(pictures, id, 3);
        worker.close();
        Await.until(() -> owned(owner) == PARTITIONS);
        Await.until(() -> waits(owner, id).contains("no engine serves it"));
        assertThat(owner.client().get(id).waits()).extracting(Waiting::what).containsOnly(Waiting.For.HANDLER);
        owner.client().cancel(id, new Reason("ann", "Not needed."));
        Await.until(() -> owner.client().get(id).summary().status() == ExecutionStatus.COMPENSATED);
        assertThat(calls).isEmpty();
    }

    @Test
    void whatItsEngineTookAndDidNotHoldIsRepeatedByAnother() {
        Baton one = engine(pictures);
        stopTaking(one);
        ExecutionHandle<Integer> started = one.client().start(pictures, id(1), 1);
        Duration brief = Duration.ofMillis(50);
        Await.until(() ->
                !store.tasks().claim(Set.of("gpu pictures@1"), "dead", brief, 1).isEmpty());
        engine(pictures);
        assertThat(started.result(SOON)).isEqualTo(3);
        assertThat(one.client().history(id(1), dev.baton.Paging.defaults()).items())
                .extracting(event -> event.kind())
                .contains("AttemptLost");
        assertThat(calls).containsExactly("draw 1", "print 2");
    }

    /** Repeated, since the withdrawal of a call and the queueing of its undo meet only at times. */
    @RepeatedTest(10)
    void whatIsWithdrawnIsToldToStop() throws Exception {
        var begun = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        Saga<Integer, Done> slow = Saga.named("slow", Integer.class)
                .define((saga, number) -> saga.step(
                        Step.named("slow", Integer.class)
                                .does((in, context) -> {
                                    begun.countDown();
                                    Await.until(context::cancelled);
                                    stopped.countDown();
                                })
                                .on("gpu")
                                .compensatedBy(undo -> calls.add("undo")),
                        number));
        Baton one = engine(slow);
        one.client().start(slow, id(1), 1);
        assertThat(begun.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        one.client().cancel(id(1), new Reason("ann", "Not needed."));
        assertThat(stopped.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Await.until(() -> one.client().get(id(1)).summary().status() == ExecutionStatus.COMPENSATED);
        assertThat(calls).containsExactly("undo");
    }

    @Test
    void inVirtualTimeAnEngineTakesItsOwn() {
        var clock = new VirtualClock();
        var memory = new InMemoryStore(clock);
        try (Baton one =
                Baton.builder().store(memory).register(pictures).clock(clock).start()) {
            ExecutionHandle<Integer> started = one.client().start(pictures, id(1), 1);
            clock.finish();
            assertThat(started.result(SOON)).isEqualTo(3);
            assertThat(memory.tasks().claim(Set.of("gpu pictures@1"), "nobody", SOON, 10))
                    .isEmpty();
        }
    }

    @Test
    void aRestartTakesUpWhatWaits() {
        var clock = new VirtualClock();
        var memory = new InMemoryStore(clock);
        var left = new ArrayList<InMemoryStore>();
        memory.onCommit(batch -> {
            left.add(memory.copy());
            return InMemoryStore.Fault.NONE;
        });
        try (Baton one =
                Baton.builder().store(memory).register(pictures).clock(clock).start()) {
            one.client().start(pictures, id(1), 1);
            clock.finish();
        }
        int plays = 0;
        for (InMemoryStore store : left) {
            if (store.locate(List.of(id(1))).isEmpty()) {
                continue;
            }
            plays++;
            try (Baton two =
                    Baton.builder().store(store).register(pictures).clock(clock).start()) {
                clock.advance(Duration.ofMinutes(10));
                assertThat(two.client().get(id(1)).summary().status()).isEqualTo(ExecutionStatus.COMPLETED);
            }
        }
        assertThat(plays).isPositive();
    }

    @Test
    void aTokenThatItsWorkerDidNotHandOutIsHandedOutByAnother() {
        var tokens = new ConcurrentLinkedQueue<String>();
        Step<Integer, Integer> sign = Step.named("sign", Integer.class, Integer.class)
                .begins((in, token, context) -> tokens.add(token))
                .readOnly();
        Saga<Integer, Integer> letters =
                Saga.named("letters", Integer.class, Integer.class).define((saga, number) -> saga.step(sign, number));
        Baton worker = engine(letters);
        Baton owner = engine(other);
        Await.until(() -> owned(owner) == PARTITIONS / 2);
        stopTaking(worker);
        ExecutionHandle<Integer> started = worker.client().start(letters, ofPartitionOf(owner), 1);
        Duration brief = Duration.ofMillis(50);
        Await.until(() ->
                !store.tasks().claim(Set.of("code letters@1"), "dead", brief, 1).isEmpty());
        Baton another = engine(letters);
        Await.until(() -> !tokens.isEmpty());
        another.client().complete(sign, tokens.element(), 5);
        assertThat(started.result(SOON)).isEqualTo(5);
        assertThat(tokens).hasSize(1);
    }
}

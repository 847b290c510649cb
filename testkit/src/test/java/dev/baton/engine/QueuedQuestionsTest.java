package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Done;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.Incident;
import dev.baton.IncidentAnswer;
import dev.baton.IncidentFilter;
import dev.baton.Paging;
import dev.baton.Reason;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.core.Command;
import dev.baton.store.TaskQueue;
import dev.baton.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Questions on durable queues: any engine that has the code answers them, whichever owns the execution. */
@Timeout(120)
class QueuedQuestionsTest extends QueueingEngines {
    private static final Signal<Integer> MORE = Signal.named("more", Integer.class);

    private static final Signal<String> WORD = Signal.named("word", String.class);

    private final Saga<Integer, Integer> sums = Saga.named("sums", Integer.class, Integer.class)
            .define((saga, number) -> {
                var asked = saga.named("asked").receive(MORE);
                var drawn = saga.step(draw, number.with(asked, Integer::sum));
                var printed = saga.step(print, drawn.map(n -> 10 * n));
                return printed.map(n -> n + 1000);
            });

    /** No user code, and yet it cannot be said without the data's classes. */
    private final Saga<String, Done> texts = Saga.named("texts", String.class)
            .define((saga, text) -> saga.fail(saga.named("asked").receive(WORD)));

    @Test
    void whatAnOwnerHasNoCodeForIsEvaluatedByAnother() {
        Baton owner = engine(other);
        Await.until(() -> owned(owner) == PARTITIONS);
        Baton worker = engine(sums);
        Await.until(() -> owned(owner) == PARTITIONS / 2);
        for (int i = 0; i < 8; i++) {
            worker.client().start(sums, id(i), i);
            worker.client().signal(id(i), MORE, 100);
        }
        for (int i = 0; i < 8; i++) {
            // (i + 100), drawn: + 1, times 10, printed: + 1, + 1000
            assertThat(worker.client().execution(sums, id(i)).result(SOON)).isEqualTo(10 * (i + 101) + 1001);
        }
        assertThat(calls).hasSize(16).doesNotHaveDuplicates();
        Await.until(() ->
                store.tasks().claim(Set.of("code sums@1"), "nobody", SOON, 10).isEmpty());
    }

    @Test
    void questionsThatNobodyCanAnswerSaySoAndWaitForTheCode() {
        Baton worker = engine(sums);
        Baton owner = engine(other);
        Await.until(() -> owned(owner) == PARTITIONS / 2);
        stopTaking(worker);
        ExecutionId id = ofPartitionOf(owner);
        worker.client().start(sums, id, 3);
        worker.close();
        Await.until(() -> owned(owner) == PARTITIONS);
        owner.client().signal(id, MORE, 4);
        Await.until(() -> waits(owner, id).contains("No handler here for 'sums' version 1"));
        Baton again = engine(sums);
        assertThat(again.client().execution(sums, id).result(SOON)).isEqualTo(10 * 8 + 1001);
    }

    @Test
    void whoDiesOverAQuestionLeavesItToAnother() {
        Baton worker = engine(sums);
        Baton owner = engine(other);
        Await.until(() -> owned(owner) == PARTITIONS / 2);
        stopTaking(worker);
        ExecutionId id = ofPartitionOf(owner);
        ExecutionHandle<Integer> started = worker.client().start(sums, id, 3);
        worker.client().signal(id, MORE, 4);
        Duration brief = Duration.ofMillis(50);
        Await.until(() ->
                !store.tasks().claim(Set.of("code sums@1"), "dead", brief, 1).isEmpty());
        engine(sums);
        assertThat(started.result(SOON)).isEqualTo(10 * 8 + 1001);
        assertThat(calls).containsExactly("draw 7", "print 80");
    }

    @Test
    void whoEndsOverAQuestionGivesItBack() {
        var begun = new CountDownLatch(1);
        var over = new CountDownLatch(1);
        Saga<Integer, Integer> slow = Saga.named("slow", Integer.class, Integer.class)
                .define((saga, number) -> saga.named("asked").receive(MORE).map(n -> {
                    begun.countDown();
                    return await(over) ? n : 0;
                }));
        Baton worker = engine(slow);
        Baton owner = engine(other);
        Await.until(() -> owned(owner) == PARTITIONS / 2);
        ExecutionId id = ofPartitionOf(owner);
        worker.client().start(slow, id, 3);
        worker.client().signal(id, MORE, 4);
        assertThat(await(begun)).isTrue();
        ((RunningBaton) worker).queueWorker().close();
        List<TaskQueue.Claimed> again = store.tasks().claim(Set.of("code slow@1"), "other", SOON, 1);
        over.countDown();
        assertThat(again)
                .singleElement()
                .satisfies(one -> assertThat(one.lostBy()).isEmpty());
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(SOON.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void questionsThatCallNoCodeSayThatTheyWaitForIt() {
        Baton worker = engine(texts);
        Baton owner = engine(other);
        Await.until(() -> owned(owner) == PARTITIONS / 2);
        stopTaking(worker);
        ExecutionId id = ofPartitionOf(owner);
        worker.client().start(texts, id, "a");
        worker.client().signal(id, WORD, "b");
        Await.until(() -> waits(owner, id).contains("Waits for an engine that has its code"));
        worker.close();
        Await.until(() -> waits(owner, id).contains("No handler here for 'texts' version 1"));
    }

    @Test
    void aStoppedExecutionIsNotAskedAgainAndAgain() {
        var broken = new AtomicBoolean(true);
        Baton worker = engine(sums);
        Baton owner = Baton.builder()
                .store(store)
                .register(other)
                .faults(Injected.failure(
                        (state, command) -> broken.get() && command instanceof Command.CompleteQueuedEvaluation))
                .start();
        engines.add(owner);
        Await.until(() -> owned(owner) == PARTITIONS / 2);
        stopTaking(worker);
        ExecutionId id = ofPartitionOf(owner);
        ExecutionHandle<Integer> started = worker.client().start(sums, id, 3);
        worker.client().signal(id, MORE, 4);
        var taken = new ArrayList<TaskQueue.Claimed>();
        Await.until(() -> taken.addAll(store.tasks().claim(Set.of("code sums@1"), "hand", SOON, 1)));
        TaskQueue.Task question = taken.getFirst().queued().task();
        var answer = new Command.CompleteEvaluation(0, question.attempt(), List.of(), List.of());
        ((RunningBaton) owner)
                .partition(Inbox.partition(id, PARTITIONS))
                .inbox
                .add(new Message.Order(id, new Command.CompleteQueuedEvaluation(answer)));
        Await.until(() -> store.tasks().hold("hand", List.of(question), SOON).isEmpty());
        broken.set(false);
        engine(sums);
        Incident stopped = owner.client()
                .incidents(IncidentFilter.defaults(), Paging.defaults())
                .items()
                .getFirst();
        owner.client().answer(stopped.seen(), IncidentAnswer.retry(), new Reason("ann", "Mended."));
        assertThat(started.result(SOON)).isEqualTo(10 * 8 + 1001);
    }
}

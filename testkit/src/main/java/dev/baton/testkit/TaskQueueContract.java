package dev.baton.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.ExecutionId;
import dev.baton.store.BatchRefusedException;
import dev.baton.store.TaskQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** That an attempt on a queue is with one worker at a time, and gone when it is over. */
abstract class TaskQueueContract extends MembersContract {
    private static final Set<String> GPU = Set.of("gpu");
    private static final Duration HOLD = Duration.ofSeconds(30);

    private static TaskQueue.Task task(int execution, int entry, int attempt) {
        return new TaskQueue.Task(key(100 + execution), entry, attempt);
    }

    private TaskQueue.Queued queued(TaskQueue.Task task, String queue) {
        return new TaskQueue.Queued(
                task, queue, new ExecutionId("task-1"), definition, new byte[] {(byte) task.attempt(), 7});
    }

    private void queue(TaskQueue.Task... tasks) {
        var draft = draft();
        for (TaskQueue.Task task : tasks) {
            draft.queue(queued(task, "gpu"));
        }
        store.commit(draft.batch());
    }

    private void dequeue(TaskQueue.Task task) {
        store.commit(draft().dequeue(task).batch());
    }

    private List<TaskQueue.Claimed> claim(String worker, int limit) {
        return store.tasks().claim(GPU, worker, HOLD, limit);
    }

    private List<TaskQueue.Task> tasks(List<TaskQueue.Claimed> claimed) {
        return claimed.stream().map(one -> one.queued().task()).toList();
    }

    @Test
    void aWorkerGetsWhatWasQueued() {
        queue(task(1, 0, 1));
        TaskQueue.Claimed claimed = claim("ann", 10).getFirst();
        assertThat(claimed.lostBy()).isEmpty();
        assertThat(claimed.queued().task()).isEqualTo(task(1, 0, 1));
        assertThat(claimed.queued().queue()).isEqualTo("gpu");
        assertThat(claimed.queued().execution()).hasToString("task-1");
        assertThat(claimed.queued().definition()).isEqualTo(definition);
        assertThat(claimed.queued().content()).containsExactly(1, 7);
    }

    @Test
    void theOldestExecutionsComeFirst() {
        queue(task(3, 0, 1));
        queue(task(2, 1, 1), task(2, 0, 1));
        queue(task(1, 5, 1));
        assertThat(tasks(claim("ann", 2))).containsExactly(task(1, 5, 1), task(2, 0, 1));
        assertThat(tasks(claim("ben", 10))).containsExactly(task(2, 1, 1), task(3, 0, 1));
        assertThat(claim("cat", 10)).isEmpty();
    }

    @Test
    void workersThatAskAtOnceGetDifferentOnes() throws Exception {
        var draft = draft();
        for (int i = 0; i < 200; i++) {
            draft.queue(queued(task(1, i, 1), "gpu"));
        }
        store.commit(draft.batch());
        var claimed = new ArrayList<TaskQueue.Task>();
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Callable<List<TaskQueue.Task>>> workers =
                    List.of(() -> claimAll("ann"), () -> claimAll("ben"), () -> claimAll("cat"), () -> claimAll("dan"));
            for (Future<List<TaskQueue.Task>> one : threads.invokeAll(workers)) {
                claimed.addAll(one.get());
            }
        }
        assertThat(claimed).hasSize(200).doesNotHaveDuplicates();
    }

    private List<TaskQueue.Task> claimAll(String worker) {
        var all = new ArrayList<TaskQueue.Task>();
        for (List<TaskQueue.Claimed> some = claim(worker, 7); !some.isEmpty(); some = claim(worker, 7)) {
            all.addAll(tasks(some));
        }
        return all;
    }

    @Test
    void aWorkerGetsOnlyWhatItsQueuesHave() {
        store.commit(draft().queue(queued(task(1, 0, 1), "gpu"))
                .queue(queued(task(1, 1, 1), "tpu"))
                .queue(queued(task(2, 0, 1), "fax"))
                .batch());
        assertThat(store.tasks().claim(Set.of(), "ann", HOLD, 10)).isEmpty();
        assertThat(tasks(store.tasks().claim(Set.of("tpu"), "ann", HOLD, 10))).containsExactly(task(1, 1, 1));
        assertThat(tasks(store.tasks().claim(Set.of("fax", "gpu", "tpu"), "ann", HOLD, 10)))
                .containsExactly(task(1, 0, 1), task(2, 0, 1));
    }

    @Test
    void whoDoesNotHoldATaskLosesIt() {
        queue(task(1, 0, 1));
        claim("ann", 1);
        now += HOLD.toMillis() / 2;
        assertThat(claim("ben", 1)).isEmpty();
        now += HOLD.toMillis() / 2 + 1;
        TaskQueue.Claimed again = claim("ben", 1).getFirst();
        assertThat(again.lostBy()).contains("ann");
        assertThat(again.queued().content()).containsExactly(1, 7);
        assertThat(store.tasks().hold("ann", List.of(task(1, 0, 1)), HOLD)).isEmpty();
        assertThat(store.tasks().hold("ben", List.of(task(1, 0, 1)), HOLD)).containsExactly(task(1, 0, 1));
    }

    @Test
    void holdingKeepsATask() {
        queue(task(1, 0, 1), task(2, 0, 1));
        claim("ann", 2);
        now += HOLD.toMillis() - 1_000;
        assertThat(store.tasks().hold("ann", List.of(task(1, 0, 1), task(3, 0, 1)), HOLD))
                .containsExactly(task(1, 0, 1));
        now += HOLD.toMillis() - 1_000;
        assertThat(tasks(claim("ben", 10))).containsExactly(task(2, 0, 1));
        now += 2_000;
        assertThat(store.tasks().hold("ann", List.of(task(1, 0, 1)), HOLD))
                .as("late, but nobody took it")
                .containsExactly(task(1, 0, 1));
        assertThat(claim("cat", 10)).isEmpty();
    }

    @Test
    void whatIsGivenBackIsAsIfNobodyHadHadIt() {
        queue(task(1, 0, 1), task(2, 0, 1));
        claim("ann", 2);
        store.tasks().giveBack("ben", List.of(task(1, 0, 1)));
        assertThat(claim("ben", 10)).as("it was not his").isEmpty();
        store.tasks().giveBack("ann", List.of(task(2, 0, 1), task(3, 0, 1)));
        assertThat(store.tasks().hold("ann", List.of(task(2, 0, 1)), HOLD)).isEmpty();
        TaskQueue.Claimed again = claim("ben", 10).getFirst();
        assertThat(again.queued().task()).isEqualTo(task(2, 0, 1));
        assertThat(again.lostBy()).isEmpty();
    }

    @Test
    void whatIsWithdrawnIsGoneAndKnownToBeUntouchedIfNobodyHadIt() {
        queue(task(1, 0, 1), task(1, 1, 1), task(2, 0, 1), task(3, 0, 1));
        claim("ann", 2);
        store.tasks().giveBack("ann", List.of(task(1, 1, 1)));
        assertThat(store.tasks().withdraw(List.of(task(1, 0, 1), task(1, 1, 1), task(2, 0, 1), task(3, 0, 7))))
                .containsExactlyInAnyOrder(task(1, 1, 1), task(2, 0, 1));
        assertThat(store.tasks().hold("ann", List.of(task(1, 0, 1)), HOLD)).isEmpty();
        now += HOLD.toMillis() + 1;
        assertThat(tasks(claim("ben", 10))).as("another attempt was withdrawn").containsExactly(task(3, 0, 1));
        now += HOLD.toMillis() + 1;
        assertThat(store.tasks().withdraw(List.of(task(3, 0, 1))))
                .as("somebody had it and lost it")
                .isEmpty();
        assertThat(store.tasks().withdraw(List.of())).isEmpty();
    }

    @Test
    void whatIsDequeuedIsGone() {
        queue(task(1, 0, 1), task(2, 0, 1));
        claim("ann", 1);
        dequeue(task(1, 0, 1));
        dequeue(task(2, 0, 1));
        dequeue(task(3, 0, 1)); // never was there
        assertThat(store.tasks().hold("ann", List.of(task(1, 0, 1)), HOLD)).isEmpty();
        now += HOLD.toMillis() + 1;
        assertThat(claim("ben", 10)).isEmpty();
    }

    @Test
    void aNewerAttemptTakesThePlaceOfAnOlderOneWhoeverHasThat() {
        queue(task(1, 0, 1));
        claim("ann", 1);
        queue(task(1, 0, 2));
        assertThat(store.tasks().hold("ann", List.of(task(1, 0, 1)), HOLD)).isEmpty();
        TaskQueue.Claimed newer = claim("ben", 10).getFirst();
        assertThat(newer.queued().task()).isEqualTo(task(1, 0, 2));
        assertThat(newer.lostBy()).isEmpty();
        assertThat(newer.queued().content()).containsExactly(2, 7);
        store.tasks().giveBack("ben", List.of(task(1, 0, 1)));
        assertThat(claim("cat", 10)).as("another attempt was given back").isEmpty();
    }

    @Test
    void anAttemptThatIsQueuedAlreadyStaysWithWhomHasIt() {
        queue(task(1, 0, 1));
        claim("ann", 1);
        queue(task(1, 0, 1));
        assertThat(claim("ben", 1)).isEmpty();
        assertThat(store.tasks().hold("ann", List.of(task(1, 0, 1)), HOLD)).hasSize(1);
    }

    @Test
    void dequeuingAnOlderAttemptLeavesANewerOne() {
        queue(task(1, 0, 3));
        dequeue(task(1, 0, 2));
        assertThat(tasks(claim("ann", 10))).containsExactly(task(1, 0, 3));
        dequeue(task(1, 0, 4));
        assertThat(store.tasks().hold("ann", List.of(task(1, 0, 3)), HOLD)).isEmpty();
    }

    @Test
    void aBatchDequeuesFirstAndQueuesThen() {
        queue(task(1, 0, 3), task(2, 0, 1));
        claim("ann", 10);
        store.commit(draft().queue(queued(task(1, 0, 4), "gpu"))
                .dequeue(task(1, 0, 3))
                .dequeue(task(2, 0, 1))
                .queue(queued(task(2, 0, 1), "tpu")) // such as the first attempt of its undo
                .batch());
        assertThat(tasks(store.tasks().claim(Set.of("gpu", "tpu"), "ben", HOLD, 10)))
                .containsExactly(task(1, 0, 4), task(2, 0, 1));
    }

    @Test
    void aRefusedBatchQueuesAndDequeuesNothing() {
        queue(task(1, 0, 1));
        assertThatThrownBy(() -> store.commit(draft().queue(queued(task(2, 0, 1), "gpu"))
                        .dequeue(task(1, 0, 1))
                        .chunk(key(101), 9, 1)
                        .batch()))
                .isInstanceOf(BatchRefusedException.class);
        assertThat(tasks(claim("ann", 10))).containsExactly(task(1, 0, 1));
    }

    @Test
    void aBatchThatQueuesAndIsSentTwiceQueuesOnce() {
        var batch = draft().start(key(101), "task-1", definition)
                .queue(queued(task(1, 0, 1), "gpu"))
                .batch();
        store.commit(batch);
        claim("ann", 1);
        dequeue(task(1, 0, 1));
        store.commit(batch);
        assertThat(claim("ben", 10)).isEmpty();
    }
}

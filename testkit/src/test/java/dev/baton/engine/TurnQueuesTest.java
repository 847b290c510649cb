package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionId;
import dev.baton.core.Effect;
import dev.baton.core.Entry.Phase;
import dev.baton.store.TaskQueue;
import org.junit.jupiter.api.Test;

/** What a turn takes from queues. */
class TurnQueuesTest {
    /** The row may be of either, and one statement takes what is up to a ticket. */
    @Test
    void ofTwoCallsOfAnEntryThatEndInOneTurnBothAreTaken() {
        var queues = new TurnQueues();
        var hot = new Hot(ExecutionId.of("order-1"), 7, 1, 1);
        int attempt = Effect.ticket(Phase.RUNNING, 2);
        int probe = Effect.ticket(Phase.PROBING, 1);
        assertThat(probe).isLessThan(attempt);
        queues.remove(hot, new Effect.Dequeue(3, attempt));
        queues.remove(hot, new Effect.Dequeue(3, probe));
        assertThat(queues.dequeued()).containsExactly(new TaskQueue.Task(7, 3, attempt));
    }
}

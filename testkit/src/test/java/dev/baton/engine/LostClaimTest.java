package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.HistoryEvent;
import dev.baton.Paging;
import dev.baton.Saga;
import dev.baton.Step;
import dev.baton.StoreUnavailableException;
import dev.baton.store.Store;
import dev.baton.testkit.Await;
import dev.baton.testkit.InMemoryStore;
import dev.baton.testkit.InMemoryStore.Fault;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A store that stores a batch and grants a claim, and whose answers to both are lost. The epoch has risen by more than one
 * then, and yet nobody else was there: what runs here is not lost.
 */
@Timeout(60)
class LostClaimTest {
    private final List<Integer> calls = new CopyOnWriteArrayList<>();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicBoolean losesAnswers = new AtomicBoolean();
    private final AtomicInteger claimsToLose = new AtomicInteger();
    private final Step<Integer, Integer> step = Step.named("step", Integer.class, Integer.class)
            .does((number, context) -> {
                calls.add(number);
                if (number == 1) {
                    goOn.await();
                }
                return number;
            })
            .readOnly();
    private final Saga<Integer, Integer> numbers =
            Saga.named("numbers", Integer.class, Integer.class).define((saga, number) -> saga.step(step, number));

    @Test
    void aClaimWhoseAnswerWasLostIsNoOtherOwner() {
        var store = new InMemoryStore(1, EngineClock.system());
        store.onCommit(batch -> {
            if (losesAnswers.compareAndSet(true, false)) {
                claimsToLose.set(1);
                return Fault.ANSWER_LOST;
            }
            return Fault.NONE;
        });
        try (Baton baton =
                Baton.builder().store(forgetful(store)).register(numbers).start()) {
            ExecutionHandle<Integer> one = baton.client().start(numbers, ExecutionId.of("one"), 1);
            Await.until(() -> !calls.isEmpty());
            losesAnswers.set(true);
            ExecutionHandle<Integer> two = baton.client().start(numbers, ExecutionId.of("two"), 2);
            assertThat(two.result(Await.SOON)).isEqualTo(2);
            goOn.countDown();
            assertThat(one.result(Await.SOON)).isEqualTo(1);
            assertThat(baton.client()
                            .history(ExecutionId.of("one"), Paging.defaults())
                            .items())
                    .extracting(HistoryEvent::kind)
                    .doesNotContain("AttemptLost");
        }
        assertThat(claimsToLose).hasValue(0);
        assertThat(calls).containsExactly(1, 2);
    }

    private Store forgetful(Store store) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(store, arguments);
                        if (method.getName().equals("claim") && claimsToLose.getAndUpdate(n -> n > 0 ? n - 1 : 0) > 0) {
                            throw new StoreUnavailableException("The answer was lost.");
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}

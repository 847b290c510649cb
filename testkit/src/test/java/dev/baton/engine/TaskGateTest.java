package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** So many calls of a task at once and no more, and none is forgotten. */
class TaskGateTest {
    private static final int AT_ONCE = 3;
    private static final int THREADS = 8;
    private static final int CALLS = 20_000;

    @Test
    void callsBeginInOrderAsOthersLeave() {
        var gate = new TaskGate(2);
        List<String> begun = new ArrayList<>();
        for (String call : List.of("a", "b", "c", "d")) {
            gate.enter(() -> begun.add(call));
        }
        assertThat(begun).containsExactly("a", "b");
        assertThat(gate.waiting()).isEqualTo(2);
        gate.leave();
        assertThat(begun).containsExactly("a", "b", "c");
        gate.leave();
        gate.leave();
        assertThat(begun).containsExactly("a", "b", "c", "d");
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void noneIsForgottenAndNeverMoreAreInside() throws InterruptedException {
        var gate = new TaskGate(AT_ONCE);
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var done = new CountDownLatch(THREADS * CALLS);
        for (int thread = 0; thread < THREADS; thread++) {
            Thread.startVirtualThread(() -> {
                for (int i = 0; i < CALLS; i++) {
                    gate.enter(() -> Thread.startVirtualThread(() -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        inside.decrementAndGet();
                        gate.leave();
                        done.countDown();
                    }));
                }
            });
        }
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(most).hasValueLessThanOrEqualTo(AT_ONCE);
        assertThat(gate.waiting()).isZero();
    }
}

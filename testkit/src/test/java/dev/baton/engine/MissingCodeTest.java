package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Done;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.Reason;
import dev.baton.Saga;
import dev.baton.StartOptions;
import dev.baton.Step;
import dev.baton.Waiting;
import dev.baton.testkit.InMemoryStore;
import dev.baton.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An engine without the code of an execution says what is missing, does what needs none, and spoils nothing. */
class MissingCodeTest {
    private static final ExecutionId ID = ExecutionId.of("order-1");
    private static final Reason NOT_NEEDED = new Reason("alice", "Not needed.");
    private static final int RESTARTS = 10;

    private final VirtualClock clock = new VirtualClock();
    private final List<String> calls = new ArrayList<>();
    private final Step<String, String> charge = step("charge");
    private final Step<String, String> ship = step("ship");
    private final Saga<String, String> orders = Saga.named("orders", String.class, String.class)
            .define((saga, text) -> saga.step(ship, saga.step(charge, text)));
    private final Saga<String, Done> other = Saga.named("other", String.class).define((saga, text) -> saga.done());

    private Step<String, String> step(String name) {
        return Step.named(name, String.class, String.class)
                .does((in, context) -> {
                    calls.add(context.idempotencyKey());
                    return in;
                })
                .settle(Duration.ZERO)
                .compensatedBy(undo -> calls.add("undo " + name + (undo.certain() ? "" : ", perhaps")));
    }

    @Test
    void itSaysThatTheCodeIsMissingInsteadOfThatAnAttemptRuns() {
        InMemoryStore left = diedWhileShipping();
        try (var baton = withoutCode(left)) {
            clock.finish();
            assertMissing(baton);
        }
    }

    @Test
    void restartsWithoutTheCodeCostNoAttempt() {
        InMemoryStore left = diedWhileShipping();
        for (int i = 0; i < RESTARTS; i++) {
            try (var baton = withoutCode(left)) {
                clock.advance(Duration.ofMinutes(1));
                assertMissing(baton);
            }
        }
        calls.clear();
        try (var baton = withCode(left)) {
            clock.advance(Duration.ofMinutes(1));
            assertThat(baton.client().get(ID).status()).isEqualTo(ExecutionStatus.COMPLETED);
            assertThat(calls).singleElement().satisfies(key -> assertThat(key).contains("/ship/"));
        }
    }

    @Test
    void aCancelStopsWhatNobodyRunsAndTheUndoWaitsForItsCode() {
        InMemoryStore left = diedWhileShipping();
        calls.clear();
        try (var baton = withoutCode(left)) {
            clock.finish();
            baton.client().cancel(ID, NOT_NEEDED);
            clock.advance(Duration.ofMinutes(1));
            assertThat(baton.client().get(ID).status()).isEqualTo(ExecutionStatus.COMPENSATING);
            assertThat(baton.client().history(ID, dev.baton.Paging.defaults()).items())
                    .extracting(event -> event.kind())
                    .contains("AttemptLost", "CompensationStarted");
            assertMissing(baton);
        }
        try (var baton = withCode(left)) {
            clock.advance(Duration.ofMinutes(1));
            assertThat(baton.client().get(ID).status()).isEqualTo(ExecutionStatus.COMPENSATED);
            assertThat(calls).containsExactly("undo ship, perhaps", "undo charge");
        }
    }

    private static void assertMissing(Baton baton) {
        assertThat(baton.client().get(ID).waits()).singleElement().satisfies(waiting -> {
            assertThat(waiting.what()).isEqualTo(Waiting.For.HANDLER);
            assertThat(waiting.sentence()).contains("No handler here for 'orders'");
        });
    }

    /** The second step's call is stored as begun, and then the process dies. */
    private InMemoryStore diedWhileShipping() {
        var store = new InMemoryStore(clock);
        var crashed = new ArrayList<InMemoryStore>();
        store.onCommit(batch -> {
            crashed.add(store.copy());
            return InMemoryStore.Fault.NONE;
        });
        try (var baton = withCode(store)) {
            baton.client().start(orders, ID, "a", StartOptions.defaults());
            clock.finish();
        }
        assertThat(calls).hasSize(2);
        return crashed.getLast();
    }

    private Baton withCode(InMemoryStore store) {
        return Baton.builder().store(store).register(orders).clock(clock).start();
    }

    private Baton withoutCode(InMemoryStore store) {
        return Baton.builder().store(store).register(other).clock(clock).start();
    }
}

package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Done;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.IncidentAnswer;
import dev.baton.Reason;
import dev.baton.StartOptions;
import dev.baton.StoreUnavailableException;
import dev.baton.core.Command;
import dev.baton.core.Payload;
import dev.baton.store.Store;
import dev.baton.testkit.InMemoryStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store that throws something that no store should: no message is lost, and the loop pauses and goes on. */
class UnexpectedStoreFaultsTest extends ThreeExecutions {
    private static final Reason MENDED = new Reason("alice", "The bug is fixed.");

    @ParameterizedTest
    @ValueSource(strings = {"locate", "load", "dueTimers", "active"})
    void loseNothingWhenTheStoreThrowsSomethingUnexpected(String method) {
        var crashed = new ArrayList<InMemoryStore>();
        store.onCommit(batch -> {
            crashed.add(store.copy());
            return InMemoryStore.Fault.NONE;
        });
        try (var baton = baton(store, Limits.defaults(), UnaryOperator.identity())) {
            startAll(baton);
            deliverToAll(baton);
        }
        int tried = 0;
        for (InMemoryStore left : crashed) {
            int failAt = 0;
            boolean failed = true;
            while (failed) {
                failAt++;
                failed = everyOneEndsAfterAFault(left.copy(), method, failAt);
                tried++;
            }
        }
        System.out.println(tried + " runs in which " + method + " failed once");
        assertThat(tried).isGreaterThan(crashed.size());
    }

    /** Returns whether the fault came. */
    private boolean everyOneEndsAfterAFault(InMemoryStore left, String method, int failAt) {
        var calls = new int[1];
        var armed = new boolean[] {true};
        Store faulty = faulty(
                left, asked -> armed[0] && asked.equals(method) && ++calls[0] == failAt ? injected(asked) : null);
        try (var baton = baton(faulty, Limits.defaults(), UnaryOperator.identity())) {
            offerAll(baton);
            clock.advance(Duration.ofMinutes(1));
            armed[0] = false;
            // What is stopped, or whose starter was refused, is taken up by a person.
            offerAll(baton);
            incidents(baton).forEach(stopped -> baton.client().answer(stopped.seen(), IncidentAnswer.retry(), MENDED));
            clock.advance(Duration.ofMinutes(1));
            for (String id : IDS) {
                if (baton.client().get(ExecutionId.of(id)).status() == ExecutionStatus.RUNNING) {
                    baton.client().signal(ExecutionId.of(id), go, Done.DONE);
                }
            }
            clock.advance(Duration.ofMinutes(1));
            for (String id : IDS) {
                assertThat(baton.client().get(ExecutionId.of(id)).status())
                        .as("%s, call %s of %s failed", id, failAt, method)
                        .isEqualTo(ExecutionStatus.COMPLETED);
            }
        }
        return calls[0] >= failAt;
    }

    @Test
    void aRecoveryThatIsDueIsDecidedAlsoWhenTheNextExecutionCannotBeLoaded() {
        var crashed = new ArrayList<InMemoryStore>();
        try (var baton = baton(store, Limits.defaults(), UnaryOperator.identity())) {
            startAll(baton);
            store.onCommit(batch -> {
                crashed.add(store.copy());
                return InMemoryStore.Fault.NONE;
            });
            deliverToAll(baton);
        }
        // Signals are received and the calls of the step are stored as begun; nothing has answered them.
        InMemoryStore left = crashed.get(1);
        var loads = new int[1];
        Store faulty = faulty(
                left,
                asked -> asked.equals("load") && ++loads[0] == 2
                        ? new StoreUnavailableException("It did not answer, as it was told.")
                        : null);
        var three = new Limits(
                1 << 20,
                100,
                1_000,
                3,
                1 << 20,
                10,
                Map.of(),
                Duration.ofDays(1),
                Limits.UNBOUNDED,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5));
        try (var baton = baton(faulty, three, UnaryOperator.identity())) {
            List<CompletableFuture<String>> answers = lookAtAll(baton);
            clock.advance(Duration.ofMinutes(1));
            assertThat(answers).allMatch(CompletableFuture::isDone);
            for (String id : IDS) {
                assertThat(baton.client().get(ExecutionId.of(id)).status()).isEqualTo(ExecutionStatus.COMPLETED);
            }
        }
    }

    private static List<CompletableFuture<String>> lookAtAll(Baton baton) {
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (String id : IDS) {
            var answer = new CompletableFuture<String>();
            answers.add(answer);
            partition(baton).inbox.add(new Message.Look<>(ExecutionId.of(id), hot -> "seen", answer));
        }
        return answers;
    }

    @Test
    void aStoreThatAlwaysFailsIsAskedWithPausesAndItsAskersAreTold() {
        var asked = new int[1];
        Store faulty = faulty(store, method -> {
            if (method.equals("locate")) {
                asked[0]++;
                return injected(method);
            }
            return null;
        });
        try (var baton = baton(faulty, Limits.defaults(), UnaryOperator.identity())) {
            partition(baton).inbox.add(new Message.Order(ExecutionId.of("lost"), new Command.TellEnd()));
            assertThatThrownBy(() -> baton.client().start(waits, ExecutionId.of("first"), "a", StartOptions.defaults()))
                    .isInstanceOf(RuntimeException.class);
            var look = new CompletableFuture<String>();
            partition(baton).inbox.add(new Message.Look<>(ExecutionId.of("first"), hot -> "seen", look));
            clock.advance(Duration.ofSeconds(10));
            assertThat(look).isCompletedExceptionally();
            // Two tries for a message that nobody waits for, and then a pause of 200 ms.
            assertThat(asked[0]).isBetween(10, 200);
        }
    }

    /** Starts all in one turn, or finds them started. */
    private static void offerAll(Baton baton) {
        for (String id : IDS) {
            var start = new Message.Start(ExecutionId.of(id), startCommand(id), 0, new CompletableFuture<>());
            assertThat(partition(baton).inbox.offer(start)).isTrue();
        }
    }

    private static Command.StartExecution startCommand(String id) {
        return new Command.StartExecution(
                "waits",
                1,
                "run",
                Payload.ofJson("\"" + id + "\""),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                List.of());
    }

    private static IllegalStateException injected(String method) {
        return new IllegalStateException("injected into " + method);
    }

    private static Store faulty(Store store, Function<String, @Nullable RuntimeException> faults) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                    RuntimeException fault = faults.apply(method.getName());
                    if (fault != null) {
                        throw fault;
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw Objects.requireNonNull(e.getCause());
                    }
                });
    }
}

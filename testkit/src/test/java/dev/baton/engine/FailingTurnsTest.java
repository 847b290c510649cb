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
import dev.baton.Paging;
import dev.baton.Reason;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.StartOptions;
import dev.baton.Step;
import dev.baton.StoreUnavailableException;
import dev.baton.core.Command;
import dev.baton.core.Decision;
import dev.baton.core.Effect;
import dev.baton.core.Event;
import dev.baton.core.Payload;
import dev.baton.store.Store;
import dev.baton.testkit.InMemoryStore;
import dev.baton.testkit.VirtualClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
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

/** Whatever is thrown in a turn: no message is lost, nothing half-decided stays, and the others go on. */
class FailingTurnsTest {
    private static final List<String> IDS = List.of("first", "poison", "last");
    private static final Reason MENDED = new Reason("alice", "The bug is fixed.");

    private final VirtualClock clock = new VirtualClock();
    private final InMemoryStore store = new InMemoryStore(clock);
    private final Signal<Done> go = Signal.named("go", Done.class);
    private final Step<String, String> work =
            Step.named("work", String.class, String.class).does(in -> in).readOnly();
    private final Saga<String, Done> waits = Saga.named("waits", String.class).define((saga, name) -> {
        saga.receive(go);
        saga.step(work, name);
    });

    @Test
    void nothingHalfDecidedStaysInMemory() {
        var failed = new boolean[1];
        try (var baton = baton(store, Limits.defaults(), decider -> (state, command, now) -> {
            Decision decision = decider.decide(state, command, now);
            if (isPoisoned(state.id(), command) && !failed[0]) {
                failed[0] = true;
                throw new IllegalStateException("injected, after the state was changed");
            }
            return decision;
        })) {
            List<ExecutionHandle<Done>> all = startAll(baton);
            deliverToAll(baton);
            assertThat(failed[0]).isTrue();
            assertThat(all).allSatisfy(one -> assertThat(one.status()).isEqualTo(ExecutionStatus.COMPLETED));
            assertThat(incidents(baton)).isEmpty();
        }
    }

    @Test
    void stopsTheExecutionWhoseEventsCannotBePacked() {
        try (var baton = baton(store, Limits.defaults(), decider -> (state, command, now) -> {
            Decision decision = decider.decide(state, command, now);
            if (!isPoisoned(state.id(), command)) {
                return decision;
            }
            List<Event> many = new ArrayList<>(decision.events());
            many.add(new Event.IncidentAssigned(now, 99, Optional.empty(), "nobody", "There is no such incident."));
            return new Decision(many, decision.effects(), decision.reply());
        })) {
            List<ExecutionHandle<Done>> all = startAll(baton);
            deliverToAll(baton);
            assertThat(all.get(0).status()).isEqualTo(ExecutionStatus.COMPLETED);
            assertThat(all.get(2).status()).isEqualTo(ExecutionStatus.COMPLETED);
            assertThat(incidents(baton)).singleElement().satisfies(stopped -> {
                assertThat(stopped.kind()).isEqualTo(Incident.Kind.STOPPED);
                assertThat(stopped.seen().execution()).isEqualTo(ExecutionId.of("poison"));
            });
        }
    }

    @Test
    void oneEffectOrAnswerThatFailsDoesNotStopTheOthers() {
        try (var baton = baton(store, Limits.defaults(), decider -> (state, command, now) -> {
            Decision decision = decider.decide(state, command, now);
            if (!isPoisoned(state.id(), command)) {
                return decision;
            }
            List<Effect> effects = new ArrayList<>(decision.effects());
            effects.addFirst(new Effect.SetTimer(99, Instant.MAX, false));
            return new Decision(decision.events(), effects, decision.reply());
        })) {
            List<ExecutionHandle<Done>> all = startAll(baton);
            var throwing = new CompletableFuture<String>() {
                @Override
                public boolean complete(String value) {
                    throw new IllegalStateException("injected");
                }
            };
            partition(baton).inbox.add(new Message.Look<>(ExecutionId.of("first"), hot -> "seen", throwing));
            deliverToAll(baton);
            assertThat(all).allSatisfy(one -> assertThat(one.status()).isEqualTo(ExecutionStatus.COMPLETED));
        }
    }

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
                Duration.ofSeconds(5),
                Duration.ofSeconds(5));
        try (var baton = baton(faulty, three, UnaryOperator.identity())) {
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (String id : IDS) {
                var answer = new CompletableFuture<String>();
                answers.add(answer);
                partition(baton).inbox.add(new Message.Look<>(ExecutionId.of(id), hot -> "seen", answer));
            }
            clock.advance(Duration.ofMinutes(1));
            assertThat(answers).allMatch(CompletableFuture::isDone);
            for (String id : IDS) {
                assertThat(baton.client().get(ExecutionId.of(id)).status()).isEqualTo(ExecutionStatus.COMPLETED);
            }
        }
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

    private static boolean isPoisoned(ExecutionId id, Command command) {
        return command instanceof Command.DeliverSignal && id.value().equals("poison");
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

    private Baton baton(Store where, Limits limits, UnaryOperator<TurnDecider.Deciding> faults) {
        return Baton.builder()
                .store(where)
                .register(waits)
                .limits(limits)
                .clock(clock)
                .faults(faults)
                .start();
    }

    private static Partition partition(Baton baton) {
        return ((RunningBaton) baton).partition(0);
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

    private List<ExecutionHandle<Done>> startAll(Baton baton) {
        List<ExecutionHandle<Done>> all = new ArrayList<>();
        for (String id : IDS) {
            all.add(baton.client().start(waits, ExecutionId.of(id), id, StartOptions.defaults()));
        }
        clock.finish();
        return all;
    }

    /** All signals arrive before the next turn, so they are one batch. */
    private void deliverToAll(Baton baton) {
        for (String id : IDS) {
            partition(baton)
                    .inbox
                    .add(new Message.Order(
                            ExecutionId.of(id), new Command.DeliverSignal("go", "signal", Payload.NOTHING)));
        }
        clock.finish();
    }

    private static List<Incident> incidents(Baton baton) {
        return baton.client()
                .incidents(IncidentFilter.defaults(), Paging.defaults())
                .items();
    }
}

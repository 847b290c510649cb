package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Done;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.ExecutionUnknownException;
import dev.baton.IncidentFilter;
import dev.baton.Operator;
import dev.baton.Paging;
import dev.baton.Reason;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.StartOptions;
import dev.baton.Step;
import dev.baton.StoreUnavailableException;
import dev.baton.core.Command;
import dev.baton.core.Payload;
import dev.baton.store.Removal;
import dev.baton.store.Store;
import dev.baton.testkit.InMemoryStore;
import dev.baton.testkit.VirtualClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What retention removed is gone, also for an engine that still has it in memory. */
class RetentionTest {
    private static final ExecutionId ID = ExecutionId.of("order-1");
    private static final Duration KEPT = Duration.ofHours(5);
    private static final Duration LONG_AFTER = Duration.ofHours(7);

    private final VirtualClock clock = new VirtualClock();
    private final InMemoryStore store = new InMemoryStore(clock);
    private final List<String> calls = new ArrayList<>();
    private final Signal<Done> go = Signal.named("go", Done.class);
    private final Saga<String, String> echo = Saga.named("echo", String.class, String.class)
            .define((saga, text) -> saga.step(
                    Step.named("echoes", String.class, String.class)
                            .does((in, context) -> {
                                calls.add(context.idempotencyKey());
                                return in;
                            })
                            .readOnly(),
                    text));
    private final Saga<String, Done> waits = Saga.named("waits", String.class)
            .define((saga, text) -> saga.receive(go, Duration.ofDays(1), () -> saga.done()));
    private boolean broken;

    @Test
    void anIdThatIsUsedAgainAfterRetentionBeginsAnew() {
        try (var baton = baton()) {
            start(baton, "first");
            clock.advance(LONG_AFTER);
            assertThat(start(baton, "second").result()).isEqualTo("second");
            assertThat(calls).hasSize(2).doesNotHaveDuplicates();
        }
    }

    @Test
    void anIdIsKnownUntilThen() {
        try (var baton = baton()) {
            start(baton, "first");
            clock.advance(KEPT.minusMinutes(1));
            assertThat(start(baton, "first").result()).isEqualTo("first");
            assertThat(calls).hasSize(1);
        }
    }

    @Test
    void whatIsRemovedIsUnknown() {
        try (var baton = baton()) {
            start(baton, "first");
            clock.advance(LONG_AFTER);
            assertThatThrownBy(() -> baton.client().signal(ID, go, Done.DONE))
                    .isInstanceOf(ExecutionUnknownException.class);
            assertThatThrownBy(() -> baton.client().get(ID)).isInstanceOf(ExecutionUnknownException.class);
            assertThatThrownBy(() -> baton.client().execution(echo, ID).result())
                    .isInstanceOf(ExecutionUnknownException.class);
        }
    }

    @Test
    void whatWasStoppedAndTerminatedIsRemovedToo() {
        try (var baton = baton()) {
            baton.client().start(waits, ID, "a", StartOptions.defaults());
            clock.finish();
            broken = true;
            ((RunningBaton) baton)
                    .partition(0)
                    .inbox
                    .add(new Message.Order(ID, new Command.DeliverSignal("go", "signal", Payload.NOTHING)));
            clock.finish();
            baton.client().terminate(ID, Operator.Children.END, new Reason("alice", "It cannot be mended."));
            assertThat(baton.client().execution(waits, ID).status()).isEqualTo(ExecutionStatus.TERMINATED);
            broken = false;
            clock.advance(LONG_AFTER);
            assertThat(baton.client()
                            .incidents(IncidentFilter.defaults(), Paging.defaults())
                            .items())
                    .isEmpty();
            assertThat(start(baton, "second").result()).isEqualTo("second");
        }
    }

    @Test
    void anArchiveLearnsOfTheStopAndWhenItWasTerminated() {
        var archived = new ArrayList<ArchivedExecution>();
        try (var baton = Baton.builder()
                .store(store)
                .register(waits)
                .limits(Limits.defaults().retention(KEPT))
                .archive(archived::addAll)
                .clock(clock)
                .faults(Injected.failure((state, command) -> !(command instanceof Command.StartExecution)))
                .start()) {
            baton.client().start(waits, ID, "a", StartOptions.defaults());
            clock.advance(Duration.ofHours(1));
            ((RunningBaton) baton)
                    .partition(0)
                    .inbox
                    .add(new Message.Order(ID, new Command.DeliverSignal("go", "signal", Payload.NOTHING)));
            clock.finish();
            Instant terminated = clock.instant();
            baton.client().terminate(ID, Operator.Children.END, new Reason("alice", "It cannot be mended."));
            clock.advance(LONG_AFTER);
            assertThat(archived).singleElement().satisfies(one -> {
                assertThat(one.status()).isEqualTo(ExecutionStatus.TERMINATED);
                assertThat(one.ended()).isBetween(terminated, terminated.plusSeconds(60));
                assertThat(one.stops()).singleElement().satisfies(stop -> {
                    assertThat(stop.message()).contains("injected");
                    assertThat(stop.closed().orElseThrow().reason().why()).isEqualTo("It cannot be mended.");
                });
                assertThat(one.json()).contains("\"stops\":[{\"incident\":-1,").contains("\"answer\":\"terminate\"");
            });
        }
    }

    @Test
    void allPartitionsAreLookedAtTogetherAndAgainWhenThatFailed() {
        var several = new InMemoryStore(2, clock);
        var asked = new ArrayList<Set<Integer>>();
        Removal failing = replacing(Removal.class, several.removal(), "find", arguments -> {
            asked.add(((Removal.Old) arguments[0]).partitions());
            throw new StoreUnavailableException("injected");
        });
        Store store = replacing(Store.class, several, "removal", arguments -> failing);
        try (var baton = baton(store)) {
            clock.advance(Duration.ofMinutes(25));
            assertThat(baton.client()).isNotNull();
        }
        assertThat(asked)
                .as("all of them, soon after the start and every ten minutes")
                .containsExactly(Set.of(0, 1), Set.of(0, 1), Set.of(0, 1));
    }

    /** The same, where one method does something else. */
    private static <T> T replacing(Class<T> type, T thing, String name, Function<Object[], Object> instead) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().equals(name)) {
                        return instead.apply(arguments);
                    }
                    try {
                        return method.invoke(thing, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private ExecutionHandle<String> start(Baton baton, String input) {
        ExecutionHandle<String> handle = baton.client().start(echo, ID, input, StartOptions.defaults());
        clock.finish();
        return handle;
    }

    private Baton baton() {
        return baton(store);
    }

    private Baton baton(Store store) {
        return Baton.builder()
                .store(store)
                .register(echo, waits)
                .limits(Limits.defaults().retention(KEPT))
                .clock(clock)
                .faults(decider -> (state, command, now) -> {
                    if (broken) {
                        throw new IllegalStateException("injected");
                    }
                    return decider.decide(state, command, now);
                })
                .start();
    }
}

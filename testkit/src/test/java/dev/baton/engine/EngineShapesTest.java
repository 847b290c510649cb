package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.CallbackUnknownException;
import dev.baton.Done;
import dev.baton.Each;
import dev.baton.ExecutionConflictException;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.Incident;
import dev.baton.IncidentFilter;
import dev.baton.Items;
import dev.baton.Paging;
import dev.baton.Repeat;
import dev.baton.Saga;
import dev.baton.SagaCompensatedException;
import dev.baton.Signal;
import dev.baton.Step;
import dev.baton.StepRefusedException;
import dev.baton.Waiting;
import dev.baton.testkit.InMemoryStore;
import dev.baton.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Children, items, loops, callbacks and evicted states, from a client's side, in virtual time. */
class EngineShapesTest {
    private final VirtualClock clock = new VirtualClock();
    private final InMemoryStore store = new InMemoryStore(clock);
    private final List<String> calls = new ArrayList<>();

    private final Step<Integer, Integer> add = Step.named("add", Integer.class, Integer.class)
            .does(number -> {
                calls.add("add " + number);
                return number + 1;
            })
            .compensatedBy(undo -> calls.add("subtract " + undo.input()));

    private final List<String> tokens = new ArrayList<>();
    private final Step<Integer, Integer> sign = Step.named("sign", Integer.class, Integer.class)
            .begins((number, token, context) -> tokens.add(token))
            .readOnly();
    private final Saga<Integer, Integer> signs =
            Saga.named("signs", Integer.class, Integer.class).define((saga, number) -> saga.step(sign, number));
    private final Saga<Integer, Integer> child =
            Saga.named("child", Integer.class, Integer.class).define((saga, number) -> saga.step(add, number));

    @Test
    void compensatesAChildWithItsParent() {
        var refuse = Step.named("refuse", Integer.class, Integer.class)
                .does(number -> {
                    throw new StepRefusedException("no more");
                })
                .readOnly();
        Saga<Integer, Integer> parent = Saga.named("parent", Integer.class, Integer.class)
                .define((saga, number) -> saga.step(refuse, saga.step(child.asStep(), number)));
        try (var baton = baton(Limits.defaults(), parent)) {
            var execution = baton.client().start(parent, ExecutionId.of("p"), 1);
            clock.finish();
            assertThat(execution.status()).isEqualTo(ExecutionStatus.COMPENSATED);
            assertThatThrownBy(execution::result).isInstanceOf(SagaCompensatedException.class);
            assertThat(calls).containsExactly("add 1", "subtract 1");
        }
    }

    @Test
    void runsItemsAndLoopsToTheirEnd() {
        Saga<Integer, Integer> wide = Saga.named("wide", Integer.class, Integer.class)
                .define((saga, count) -> {
                    var items = saga.forEach(
                            Integer.class,
                            count.map(n -> IntStream.range(0, n).boxed().toList()),
                            Each.concurrently(7),
                            item -> saga.step(add, item));
                    return saga.repeat(
                            Integer.class,
                            items.map(Items::results)
                                    .map(results ->
                                            results.stream().mapToInt(i -> i).sum()),
                            Repeat.every(Duration.ofMinutes(1)).upTo(100),
                            sum -> sum.map(s -> s / 2),
                            sum -> sum < 10);
                });
        try (var baton = baton(Limits.defaults(), wide)) {
            var execution = baton.client().start(wide, ExecutionId.of("w"), 50);
            clock.advance(Duration.ofHours(1));
            assertThat(execution.result()).isEqualTo(9);
            assertThat(calls).hasSize(50);
        }
    }

    @Test
    void goesOnWithStatesThatWereEvicted() {
        Signal<Integer> more = Signal.named("more", Integer.class);
        Saga<Integer, Integer> sums = Saga.named("sums", Integer.class, Integer.class)
                .define((saga, number) -> {
                    var first = saga.step(add, number);
                    var signal = saga.receive(more, Duration.ofDays(1), () -> number);
                    return saga.step(add.renamed("add-more"), first.with(signal, Integer::sum));
                });
        try (var baton = baton(Limits.defaults().cacheBytes(0), sums)) {
            List<ExecutionHandle<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(baton.client().start(sums, ExecutionId.of("s-" + i), i));
            }
            clock.finish();
            assertThat(((RunningBaton) baton).partition(0).hots.size()).isZero();
            for (ExecutionHandle<Integer> handle : all) {
                baton.client().signal(handle.id(), more, 10);
            }
            clock.finish();
            for (int i = 0; i < 100; i++) {
                assertThat(all.get(i).result()).isEqualTo(i + 12);
            }
        }
    }

    @Test
    void completesWhatACallbackBegan() {
        try (var baton = baton(Limits.defaults(), signs)) {
            var execution = baton.client().start(signs, ExecutionId.of("signs-1"), 1);
            clock.finish();
            assertThat(baton.client().get(execution.id()).waits())
                    .extracting(Waiting::what)
                    .containsExactly(Waiting.For.CALLBACK);
            baton.client().complete(sign, tokens.getFirst(), 42);
            clock.finish();
            assertThat(execution.result()).isEqualTo(42);
        }
    }

    @Test
    void refusesATokenOfAnotherStepOrOfAnEarlierExecutionOfTheSameId() {
        try (var baton = baton(Limits.defaults(), signs)) {
            var execution = baton.client().start(signs, ExecutionId.of("signs-1"), 1);
            clock.finish();
            assertThatThrownBy(() -> baton.client().complete(add, tokens.getFirst(), 42))
                    .isInstanceOf(CallbackUnknownException.class)
                    .hasMessageContaining("'sign'");
            String earlier = CallbackToken.of(execution.id(), 0, 1, "signs-1/another-run/sign/1")
                    .text();
            assertThatThrownBy(() -> baton.client().complete(sign, earlier, 42))
                    .isInstanceOf(CallbackUnknownException.class);
            assertThat(execution.status()).isEqualTo(ExecutionStatus.RUNNING);
        }
    }

    @Test
    void listsIncidentsToTheLastWhateverThePagesSize() {
        var fails = Step.named("fails", Integer.class, Integer.class)
                .does(number -> {
                    throw new StepRefusedException("no");
                })
                .compensatedBy(undo -> {})
                .askOnFailure();
        Saga<Integer, Done> asks = Saga.named("asks", Integer.class)
                .define((saga, number) -> saga.forEach(
                        Integer.class,
                        number.map(n -> Collections.nCopies(n, 1)),
                        Each.concurrently(5),
                        item -> saga.step(fails, item)));
        try (var baton = baton(Limits.defaults(), asks)) {
            for (int incidents : List.of(1, 2, 1)) {
                baton.client().start(asks, ExecutionId.of("asks-" + calls.size()), incidents);
                clock.finish();
                calls.add("started");
            }
            for (int size = 1; size <= 4; size++) {
                var seen = new ArrayList<Incident.Seen>();
                var paging = Paging.first(size);
                for (int pages = 0; pages < 10; pages++) {
                    var page = baton.client().incidents(IncidentFilter.defaults(), paging);
                    page.items().forEach(incident -> seen.add(incident.seen()));
                    if (page.next().isEmpty()) {
                        break;
                    }
                    paging = new Paging(page.next(), size);
                }
                assertThat(seen).as("pages of " + size).hasSize(4).doesNotHaveDuplicates();
            }
        }
    }

    @Test
    void startsOnceForAnIdAndTellsWhatIsInTheWay() {
        try (var baton = baton(Limits.defaults(), child)) {
            var first = baton.client().start(child, ExecutionId.of("c"), 1);
            clock.finish();
            assertThat(baton.client().start(child, ExecutionId.of("c"), 1).result())
                    .isEqualTo(first.result());
            assertThat(calls).hasSize(1);
            assertThatThrownBy(() -> baton.client().start(child, ExecutionId.of("c"), 2))
                    .isInstanceOf(ExecutionConflictException.class)
                    .hasMessageContaining("another input");
        }
    }

    /** A deploy that lacks a version: its tasks wait and say so, and are done by the next engine that has it. */
    @Test
    void waitsForAnEngineThatHasTheHandler() {
        Signal<Done> go = Signal.named("go", Done.class);
        Saga<Integer, Integer> old = Saga.named("grows", Integer.class, Integer.class)
                .define((saga, number) -> {
                    saga.receive(go, Duration.ofDays(9), () -> saga.done());
                    return saga.step(add, number);
                });
        Saga<Integer, Integer> changed =
                Saga.named("grows", Integer.class, Integer.class).define((saga, number) -> saga.step(add, number));
        try (var baton = baton(Limits.defaults(), old)) {
            baton.client().start(old, ExecutionId.of("g"), 1);
            clock.finish();
        }
        try (var baton = baton(Limits.defaults(), changed)) {
            baton.client().signal(ExecutionId.of("g"), go, Done.DONE);
            clock.finish();
            assertThat(baton.client().get(ExecutionId.of("g")).waits()).anySatisfy(wait -> {
                assertThat(wait.what()).isEqualTo(Waiting.For.HANDLER);
                assertThat(wait.sentence()).contains("'grows' version 1");
            });
            assertThat(calls).isEmpty();
        }
        try (var baton = baton(Limits.defaults(), old)) {
            clock.finish();
            clock.advance(Duration.ofMinutes(1));
            assertThat(baton.client().execution(old, ExecutionId.of("g")).result())
                    .isEqualTo(2);
        }
    }

    private Baton baton(Limits limits, Saga<?, ?>... sagas) {
        return Baton.builder()
                .store(store)
                .register(sagas)
                .limits(limits)
                .clock(clock)
                .start();
    }
}

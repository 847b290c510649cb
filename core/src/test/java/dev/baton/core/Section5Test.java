package dev.baton.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Each;
import dev.baton.Errors;
import dev.baton.ExecutionStatus;
import dev.baton.Failure;
import dev.baton.Repeat;
import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.Step;
import dev.baton.Verdict;
import dev.baton.core.Effect.InvokeUndo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Saga-semantics §5: in which order things are undone; loops, catch rules, items, children. */
class Section5Test {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Signal<String> GO = Signal.named("go", String.class);
    private static final Resolution RETRY = new Resolution.Retry(Optional.empty());

    private static Saga<String, String> child(String name) {
        return Saga.named(name, String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("book"), in);
            return flow.step(Steps.compensatable("pay"), in);
        });
    }

    /** A child that may pass a pivot of its own. */
    private static Saga<String, String> childWithPivot() {
        return Saga.named("shipping", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("pack"), in);
            flow.pivot(Steps.asked("hand-over"), in);
            flow.waitFor(HOUR);
            return flow.step(Steps.plain("tell"), in);
        });
    }

    @Test
    void rule5_strictlyReverse() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("one"), in);
            flow.step(Steps.compensatable("two"), in);
            flow.step(Steps.compensatable("three"), in);
            return flow.fail(in);
        });
        Scenario.of("5", saga)
                .script(world -> world.service("two").undoes(Behaviour.unavailable(), Behaviour.lostAfter()))
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.undone()).containsExactly("three", "two", "one");
                })
                .play();
    }

    @Test
    void rule5_branchesAtTheSameTimeAndBeforeWhatCameBeforeThem() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("before"), in);
            var a = flow.branch(() -> {
                flow.step(Steps.compensatable("a-one"), in);
                return flow.step(Steps.compensatable("a-two"), in);
            });
            var b = flow.branch(() -> {
                flow.step(Steps.compensatable("b-one"), in);
                var inner = flow.branch(() -> flow.step(Steps.compensatable("b-inner"), in));
                flow.parallel(inner);
                return flow.step(Steps.compensatable("b-two"), in);
            });
            flow.parallel(a, b);
            return flow.fail(in);
        });
        Scenario.of("5 (parallel)", saga)
                .script(world -> world.service("a-two").undoes(Behaviour.unavailable()))
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.undone()).hasSize(6).endsWith("before").containsSubsequence("a-two", "a-one");
                    assertThat(world.undone()).containsSubsequence("b-two", "b-inner", "b-one");
                    var undos = world.services().made(InvokeUndo.class);
                    assertThat(undos.subList(0, 2))
                            .extracting(InvokeUndo::step)
                            .containsExactlyInAnyOrder("a-two", "b-two");
                })
                .play();
    }

    @Test
    void rule5_itemsWithinTheirConcurrencyAndStrictlyReverseWithOne() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.forEach(
                    Integer.class,
                    in.map(any -> List.of(1, 2, 3, 4)),
                    Each.inTurn(),
                    item -> flow.step(Steps.number("add").compensatedBy(undo -> {}), item));
            return flow.fail(in);
        });
        Scenario.of("5 (items)", saga)
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    var undone = world.services().made(InvokeUndo.class).stream()
                            .map(undo -> (Integer) Json.read(undo.input()))
                            .distinct()
                            .toList();
                    assertThat(undone).containsExactly(4, 3, 2, 1);
                })
                .play();
    }

    @Test
    void rule5_1_eachVisitInALoopIsUndoneWithItsOwnInputAndOutput() {
        var saga = Saga.named("order", Integer.class, Integer.class).define((flow, in) -> {
            var last = flow.repeat(
                    Integer.class,
                    in,
                    Repeat.every(MINUTE),
                    n -> {
                        var added = flow.step(Steps.number("add").compensatedBy(undo -> {}), n);
                        return flow.step(Steps.number("note").compensatedBy(undo -> {}), added.map(a -> a + 10))
                                .map(noted -> noted - 11);
                    },
                    n -> n == 3);
            return flow.fail(last.map(n -> "enough"));
        });
        Scenario.of("5.1", saga)
                .input(0)
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.undone()).containsExactly("note", "add", "note", "add", "note", "add");
                    var adds = world.services().made(InvokeUndo.class).stream()
                            .filter(undo -> undo.step().equals("add"))
                            .toList();
                    assertThat(adds)
                            .allSatisfy(
                                    undo -> assertThat(Json.read(undo.output().orElseThrow()))
                                            .isEqualTo((Integer) Json.read(undo.input()) + 1));
                    assertThat(adds.stream().map(InvokeUndo::key).distinct()).hasSize(3);
                })
                .play();
    }

    private static Saga<String, String> withFallback(Step<String, String> card) {
        return Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("reserve"), in);
            return flow.fallback(
                    () -> {
                        flow.step(Steps.compensatable("open"), in);
                        return flow.step(card, in);
                    },
                    Errors.any(),
                    failure -> flow.step(Steps.compensatable("invoice"), in));
        });
    }

    @Test
    void rule5_2_noneGoesOnToTheFallback() {
        Scenario.of("5.2 (none)", withFallback(Steps.probed("card")))
                .script(world -> world.service("card").always(Behaviour.refuse()))
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.undone()).containsExactly("open");
                    assertThat(world.standing("reserve")).isOne();
                    assertThat(world.standing("invoice")).isOne();
                    assertThat(world.state().standing().result()).contains(Json.of("invoice(in)"));
                })
                .play();
    }

    @Test
    void rule5_2_maybeIsCompensatedBeforeTheFallbackRuns() {
        Scenario.of("5.2 (maybe)", withFallback(Steps.compensatable("card").retry(Retry.never())))
                .script(world -> {
                    world.service("card").always(Behaviour.lostAfter());
                    world.during(
                            "invoice", it -> assertThat(it.standing("card")).isZero());
                })
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.entry("card")).isEqualTo(EntryState.COMPENSATED);
                    assertThat(world.standing("card")).isZero();
                    assertThat(world.standing("invoice")).isOne();
                })
                .play();
    }

    @Test
    void rule5_2_doneIsCompensatedToo() {
        Scenario.of("5.2 (done)", withFallback(Steps.compensatable("card")))
                .script(world -> world.service("card").always(Behaviour.unreadable()))
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.entry("card")).isEqualTo(EntryState.COMPENSATED);
                    assertThat(world.standing("invoice")).isOne();
                })
                .play();
    }

    @Test
    void rule5_2_whatCameBeforeStaysAndIsUndoneIfTheSagaFailsLater() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("reserve"), in);
            flow.fallback(
                    () -> flow.step(Steps.probed("card"), in),
                    Errors.any(),
                    failure -> flow.step(Steps.compensatable("invoice"), in));
            return flow.fail(in);
        });
        Scenario.of("5.2 (later)", saga)
                .script(world -> world.service("card").always(Behaviour.refuse()))
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.undone()).containsExactly("invoice", "reserve");
                })
                .play();
    }

    @Test
    void rule5_2_aPivotIsCaughtOnlyWhenItCertainlyDidNothing() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("reserve"), in);
            return flow.fallback(
                    () -> flow.pivot(Steps.asked("courier"), in),
                    Errors.any(),
                    failure -> flow.pivot(Steps.asked("post"), in));
        });
        Scenario.of("5.2 (pivot, none)", saga)
                .script(world -> world.service("courier").always(Behaviour.refuse()))
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.standing("post")).isOne();
                })
                .play();
        Scenario.of("5.2 (pivot, maybe)", saga)
                .script(world -> world.service("courier").always(Behaviour.lostBefore()))
                .check(world -> {
                    Expect.incident(world, IncidentKind.PIVOT_UNKNOWN);
                    assertThat(world.service("post").calls()).isZero();
                })
                .play();
    }

    @Test
    void rule5_2_aRetriableStepIsCaughtOnlyWhenItCertainlyDidNothing() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.pivot(Steps.asked("ship"), in);
            return flow.fallback(
                    () -> flow.step(Steps.asked("mail"), in),
                    Errors.any(),
                    failure -> flow.step(Steps.plain("letter"), in));
        });
        Scenario.of("5.2 (retriable, none)", saga)
                .script(world -> world.service("mail").always(Behaviour.refuse()))
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.standing("letter")).isOne();
                })
                .play();
        Scenario.of("5.2 (retriable, maybe)", saga)
                .script(world -> world.service("mail").always(Behaviour.lostBefore()))
                .check(world -> {
                    Expect.incident(world, IncidentKind.FAILED_PAST_PIVOT);
                    assertThat(world.service("letter").calls()).isZero();
                })
                .play();
    }

    @Test
    void rule5_2_readOnlyStepsJustGoOn() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("reserve"), in);
            return flow.fallback(
                    () -> flow.step(Steps.plain("look").readOnly(), in),
                    Errors.named(Failure.UNKNOWN, Failure.NODE_LOST),
                    failure -> flow.step(Steps.plain("guess").readOnly(), in));
        });
        Scenario.of("5.2 (read only)", saga)
                .script(world -> world.service("look").always(Behaviour.lostBefore()))
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.undone()).isEmpty();
                })
                .play();
    }

    @Test
    void rule5_2_aCatchOnAScopeSettlesAndCompensatesWhatTheScopeDid() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("reserve"), in);
            return flow.fallback(
                    () -> {
                        var quick = flow.branch(() -> flow.step(Steps.probed("card"), in));
                        var slow = flow.branch(() -> {
                            flow.step(Steps.compensatable("check"), in);
                            return flow.step(Steps.compensatable("book"), in);
                        });
                        flow.parallel(quick, slow);
                        return in;
                    },
                    Errors.any(),
                    failure -> flow.step(Steps.compensatable("invoice"), in));
        });
        Scenario.of("5.2 (scope)", saga)
                .script(world -> {
                    world.service("card").always(Behaviour.refuse());
                    world.service("check").does(Behaviour.late(MINUTE.plusSeconds(1)));
                    world.during(
                            "invoice", it -> assertThat(it.standing("check")).isZero());
                })
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.service("book").calls()).isZero();
                    assertThat(world.undone()).doesNotContain("reserve");
                    assertThat(world.standing("invoice")).isOne();
                })
                .play();
    }

    @Test
    void rule5_2_aCatchOnAChildGoesOnOnceTheChildIsUndone() {
        var booking = child("booking");
        var saga = Saga.named("order", String.class, String.class)
                .define((flow, in) -> flow.fallback(
                        () -> flow.step(booking.asStep(), in),
                        Errors.any(),
                        failure -> flow.step(Steps.compensatable("invoice"), in)));
        Scenario.of("5.2 (child)", saga, booking)
                .script(world -> world.service("pay").always(Behaviour.refuse()))
                .check(world -> {
                    Expect.completed(world);
                    Expect.gone(world, "book");
                    assertThat(world.standing("invoice")).isOne();
                })
                .play();
    }

    private static Saga<String, String> items(Each each) {
        return Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("create"), in);
            var all = flow.forEach(Integer.class, in.map(any -> List.of(1, 2, 3)), each, item -> {
                flow.step(Steps.number("hold").compensatedBy(undo -> {}), item);
                return flow.step(
                        Steps.number("pay").compensatedBy(undo -> {}).probedBy((it, context) -> Verdict.notSeen()),
                        item);
            });
            return all.map(given -> given.results().size() + " of "
                    + (given.results().size() + given.failures().size()));
        });
    }

    @Test
    void rule5_3_anItemThatFailsWithinToleranceIsCompensatedAndCounted() {
        for (Each each : List.of(
                Each.concurrently(3).tolerating(1),
                Each.inTurn().tolerating(1),
                Each.concurrently(2).toleratingPercent(34))) {
            Scenario.of("5.3 (tolerated, " + each.concurrencyMax() + " at once)", items(each))
                    .script(world -> world.service("pay").alwaysFor(2, Behaviour.refuse()))
                    .check(world -> {
                        Expect.completed(world);
                        assertThat(world.state().standing().result()).contains(Json.of("2 of 3"));
                        assertThat(world.undone()).containsExactly("hold");
                        assertThat(world.standing("hold")).isEqualTo(2);
                        assertThat(world.standing("pay")).isEqualTo(2);
                    })
                    .play();
        }
    }

    @Test
    void rule5_3_beyondTheToleranceAllItemsAreUndoneAndNoneTwice() {
        Scenario.of("5.3 (beyond)", items(Each.concurrently(2).tolerating(1)))
                .script(world -> {
                    world.service("pay").alwaysFor(1, Behaviour.refuse());
                    world.service("pay").alwaysFor(3, Behaviour.refuse());
                })
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.undone()).endsWith("create");
                    assertThat(world.undone().stream().filter("hold"::equals)).hasSize(3);
                    assertThat(world.events(Event.TaskCompensated.class).stream()
                                    .map(Event.TaskCompensated::entry)
                                    .distinct())
                            .hasSameSizeAs(world.events(Event.TaskCompensated.class));
                })
                .play();
    }

    @Test
    void rule5_3_aForEachThatFailedCanBeCaught() {
        var saga = Saga.named("order", String.class, String.class)
                .define((flow, in) -> flow.fallback(
                        () -> {
                            flow.forEach(
                                    Integer.class,
                                    in.map(any -> List.of(1, 2, 3)),
                                    Each.concurrently(3),
                                    item -> flow.step(Steps.number("hold").compensatedBy(undo -> {}), item));
                            return in;
                        },
                        Errors.named(Failure.ITEMS_FAILED),
                        failure -> flow.step(Steps.compensatable("invoice"), in)));
        Scenario.of("5.3 (caught)", saga)
                .script(world -> world.service("hold").alwaysFor(2, Behaviour.refuse()))
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.standing("hold")).isZero();
                    assertThat(world.standing("invoice")).isOne();
                })
                .play();
    }

    private static final Saga<String, String> PARENT = Saga.named("order", String.class, String.class)
            .define((flow, in) -> {
                flow.step(Steps.compensatable("create"), in);
                return flow.step(child("booking").asStep(), in);
            });

    @Test
    void rule5_4_aCompletedChildIsDone() {
        Scenario.of("5.4 (completed)", PARENT, child("booking"))
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.entry("booking")).isEqualTo(EntryState.DONE);
                    assertThat(world.state().standing().result()).contains(Json.of("pay(in)"));
                })
                .play();
    }

    @Test
    void rule5_4_aFailedOrCompensatedChildIsNone() {
        Scenario.of("5.4 (none)", PARENT, child("booking"))
                .script(world -> world.service("pay").always(Behaviour.refuse()))
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.entry("booking")).isEqualTo(EntryState.NONE);
                })
                .play();
    }

    @Test
    void rule5_4_aChildWithGapsIsSkippedAndMarksTheParent() {
        Scenario.of("5.4 (gaps)", PARENT, child("booking"))
                .script(world -> {
                    world.service("pay").always(Behaviour.refuse());
                    world.service("book").alwaysUndoes(Behaviour.refuse());
                    world.whenAsked(IncidentKind.COMPENSATION_FAILED, new Resolution.Skip());
                })
                .check(world -> {
                    Expect.status(world, ExecutionStatus.COMPENSATED);
                    assertThat(world.entry("booking")).isEqualTo(EntryState.SKIPPED);
                    assertThat(world.state().standing().gaps()).isTrue();
                    assertThat(world.child().state.standing().gaps()).isTrue();
                })
                .play();
    }

    @Test
    void rule5_4_aTerminatedChildIsMaybeAndIsUndone() {
        Scenario.of("5.4 (terminated)", PARENT, child("booking"))
                .script(world -> world.during(
                        "pay",
                        it -> it.command(it.child().id, new Command.TerminateExecution("ann", "stop it", false))))
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.entry("booking")).isEqualTo(EntryState.COMPENSATED);
                    assertThat(world.child().state.status()).isEqualTo(ExecutionStatus.COMPENSATED);
                })
                .play();
    }

    @Test
    void rule5_4_aChildThatTakesTooLongIsCancelledAndWaitedFor() {
        var slow = Saga.named("booking", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("book"), in);
            return flow.receive(GO);
        });
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("create"), in);
            return flow.step(slow.asStep().timeout(HOUR), in);
        });
        Scenario.of("5.4 (timeout)", saga, slow)
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.state().standing().failure().orElseThrow().error())
                            .isEqualTo(Failure.TIMEOUT);
                    assertThat(world.undone()).containsExactly("book", "create");
                })
                .play();
    }

    @Test
    void rule5_5_aChildIsUndoneByCompensatingIt() {
        var booking = child("booking");
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("create"), in);
            flow.step(booking.asStep(), in);
            return flow.fail(in);
        });
        Scenario.of("5.5 (child)", saga, booking)
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.undone()).containsExactly("pay", "book", "create");
                    assertThat(world.child().state.standing().cause()).contains(Cause.PARENT);
                })
                .play();
    }

    @Test
    void rule5_5_orByTheCompensationOfItsStep() {
        var shipping = childWithPivot();
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("create"), in);
            flow.step(shipping.asStep().compensatedBy(undo -> {}), in);
            return flow.fail(in);
        });
        Scenario.of("5.5 (own)", saga, shipping)
                .check(world -> {
                    Expect.status(world, ExecutionStatus.COMPENSATED);
                    assertThat(world.child().state.status()).isEqualTo(ExecutionStatus.COMPLETED);
                    assertThat(world.services().made(InvokeUndo.class))
                            .extracting(InvokeUndo::step)
                            .containsSubsequence("shipping", "create");
                })
                .play();
    }

    /** Undone by a saga that tells the carrier, and then the customer. */
    private static final Saga<String, String> CALL_OFF = Saga.named("call-off", String.class, String.class)
            .define((flow, in) -> {
                flow.step(Steps.compensatable("recall"), in);
                return flow.step(Steps.compensatable("tell-customer"), in);
            });

    private static Saga<String, String> undoneBySaga(Saga<String, String> shipping) {
        return Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("create"), in);
            flow.step(
                    shipping.asStep()
                            .compensatedBy(CALL_OFF)
                            .compensationRetry(Retry.every(MINUTE).attempts(2)),
                    in);
            return flow.fail(in);
        });
    }

    @Test
    void rule5_5_orByAnotherSaga() {
        var shipping = childWithPivot();
        Scenario.of("5.5 (another saga)", undoneBySaga(shipping), shipping, CALL_OFF)
                .check(world -> {
                    Expect.status(world, ExecutionStatus.COMPENSATED);
                    assertThat(world.entry("shipping")).isEqualTo(EntryState.COMPENSATED);
                    assertThat(world.standing("recall")).isOne();
                    assertThat(world.standing("tell-customer")).isOne();
                    assertThat(world.undone()).containsExactly("create");
                })
                .play();
    }

    @Test
    void rule5_5_aSagaThatDoesNotCompleteHasUndoneNothingAndIsTriedAgainAsANewExecution() {
        var shipping = childWithPivot();
        Scenario.of("5.5 (another saga, twice)", undoneBySaga(shipping), shipping, CALL_OFF)
                .script(world -> world.service("tell-customer").does(Behaviour.refuse()))
                .check(world -> {
                    Expect.status(world, ExecutionStatus.COMPENSATED);
                    assertThat(world.standing("tell-customer")).isOne();
                    assertThat(world.undone()).containsSubsequence("recall", "create");
                })
                .play();
    }

    @Test
    void rule5_5_aSagaThatNeverCompletesIsAnIncident() {
        var shipping = childWithPivot();
        Scenario.of("5.5 (another saga, never)", undoneBySaga(shipping), shipping, CALL_OFF)
                .script(world -> world.service("tell-customer").always(Behaviour.refuse()))
                .check(world -> {
                    Expect.incident(world, IncidentKind.COMPENSATION_FAILED);
                    assertThat(world.state().status()).isEqualTo(ExecutionStatus.COMPENSATING);
                    assertThat(world.undone()).doesNotContain("create");
                    assertThat(world.standing("recall")).isZero();
                })
                .play();
    }

    @Test
    void rule5_5_aChildPastItsPivotRunsOnToItsEndWhenItIsCancelled() {
        var shipping = childWithPivot();
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("create"), in);
            return flow.step(shipping.asStep().compensatedBy(undo -> {}), in);
        });
        Scenario.of("5.5 (runs on)", saga, shipping)
                .script(world -> world.at(MINUTE, World::cancel))
                .check(world -> {
                    Expect.status(world, ExecutionStatus.COMPENSATED);
                    assertThat(world.child().state.status()).isEqualTo(ExecutionStatus.COMPLETED);
                    assertThat(world.standing("tell")).isOne();
                    assertThat(world.undone()).contains("create");
                })
                .play();
    }

    @Test
    void rule5_5_nobodyButTheParentHasACompletedChildCompensated() {
        Scenario.of("5.5 (parent alone)", PARENT, child("booking"))
                .script(world -> world.at(
                        HOUR,
                        it -> it.command(
                                it.child().id, new Command.CompensateExecution(Cause.OPERATOR, "ann", "go back"))))
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.refusals()).containsExactly("BATON-114");
                })
                .play();
    }

    @Test
    void rule5_6_aChildsIncidentIsAnsweredAtTheChildAndTheParentWaits() {
        Scenario.of("5.6", PARENT, child("booking"))
                .script(world -> {
                    world.service("pay").always(Behaviour.refuse());
                    world.service("book").undoes(Behaviour.refuse());
                    world.whenQuiet(it -> {
                        assertThat(it.state().status()).isEqualTo(ExecutionStatus.RUNNING);
                        assertThat(it.child().state.hasOpenIncident()).isTrue();
                        it.answer(IncidentKind.COMPENSATION_FAILED, RETRY);
                    });
                })
                .check(world -> Expect.compensated(world, Cause.FAILURE))
                .play();
    }
}

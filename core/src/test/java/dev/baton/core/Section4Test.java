package dev.baton.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionStatus;
import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.Step;
import dev.baton.core.Effect.InvokeUndo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Saga-semantics §4: when compensation starts, settling, the open pivot, terminate. Locks (4.6) come later. */
class Section4Test {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Signal<String> GO = Signal.named("go", String.class);

    private static final Saga<String, String> ORDER = Saga.named("order", String.class, String.class)
            .compensatableAfterCompletion(Duration.ofDays(1))
            .define((saga, in) -> {
                var reserved = saga.step(Steps.compensatable("reserve"), in);
                return saga.step(Steps.compensatable("charge"), reserved);
            });

    private static Saga<String, String> pivot(Step<String, String> ship) {
        return Saga.named("order", String.class, String.class).define((saga, in) -> {
            var reserved = saga.step(Steps.compensatable("reserve"), in);
            return saga.pivot(ship, reserved);
        });
    }

    @Test
    void rule4_theDeadlineStartsCompensation() {
        var saga = Saga.named("order", String.class, String.class)
                .deadline(HOUR)
                .define((flow, in) -> {
                    flow.step(Steps.compensatable("reserve"), in);
                    return flow.receive(GO);
                });
        Scenario.of("4 (deadline)", saga)
                .check(world -> Expect.compensated(world, Cause.DEADLINE))
                .play();
    }

    @Test
    void rule4_anOperatorStartsCompensation() {
        Scenario.of("4 (operator)", ORDER)
                .script(world -> world.during("charge", World::compensate))
                .check(world -> Expect.compensated(world, Cause.OPERATOR))
                .play();
    }

    @Test
    void rule4_theFirstCauseIsTheCause() {
        Scenario.of("4 (first)", ORDER)
                .script(world -> {
                    world.during("charge", World::cancel);
                    world.when(Event.CompensationStarted.class, started -> true, World::compensate);
                })
                .check(world -> {
                    Expect.compensated(world, Cause.CANCEL);
                    assertThat(world.events(Event.CauseNoted.class)).hasSize(1);
                })
                .play();
    }

    @Test
    void rule4_1_settlingComesFirst() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("create"), in);
            var quick = flow.branch(() -> flow.step(Steps.compensatable("reserve"), in));
            var slow = flow.branch(() -> {
                flow.step(Steps.compensatable("check"), in);
                return flow.step(Steps.compensatable("book"), in);
            });
            flow.parallel(quick, slow);
            return in;
        });
        Scenario.of("4.1", saga)
                .script(world -> {
                    world.service("reserve").always(Behaviour.refuse());
                    world.service("check")
                            .does(Behaviour.late(MINUTE.plus(SECOND)))
                            .always(Behaviour.ok());
                })
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.service("book").calls()).isZero();
                    assertThat(world.undone()).endsWith("create");
                })
                .play();
    }

    @Test
    void rule4_1_tokensThatWaitAreDropped() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("create"), in);
            var waits = flow.branch(() -> flow.waitFor(HOUR));
            var receives = flow.branch(() -> flow.receive(GO, HOUR));
            var backsOff =
                    flow.branch(() -> flow.step(Steps.compensatable("reserve").retry(Retry.every(HOUR)), in));
            flow.parallel(waits, receives, backsOff);
            return in;
        });
        Scenario.of("4.1 (tokens)", saga)
                .script(world -> {
                    world.service("reserve").always(Behaviour.unavailable());
                    world.at(MINUTE, World::cancel);
                })
                .check(world -> {
                    Expect.compensated(world, Cause.CANCEL);
                    assertThat(Expect.sinceStart(world)).isLessThan(Duration.ofMinutes(2));
                    Expect.gone(world, "reserve");
                })
                .play();
    }

    @Test
    void rule4_1_aCallbackIsWaitedForAMinuteAtMost() {
        var letter = Step.named("letter", String.class, String.class)
                .begins((in, token, context) -> {})
                .compensatedBy(undo -> {});
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> flow.step(letter, in));
        Scenario.of("4.1 (callback)", saga)
                .script(world -> {
                    world.service("letter").always(Behaviour.silent());
                    world.at(MINUTE, World::cancel);
                })
                .check(world -> {
                    Expect.compensated(world, Cause.CANCEL);
                    assertThat(world.entry("letter")).isEqualTo(EntryState.COMPENSATED);
                    assertThat(Expect.sinceStart(world)).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(3));
                })
                .play();
    }

    @Test
    void rule4_1_aCallbackThatComesInTimeIsDoneAndUndone() {
        var letter = Step.named("letter", String.class, String.class)
                .begins((in, token, context) -> {})
                .compensatedBy(undo -> {});
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> flow.step(letter, in));
        Scenario.of("4.1 (in time)", saga)
                .script(world -> {
                    world.service("letter").always(Behaviour.silent());
                    world.at(MINUTE, World::cancel);
                    world.at(
                            MINUTE.plusSeconds(30),
                            it -> it.command(new Command.CompleteTask(0, 1, Json.of("signed"), List.of())));
                })
                .check(world -> {
                    Expect.compensated(world, Cause.CANCEL);
                    assertThat(world.services()
                                    .made(InvokeUndo.class)
                                    .getFirst()
                                    .output())
                            .contains(Json.of("signed"));
                })
                .play();
    }

    @Test
    void rule4_1_childrenAreCancelledAndWaitedFor() {
        var child = Saga.named("booking", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("book"), in);
            return flow.receive(GO);
        });
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("create"), in);
            return flow.step(child.asStep(), in);
        });
        Scenario.of("4.1 (child)", saga, child)
                .script(world -> world.at(MINUTE, World::cancel))
                .check(world -> {
                    Expect.compensated(world, Cause.CANCEL);
                    assertThat(world.undone()).containsExactly("book", "create");
                    assertThat(world.child().state.standing().cause()).contains(Cause.PARENT);
                })
                .play();
    }

    @Test
    void rule4_2_theUndoOfAnUnknownOutcomeWaitsForStrayCalls() {
        var charging = Saga.named("order", String.class, String.class)
                .define((flow, in) -> flow.step(Steps.compensatable("charge").retry(Retry.never()), in));
        Scenario.of("4.2", charging)
                .script(world -> world.service("charge").always(Behaviour.lostAfter()))
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    var quiet = world.entry("charge", 1).quietSince();
                    var undone =
                            world.events(Event.UndoScheduled.class).getFirst().at();
                    assertThat(undone).isEqualTo(quiet.plusSeconds(10));
                })
                .play();
    }

    @Test
    void rule4_2_notWhereAFenceKeepsThemOut() {
        var charging = Saga.named("order", String.class, String.class)
                .define((flow, in) -> flow.step(
                        Steps.compensatable("charge").retry(Retry.never()).settle(Duration.ZERO), in));
        Scenario.of("4.2 (fence)", charging)
                .script(world ->
                        world.service("charge").always(Behaviour.lostAfter()).fenced())
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.events(Event.UndoScheduled.class)
                                    .getFirst()
                                    .at())
                            .isEqualTo(world.entry("charge", 1).quietSince());
                })
                .play();
    }

    @Test
    void rule4_3_aCancelAtThePivotIsAnsweredByItsSuccess() {
        Scenario.of("4.3 (success)", pivot(Steps.asked("ship")))
                .script(world -> world.during("ship", World::cancel))
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.state().standing().pastPivot()).isTrue();
                    assertThat(world.undone()).isEmpty();
                })
                .play();
    }

    @Test
    void rule4_3_aCancelAtThePivotIsObeyedOnceItIsRefused() {
        Scenario.of("4.3 (refused)", pivot(Steps.asked("ship")))
                .script(world -> {
                    world.service("ship").always(Behaviour.refuse());
                    world.during("ship", World::cancel);
                })
                .check(world -> Expect.compensated(world, Cause.CANCEL))
                .play();
    }

    @Test
    void rule4_3_aCancelWhileThePivotWasNotReachedIsObeyedAtOnce() {
        Scenario.of("4.3 (not reached)", pivot(Steps.asked("ship").retry(Retry.every(HOUR))))
                .script(world -> {
                    world.service("ship").always(Behaviour.unavailable()).fenced();
                    world.at(MINUTE, World::cancel);
                })
                .check(world -> {
                    Expect.compensated(world, Cause.CANCEL);
                    if (world.events(Event.AttemptLost.class).isEmpty()) {
                        assertThat(Expect.sinceStart(world)).isLessThan(MINUTE.plus(MINUTE));
                    }
                })
                .play();
    }

    @Test
    void rule4_3_aDeadlineAtThePivotIsRemembered() {
        var saga = Saga.named("order", String.class, String.class)
                .deadline(Duration.ofMillis(250))
                .define((flow, in) -> {
                    var reserved = flow.step(Steps.compensatable("reserve"), in);
                    return flow.pivot(Steps.asked("ship"), reserved);
                });
        Scenario.of("4.3 (deadline)", saga)
                .script(world -> {
                    world.service("ship").does(Behaviour.unavailable()).always(Behaviour.refuse());
                })
                .check(world -> Expect.compensated(world, Cause.DEADLINE))
                .play();
    }

    @Test
    void rule4_3_anUnknownPivotAsksAPersonWhoSaysThatItHappened() {
        Scenario.of("4.3 (it happened)", pivot(Steps.asked("ship")))
                .script(world -> {
                    world.service("ship").always(Behaviour.lostAfter()).failsProbes(1_000);
                    world.during("ship", World::cancel);
                    world.whenAsked(IncidentKind.PIVOT_UNKNOWN, new Resolution.Forward(Json.of("shipped")));
                })
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.state().standing().result()).contains(Json.of("shipped"));
                    assertThat(world.entry("ship")).isEqualTo(EntryState.DONE);
                })
                .play();
    }

    @Test
    void rule4_3_anUnknownPivotAsksAPersonWhoSaysThatItDidNot() {
        Scenario.of("4.3 (it did not)", pivot(Steps.asked("ship")))
                .script(world -> {
                    world.service("ship").always(Behaviour.lostBefore());
                    world.during("ship", World::cancel);
                    world.whenAsked(IncidentKind.PIVOT_UNKNOWN, new Resolution.Compensate());
                })
                .check(world -> {
                    Expect.compensated(world, Cause.CANCEL);
                    assertThat(world.entry("ship")).isEqualTo(EntryState.NONE);
                })
                .play();
    }

    @Test
    void rule4_3_aFailureBesideTheOpenPivotWaitsForIt() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("reserve"), in);
            var shipping = flow.branch(() -> flow.pivot(Steps.asked("ship"), in));
            var checking = flow.branch(() -> flow.step(Steps.plain("check").readOnly(), in));
            flow.parallel(shipping, checking);
            return in;
        });
        Scenario.of("4.3 (beside, refused)", saga)
                .script(world -> {
                    world.service("ship").does(Behaviour.unavailable()).always(Behaviour.refuse());
                    world.service("check").always(Behaviour.refuse());
                })
                .check(world -> Expect.compensated(world, Cause.FAILURE))
                .play();
        Scenario.of("4.3 (beside, done)", saga)
                .script(world -> {
                    world.service("ship").does(Behaviour.lostAfter()).always(Behaviour.ok());
                    world.service("check").does(Behaviour.refuse());
                    world.whenAsked(IncidentKind.FAILED_PAST_PIVOT, new Resolution.Retry(Optional.empty()));
                })
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.undone()).isEmpty();
                })
                .play();
    }

    @Test
    void rule4_4_pastThePivotCancelAndCompensateAreAnsweredAndADeadlineIsNoted() {
        var saga = Saga.named("order", String.class, String.class)
                .deadline(HOUR)
                .define((flow, in) -> {
                    var shipped = flow.pivot(Steps.asked("ship"), in);
                    flow.waitFor(HOUR.multipliedBy(2));
                    return shipped;
                });
        Scenario.of("4.4 (past)", saga)
                .script(world -> {
                    world.at(MINUTE, World::cancel);
                    world.at(MINUTE, World::compensate);
                })
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.refusals()).containsExactly("BATON-110", "BATON-110");
                    assertThat(world.events(Event.CauseNoted.class))
                            .singleElement()
                            .extracting(Event.CauseNoted::cause)
                            .isEqualTo(Cause.DEADLINE);
                })
                .play();
    }

    @Test
    void rule4_4_whileCompensatingTheyChangeNothingAndNoDeadlineCounts() {
        var saga = Saga.named("order", String.class, String.class)
                .deadline(MINUTE)
                .define((flow, in) -> {
                    flow.step(Steps.compensatable("reserve"), in);
                    return flow.fail(in);
                });
        Scenario.of("4.4 (compensating)", saga)
                .script(world -> {
                    world.service("reserve")
                            .undoes(
                                    Behaviour.unavailable(),
                                    Behaviour.unavailable(),
                                    Behaviour.unavailable(),
                                    Behaviour.unavailable(),
                                    Behaviour.unavailable(),
                                    Behaviour.unavailable(),
                                    Behaviour.unavailable());
                    world.at(Duration.ofSeconds(20), World::cancel);
                    world.at(Duration.ofSeconds(30), World::compensate);
                })
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.refusals()).isEmpty();
                    assertThat(Expect.sinceStart(world)).isGreaterThan(MINUTE);
                })
                .play();
    }

    @Test
    void rule4_4_onAnEndedExecutionCancelAnswersWithTheStatus() {
        Scenario.of("4.4 (ended)", ORDER)
                .script(world -> world.at(HOUR, World::cancel))
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.reply()).isInstanceOfSatisfying(Reply.Refused.class, refused -> {
                        assertThat(refused.code()).isEqualTo("BATON-111");
                        assertThat(refused.message()).contains("COMPLETED");
                    });
                })
                .play();
    }

    @Test
    void rule4_5_aCancelClosesTheQuestionWhetherToGoOn() {
        var saga = Saga.named("order", String.class, String.class)
                .deadline(Duration.ofDays(1))
                .define((flow, in) -> {
                    flow.step(Steps.compensatable("reserve"), in);
                    return flow.step(Steps.probed("charge").askOnFailure(), in);
                });
        Scenario.of("4.5 (cancel)", saga)
                .script(world -> {
                    world.service("charge").always(Behaviour.refuse());
                    world.at(HOUR, World::cancel);
                })
                .check(world -> {
                    Expect.compensated(world, Cause.CANCEL);
                    assertThat(world.state().incidents())
                            .singleElement()
                            .satisfies(incident ->
                                    assertThat(incident.resolution()).contains(new Resolution.Superseded()));
                })
                .play();
        Scenario.of("4.5 (deadline)", saga)
                .script(world -> world.service("charge").always(Behaviour.refuse()))
                .check(world -> Expect.compensated(world, Cause.DEADLINE))
                .play();
    }

    @Test
    void rule4_6_aCompletedExecutionCanBeCompensatedForThatLong() {
        Scenario.of("4.6", ORDER)
                .script(world -> world.at(HOUR, World::compensate))
                .check(world -> {
                    Expect.compensated(world, Cause.OPERATOR);
                    assertThat(world.undone()).containsExactly("charge", "reserve");
                })
                .play();
    }

    @Test
    void rule4_6_notLaterAndNotUnlessItsDefinitionSaysSo() {
        Scenario.of("4.6 (later)", ORDER)
                .script(world -> world.at(Duration.ofDays(2), World::compensate))
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.refusals()).containsExactly("BATON-114");
                })
                .play();
        var plain = Saga.named("order", String.class, String.class)
                .define((flow, in) -> flow.step(Steps.compensatable("reserve"), in));
        Scenario.of("4.6 (not said)", plain)
                .script(world -> world.at(HOUR, World::compensate))
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.refusals()).containsExactly("BATON-114");
                })
                .play();
    }

    @Test
    void rule4_6_notPastAPivot() {
        Scenario.of("4.6 (pivot)", pivot(Steps.asked("ship")))
                .script(world -> world.at(HOUR, World::compensate))
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.refusals()).containsExactly("BATON-110");
                })
                .play();
    }

    @Test
    void rule4_7_terminateStopsWithoutUndoing() {
        Scenario.of("4.7", ORDER)
                .script(world -> world.during("charge", World::terminate))
                .check(world -> {
                    Expect.status(world, ExecutionStatus.TERMINATED);
                    assertThat(world.undone()).isEmpty();
                    assertThat(world.entry("reserve")).isEqualTo(EntryState.DONE);
                    assertThat(world.entry("charge")).isIn(EntryState.MAYBE, EntryState.DONE);
                })
                .play();
    }

    @Test
    void rule4_7_aTerminatedOneCanStillBeCompensated() {
        Scenario.of("4.7 (compensated)", ORDER)
                .script(world -> {
                    world.during("charge", World::terminate);
                    world.at(HOUR, World::compensate);
                })
                .check(world -> Expect.compensated(world, Cause.OPERATOR))
                .play();
    }

    @Test
    void rule4_7_alsoWhenItWasTerminatedOnItsWayBack() {
        Scenario.of("4.7 (on the way back)", ORDER)
                .script(world -> {
                    world.service("charge").undoes(Behaviour.unavailable(), Behaviour.unavailable());
                    world.at(Duration.ofMillis(250), World::compensate);
                    world.at(Duration.ofMillis(700), World::terminate);
                    world.at(HOUR, it -> {
                        assertThat(it.state().status()).isEqualTo(ExecutionStatus.TERMINATED);
                        assertThat(it.standing("reserve")).isOne();
                        it.compensate();
                    });
                })
                .check(world -> {
                    Expect.compensated(world, Cause.OPERATOR);
                    assertThat(world.undone()).containsExactly("charge", "reserve");
                })
                .play();
    }

    @Test
    void rule4_7_notWhileNobodyKnowsWhetherItIsPastItsPivot() {
        Scenario.of("4.7 (pivot)", pivot(Steps.asked("ship")))
                .script(world -> {
                    world.service("ship").does(Behaviour.late(HOUR));
                    world.at(Duration.ofMinutes(2), World::terminate);
                    world.at(Duration.ofMinutes(3), World::compensate);
                })
                .check(world -> {
                    if (world.events(Event.AttemptLost.class).isEmpty()
                            && world.state().status() == ExecutionStatus.TERMINATED) {
                        assertThat(world.refusals()).containsExactly("BATON-114");
                    }
                })
                .play();
    }

    /** Books, and waits. */
    private static final Saga<String, String> BOOKING = Saga.named("booking", String.class, String.class)
            .define((flow, in) -> {
                flow.step(Steps.compensatable("book"), in);
                return flow.receive(GO);
            });

    private static final Saga<String, String> PARENT =
            Saga.named("order", String.class, String.class).define((flow, in) -> flow.step(BOOKING.asStep(), in));

    /** The child's step has a compensation of its own. */
    private static final Saga<String, String> OWN_UNDO = Saga.named("order", String.class, String.class)
            .define((flow, in) -> flow.step(BOOKING.asStep().compensatedBy(undo -> {}), in));

    private static void terminateWithoutChild(World world) {
        world.command(new Command.TerminateExecution("ann", "stop", true));
    }

    private static void letChildGo(World world) {
        world.command(world.child().id, new Command.DeliverSignal("go", "s-1", Json.of("went")));
    }

    @Test
    void rule4_7_childrenEndToo() {
        Scenario.of("4.7 (children)", PARENT, BOOKING)
                .script(world -> world.at(MINUTE, World::terminate))
                .check(world -> {
                    Expect.status(world, ExecutionStatus.TERMINATED);
                    assertThat(world.child().state.status()).isEqualTo(ExecutionStatus.TERMINATED);
                })
                .play();
    }

    @Test
    void rule4_7_orTheyRunOn() {
        Scenario.of("4.7 (run on)", PARENT, BOOKING)
                .script(world -> {
                    world.at(MINUTE, Section4Test::terminateWithoutChild);
                    world.at(HOUR, Section4Test::letChildGo);
                })
                .check(world -> {
                    Expect.status(world, ExecutionStatus.TERMINATED);
                    assertThat(world.child().state.status()).isEqualTo(ExecutionStatus.COMPLETED);
                })
                .play();
    }

    @Test
    void rule4_7_aChildThatRunsOnIsWaitedForBeforeItsStepIsUndone() {
        Scenario.of("4.7 (child waited for)", OWN_UNDO, BOOKING)
                .script(world -> {
                    world.at(MINUTE, Section4Test::terminateWithoutChild);
                    world.at(HOUR, World::compensate);
                })
                .check(world -> {
                    Expect.compensated(world, Cause.OPERATOR);
                    assertThat(world.child().state.status()).isEqualTo(ExecutionStatus.COMPENSATED);
                    assertThat(world.undone()).containsExactly("book");
                })
                .play();
    }

    @Test
    void rule4_7_aChildThatWentOnIsUndoneByItsStep() {
        Scenario.of("4.7 (child went on)", OWN_UNDO, BOOKING)
                .script(world -> {
                    world.at(MINUTE, Section4Test::terminateWithoutChild);
                    world.at(HOUR, Section4Test::letChildGo);
                    world.at(HOUR.multipliedBy(2), World::compensate);
                })
                .check(world -> {
                    Expect.status(world, ExecutionStatus.COMPENSATED);
                    assertThat(world.child().state.status()).isEqualTo(ExecutionStatus.COMPLETED);
                    assertThat(world.services().made(InvokeUndo.class))
                            .isNotEmpty()
                            .allMatch(undo -> undo.step().equals("booking"));
                })
                .play();
    }

    @Test
    void rule4_7_aChildThatRunsOnGoesBackWithItsParent() {
        Scenario.of("4.7 (child undone)", PARENT, BOOKING)
                .script(world -> {
                    world.at(MINUTE, Section4Test::terminateWithoutChild);
                    world.at(HOUR, World::compensate);
                })
                .check(world -> {
                    Expect.compensated(world, Cause.OPERATOR);
                    assertThat(world.child().state.status()).isEqualTo(ExecutionStatus.COMPENSATED);
                })
                .play();
    }
}

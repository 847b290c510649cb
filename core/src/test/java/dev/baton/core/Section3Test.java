package dev.baton.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionStatus;
import dev.baton.Failure;
import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.Step;
import dev.baton.core.Effect.InvokeTask;
import dev.baton.core.Effect.InvokeUndo;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Saga-semantics §3: the outcomes of an attempt, probes, late answers. Interrupting a handler (3.5) is the engine's. */
class Section3Test {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    /** Two steps, the second of which may do anything; then it fails on purpose. */
    private static Saga<String, String> failing(Step<String, String> charge) {
        return Saga.named("order", String.class, String.class).define((saga, in) -> {
            var reserved = saga.step(Steps.compensatable("reserve"), in);
            var charged = saga.step(charge, reserved);
            return saga.fail(charged);
        });
    }

    private static Saga<String, String> order(Step<String, String> charge) {
        return Saga.named("order", String.class, String.class).define((saga, in) -> {
            var reserved = saga.step(Steps.compensatable("reserve"), in);
            return saga.step(charge, reserved);
        });
    }

    private static Saga<String, String> pivot(Step<String, String> ship) {
        return Saga.named("order", String.class, String.class).define((saga, in) -> {
            var reserved = saga.step(Steps.compensatable("reserve"), in);
            return saga.pivot(ship, reserved);
        });
    }

    @Test
    void rule3_refusedIsNotRepeatedAndHadNoEffect() {
        Scenario.of("3 (refused)", order(Steps.probed("charge")))
                .script(world -> world.service("charge").always(Behaviour.refuse()))
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.entry("charge")).isEqualTo(EntryState.NONE);
                    assertThat(world.events(Event.TaskFailed.class)).hasSize(1);
                    assertThat(world.services().made(InvokeUndo.class))
                            .extracting(InvokeUndo::step)
                            .doesNotContain("charge");
                })
                .play();
    }

    @Test
    void rule3_unavailableIsRepeatedByTheRulesAndHadNoEffect() {
        Scenario.of(
                        "3 (unavailable)",
                        order(Steps.probed("charge").retry(Retry.every(SECOND).attempts(3))))
                .script(world ->
                        world.service("charge").always(Behaviour.unavailable()).fenced())
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.entry("charge")).isEqualTo(EntryState.NONE);
                    assertThat(world.events(Event.TaskFailed.class)).hasSize(3);
                })
                .play();
    }

    @Test
    void rule3_anOpenBreakerCostsNoAttempt() {
        Scenario.of(
                        "3 (breaker)",
                        order(Steps.compensatable("charge")
                                .retry(Retry.every(SECOND).attempts(2))))
                .script(world -> world.service("charge")
                        .does(
                                Behaviour.heldBack(),
                                Behaviour.heldBack(),
                                Behaviour.heldBack(),
                                Behaviour.unavailable(),
                                Behaviour.heldBack()))
                .check(Expect::completed)
                .play();
    }

    @Test
    void rule3_unknownIsRepeatedUnderTheSameKey() {
        Scenario.of("3 (unknown)", order(Steps.compensatable("charge")))
                .script(world -> world.service("charge")
                        .does(Behaviour.lostAfter(), Behaviour.lostBefore(), Behaviour.lostAfter()))
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.standing("charge")).isOne();
                })
                .play();
    }

    @Test
    void rule3_1_aRefusalAfterATimeOutProvesNothing() {
        Scenario.of("3.1", order(Steps.compensatable("charge")))
                .script(world ->
                        world.service("charge").does(Behaviour.lostBefore()).always(Behaviour.refuse()))
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.entry("charge")).isEqualTo(EntryState.COMPENSATED);
                    assertThat(world.service("charge").undoCalls()).isPositive();
                })
                .play();
    }

    @Test
    void rule3_1_aPivotThatIsRefusedAfterATimeOutIsUnknown() {
        Scenario.of("3.1 (pivot)", pivot(Steps.plain("ship")))
                .script(world ->
                        world.service("ship").does(Behaviour.lostBefore()).always(Behaviour.refuse()))
                .check(world -> {
                    Expect.incident(world, IncidentKind.PIVOT_UNKNOWN);
                    assertThat(world.undone()).isEmpty();
                })
                .play();
    }

    @Test
    void rule3_2_anAnswerThatBreaksItsContractIsACertainEffect() {
        Scenario.of("3.2", order(Steps.compensatable("charge")))
                .script(world -> world.service("charge").always(Behaviour.unreadable()))
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.entry("charge")).isEqualTo(EntryState.COMPENSATED);
                    assertThat(world.events(Event.TaskFailed.class)).hasSize(1);
                    var undo = world.services().made(InvokeUndo.class).getFirst();
                    assertThat(undo.certain()).isTrue();
                    assertThat(undo.output()).isEmpty();
                })
                .play();
    }

    @Test
    void rule3_2_ofAPivotItIsAnIncident() {
        Scenario.of("3.2 (pivot)", pivot(Steps.plain("ship")))
                .script(world -> world.service("ship").always(Behaviour.unreadable()))
                .check(world -> {
                    Expect.incident(world, IncidentKind.FAILED_PAST_PIVOT);
                    assertThat(world.entry("ship")).isEqualTo(EntryState.DONE);
                    assertThat(world.undone()).isEmpty();
                })
                .play();
    }

    @Test
    void rule3_3_aProbeThatSaysHappenedEndsTheVisit() {
        Scenario.of("3.3 (happened)", order(Steps.probed("charge").retry(Retry.never())))
                .script(world ->
                        world.service("charge").does(Behaviour.lostAfter()).always(Behaviour.ok()))
                .check(world -> {
                    // A crash may lose the call itself: then nothing happened, and it is undone as unknown.
                    if (world.standing("charge") == 1) {
                        Expect.completed(world);
                        assertThat(world.entry("charge", 1).output()).contains(Json.of("charge(reserve(in))"));
                    } else {
                        Expect.compensated(world, Cause.FAILURE);
                    }
                    assertThat(world.service("charge").probes()).isPositive();
                })
                .play();
    }

    @Test
    void rule3_3_aProbeThatSaysNeverMakesItNone() {
        Scenario.of(
                        "3.3 (never)",
                        order(Steps.probed("charge").retry(Retry.every(SECOND).attempts(2))))
                .script(world ->
                        world.service("charge").always(Behaviour.lostBefore()).fenced())
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.entry("charge")).isEqualTo(EntryState.NONE);
                    assertThat(world.service("charge").undoCalls()).isZero();
                })
                .play();
    }

    @Test
    void rule3_3_notSeenIsNotNever() {
        Scenario.of("3.3 (not seen)", order(Steps.probed("charge")))
                .script(world -> world.service("charge").always(Behaviour.lostBefore()))
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.entry("charge")).isEqualTo(EntryState.COMPENSATED);
                    assertThat(world.service("charge").undoCalls()).isPositive();
                })
                .play();
    }

    @Test
    void rule3_3_aProbeThatKeepsFailingSaysNotSeen() {
        Scenario.of("3.3 (failing)", order(Steps.probed("charge")))
                .script(world ->
                        world.service("charge").always(Behaviour.lostAfter()).failsProbes(1_000))
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.entry("charge")).isEqualTo(EntryState.COMPENSATED);
                })
                .play();
    }

    @Test
    void rule3_3_theUndoOfMaybeIsPrecededByAProbe() {
        Scenario.of("3.3 (undo)", order(Steps.probed("charge")))
                .script(world -> {
                    world.service("charge").always(Behaviour.lostAfter());
                    world.during("charge", World::cancel);
                })
                .check(world -> {
                    Expect.compensated(world, Cause.CANCEL);
                    boolean happened = world.undone().contains("charge");
                    world.services().made(InvokeUndo.class).stream()
                            .filter(undo -> undo.step().equals("charge"))
                            .forEach(undo -> assertThat(undo.certain()).isEqualTo(happened));
                    assertThat(world.service("charge").probes()).isPositive();
                })
                .play();
    }

    @Test
    void rule3_4_aLateSuccessEndsTheVisit() {
        Scenario.of("3.4 (visit)", order(Steps.compensatable("charge").retry(Retry.every(HOUR))))
                .script(world -> world.service("charge")
                        .does(Behaviour.late(Duration.ofMinutes(5)))
                        .always(Behaviour.ok()))
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.standing("charge")).isOne();
                })
                .play();
    }

    @Test
    void rule3_4_aLateSuccessEndsTheVisitUnderAnIncidentToo() {
        Scenario.of("3.4 (incident)", pivot(Steps.plain("ship").retry(Retry.never())))
                .script(world -> {
                    world.service("ship").does(Behaviour.late(HOUR));
                    world.whenQuiet(it -> {
                        // Only where the call died with its node is there still a question.
                        if (!it.incidents().isEmpty()) {
                            it.answer(IncidentKind.PIVOT_UNKNOWN, new Resolution.Retry(Optional.empty()));
                        }
                    });
                })
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.standing("ship")).isOne();
                })
                .play();
    }

    @Test
    void rule3_4_aLateRefusalIsOnlyNoted() {
        Scenario.of("3.4 (refusal)", order(Steps.compensatable("charge").retry(Retry.every(HOUR))))
                .script(world -> world.service("charge")
                        .does(Behaviour.lateRefusal(Duration.ofMinutes(5)), Behaviour.unavailable())
                        .always(Behaviour.unavailable()))
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.entry("charge")).isEqualTo(EntryState.COMPENSATED);
                })
                .play();
    }

    @Test
    void rule3_4_aLateSuccessTurnsMaybeIntoDoneAndItsUndoGetsTheOutput() {
        Scenario.of(
                        "3.4 (maybe)",
                        order(Steps.compensatable("charge").retry(Retry.never()).settle(HOUR.plusMinutes(5))))
                .script(world -> world.service("charge").does(Behaviour.late(HOUR)))
                .check(world -> {
                    if (!world.events(Event.AttemptLost.class).isEmpty()) {
                        assertThat(world.state().status()).isEqualTo(ExecutionStatus.COMPENSATED);
                        return;
                    }
                    Expect.compensated(world, Cause.FAILURE);
                    var undo = world.services().made(InvokeUndo.class).getFirst();
                    assertThat(undo.certain()).isTrue();
                    assertThat(undo.output()).contains(Json.of("charge(reserve(in))"));
                })
                .play();
    }

    @Test
    void rule3_4_aLateSuccessBringsTheOutputThatCouldNotBeRead() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            var charge = flow.branch(() -> flow.step(
                    Steps.compensatable("charge").retry(Retry.every(SECOND).attempts(2)), in));
            var pack = flow.branch(() ->
                    flow.step(Steps.compensatable("pack").retry(Retry.never()).timeout(HOUR), in));
            flow.parallel(charge, pack);
            return in;
        });
        Scenario.of("3.4 (output)", saga)
                .script(world -> {
                    world.service("charge").does(Behaviour.late(Duration.ofMinutes(20)), Behaviour.unreadable());
                    world.service("pack").always(Behaviour.silent());
                })
                .check(world -> {
                    assertThat(world.state().status()).isEqualTo(ExecutionStatus.COMPENSATED);
                    if (world.events(Event.AttemptLost.class).isEmpty()) {
                        assertThat(world.services().made(InvokeUndo.class))
                                .filteredOn(undo -> undo.step().equals("charge"))
                                .singleElement()
                                .satisfies(undo -> assertThat(undo.output()).contains(Json.of("charge(in)")));
                    }
                })
                .play();
    }

    @Test
    void rule3_4_anUndoUnderWayIsRepeatedWithTheOutputThatCameLate() {
        Scenario.of(
                        "3.4 (undo under way)",
                        order(Steps.compensatable("charge").retry(Retry.never()).settle(SECOND)))
                .script(world -> {
                    world.service("charge").does(Behaviour.late(Duration.ofMinutes(2)));
                    world.service("charge").undoes(Behaviour.late(Duration.ofMinutes(30)));
                })
                .check(world -> {
                    assertThat(world.state().status()).isEqualTo(ExecutionStatus.COMPENSATED);
                    assertThat(world.incidents()).isEmpty();
                    if (world.events(Event.LateSuccess.class).size() == 1) {
                        assertThat(world.services().made(InvokeUndo.class).stream()
                                        .filter(undo -> undo.step().equals("charge")))
                                .anyMatch(undo -> undo.output().isPresent() && undo.certain());
                    }
                })
                .play();
    }

    @Test
    void rule3_4_aLateEffectAfterNoneIsAnIncident() {
        Scenario.of("3.4 (none)", order(Steps.probed("charge").retry(Retry.never())))
                .script(world -> {
                    world.service("charge").does(Behaviour.late(HOUR)).hasty();
                    world.whenAsked(IncidentKind.LATE_EFFECT, new Resolution.Retry(Optional.empty()));
                })
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    if (!world.events(Event.LateSuccess.class).isEmpty()) {
                        assertThat(world.services().made(InvokeUndo.class))
                                .extracting(InvokeUndo::undoKey)
                                .contains("order-1/run/charge/1/undo/2");
                    }
                })
                .play();
    }

    @Test
    void rule3_4_aLateEffectAfterItWasCompensatedIsAnIncidentOnAnEndedExecutionToo() {
        Scenario.of("3.4 (compensated)", order(Steps.compensatable("charge").retry(Retry.never())))
                .script(world -> world.service("charge").does(Behaviour.late(HOUR)))
                .check(world -> {
                    assertThat(world.state().status()).isEqualTo(ExecutionStatus.COMPENSATED);
                    if (world.events(Event.AttemptLost.class).isEmpty()) {
                        Expect.incident(world, IncidentKind.LATE_EFFECT);
                    }
                })
                .play();
    }

    @Test
    void rule3_4_aLateSuccessOfAnUndoEndsIt() {
        Scenario.of(
                        "3.4 (undo)",
                        failing(Steps.compensatable("charge")
                                .compensationRetry(Retry.every(SECOND).attempts(2))))
                .script(world ->
                        world.service("charge").undoes(Behaviour.late(HOUR)).alwaysUndoes(Behaviour.unavailable()))
                .check(world -> {
                    if (world.undone().contains("charge")) {
                        Expect.compensated(world, Cause.FAILURE);
                    } else {
                        Expect.incident(world, IncidentKind.COMPENSATION_FAILED);
                    }
                })
                .play();
    }

    @Test
    void rule3_5_aCallbackThatNobodyCompletesIsUnknown() {
        var letter = Step.named("letter", String.class, String.class)
                .begins((in, token, context) -> {})
                .compensatedBy(undo -> {})
                .timeout(HOUR)
                .retry(Retry.never());
        Scenario.of("3.5", order(letter))
                .script(world -> world.service("letter").always(Behaviour.silent()))
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.state().standing().failure().orElseThrow().error())
                            .isEqualTo(Failure.TIMEOUT);
                    assertThat(world.entry("letter")).isEqualTo(EntryState.COMPENSATED);
                    assertThat(world.service("letter").calls()).isBetween(1, 2);
                })
                .play();
    }

    @Test
    void rule3_6_anAttemptThatDiedWithItsNodeCostsNoAttemptAtMostThreeTimes() {
        Scenario.of(
                        "3.6",
                        order(Steps.compensatable("charge")
                                .retry(Retry.every(SECOND).attempts(2))))
                .script(world -> world.whenever(
                        event -> (event instanceof Event.TaskScheduled scheduled
                                        && scheduled.node().equals("charge"))
                                || (event instanceof Event.AttemptStarted started && started.entry() == 1),
                        it -> it.crash(false)))
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.events(Event.AttemptLost.class).stream()
                                    .filter(lost -> lost.entry() == 1)
                                    .map(Event.AttemptLost::costs))
                            .containsExactly(false, false, false, true, true);
                })
                .play();
    }

    @Test
    void rule3_6_withOneAttemptItIsNotCalledAgain() {
        Scenario.of("3.6 (one)", order(Steps.compensatable("charge").retry(Retry.never())))
                .script(world -> world.during("charge", it -> it.crash(true)))
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.services().made(InvokeTask.class).stream()
                                    .filter(task -> task.step().equals("charge")))
                            .hasSizeLessThanOrEqualTo(1);
                    assertThat(world.entry("charge")).isEqualTo(EntryState.COMPENSATED);
                })
                .play();
    }

    @Test
    void rule3_6_withOneAttemptTheServiceIsAskedInstead() {
        Scenario.of("3.6 (probe)", order(Steps.probed("charge").retry(Retry.never())))
                .script(world -> world.during("charge", it -> it.crash(true)))
                .check(world -> {
                    if (world.standing("charge") == 1) {
                        Expect.completed(world);
                    } else {
                        Expect.compensated(world, Cause.FAILURE);
                    }
                    assertThat(world.service("charge").probes()).isPositive();
                })
                .play();
    }

    @Test
    void rule3_7_aCompensationIsToldWhatIsKnown() {
        Scenario.of("3.7", failing(Steps.compensatable("charge")))
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    var undo = world.services().made(InvokeUndo.class).getFirst();
                    assertThat(undo.step()).isEqualTo("charge");
                    assertThat(undo.input()).isEqualTo(Json.of("reserve(in)"));
                    assertThat(undo.output()).contains(Json.of("charge(reserve(in))"));
                    assertThat(undo.certain()).isTrue();
                    assertThat(undo.key()).isEqualTo("order-1/run/charge/1");
                })
                .play();
    }

    @Test
    void rule3_7_ofAnUnknownOutcomeItIsToldThatItIsNotCertain() {
        Scenario.of("3.7 (maybe)", order(Steps.compensatable("charge")))
                .script(world -> world.service("charge").always(Behaviour.lostAfter()))
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    var undo = world.services().made(InvokeUndo.class).getFirst();
                    assertThat(undo.input()).isEqualTo(Json.of("reserve(in)"));
                    assertThat(undo.output()).isEmpty();
                    assertThat(undo.certain()).isFalse();
                })
                .play();
    }
}

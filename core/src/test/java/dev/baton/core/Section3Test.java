package dev.baton.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionStatus;
import dev.baton.Failure;
import dev.baton.Flow;
import dev.baton.HttpCall;
import dev.baton.Ref;
import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.Step;
import dev.baton.core.Effect.InvokeTask;
import dev.baton.core.Effect.InvokeUndo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Saga-semantics §3: the outcomes of an attempt, probes, late answers. Interrupting a handler (3.5) is the engine's. */
class Section3Test {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    /** Two steps, the second of which may do anything. */
    private static Scenario order(String rule, Step<String, String> second) {
        return play(rule, (saga, in) -> saga.step(second, reserve(saga, in)));
    }

    /** The same, and then it fails on purpose. */
    private static Scenario failing(String rule, Step<String, String> second) {
        return play(rule, (saga, in) -> saga.fail(saga.step(second, reserve(saga, in))));
    }

    private static Scenario pivot(String rule, Step<String, String> second) {
        return play(rule, (saga, in) -> saga.pivot(second, reserve(saga, in)));
    }

    private static Ref<String> reserve(Flow saga, Ref<String> in) {
        return saga.step(Steps.compensatable("reserve"), in);
    }

    private static Scenario play(String rule, Saga.Body<String, String> body) {
        return Scenario.of(rule, Saga.named("order", String.class, String.class).define(body));
    }

    private static Step<String, String> once(Step<String, String> step) {
        return step.retry(Retry.never());
    }

    private static Step<String, String> twice(Step<String, String> step) {
        return step.retry(Retry.every(SECOND).attempts(2));
    }

    private static Step<String, String> hourly(Step<String, String> step) {
        return step.retry(Retry.every(HOUR));
    }

    /** It failed and went back, and this is what became of 'charge'. */
    private static void wentBack(World world, EntryState charge) {
        Expect.compensated(world, Cause.FAILURE);
        assertThat(world.entry("charge")).isEqualTo(charge);
    }

    private static InvokeUndo firstUndo(World world) {
        return world.services().made(InvokeUndo.class).getFirst();
    }

    private static List<InvokeUndo> undosOfCharge(World world) {
        return world.services().made(InvokeUndo.class).stream()
                .filter(undo -> undo.step().equals("charge"))
                .toList();
    }

    /** Whether no attempt died with its node; if one did, its late answer died too. */
    private static boolean allAnswersCame(World world) {
        return world.events(Event.AttemptLost.class).isEmpty();
    }

    @Test
    void rule3_refusedIsNotRepeatedAndHadNoEffect() {
        order("3 (refused)", Steps.probed("charge"))
                .service("charge", it -> it.always(Behaviour.refuse()))
                .check(world -> {
                    wentBack(world, EntryState.NONE);
                    assertThat(world.events(Event.TaskFailed.class)).hasSize(1);
                    assertThat(undosOfCharge(world)).isEmpty();
                })
                .play();
    }

    @Test
    void rule3_unavailableIsRepeatedByTheRulesAndHadNoEffect() {
        order(
                        "3 (unavailable)",
                        Steps.probed("charge").retry(Retry.every(SECOND).attempts(3)))
                .service("charge", it -> it.always(Behaviour.unavailable()).fenced())
                .check(world -> {
                    wentBack(world, EntryState.NONE);
                    assertThat(world.events(Event.TaskFailed.class)).hasSize(3);
                })
                .play();
    }

    @Test
    void rule3_anOpenBreakerCostsNoAttempt() {
        order("3 (breaker)", twice(Steps.compensatable("charge")))
                .service(
                        "charge",
                        it -> it.does(
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
        order("3 (unknown)", Steps.compensatable("charge"))
                .service("charge", it -> it.does(Behaviour.lostAfter(), Behaviour.lostBefore(), Behaviour.lostAfter()))
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.standing("charge")).isOne();
                })
                .play();
    }

    @Test
    void rule3_1_aRefusalAfterATimeOutProvesNothing() {
        order("3.1", Steps.compensatable("charge"))
                .service("charge", it -> it.does(Behaviour.lostBefore()).always(Behaviour.refuse()))
                .check(world -> {
                    wentBack(world, EntryState.COMPENSATED);
                    assertThat(world.service("charge").undoCalls()).isPositive();
                })
                .play();
    }

    @Test
    void rule3_1_aPivotThatIsRefusedAfterATimeOutIsUnknown() {
        pivot("3.1 (pivot)", Steps.plain("ship"))
                .service("ship", it -> it.does(Behaviour.lostBefore()).always(Behaviour.refuse()))
                .check(world -> {
                    Expect.incident(world, IncidentKind.PIVOT_UNKNOWN);
                    assertThat(world.undone()).isEmpty();
                })
                .play();
    }

    @Test
    void rule3_2_anAnswerThatBreaksItsContractIsACertainEffect() {
        order("3.2", Steps.compensatable("charge"))
                .service("charge", it -> it.always(Behaviour.unreadable()))
                .check(world -> {
                    wentBack(world, EntryState.COMPENSATED);
                    assertThat(world.events(Event.TaskFailed.class)).hasSize(1);
                    assertThat(firstUndo(world).certain()).isTrue();
                    assertThat(firstUndo(world).output()).isEmpty();
                })
                .play();
    }

    @Test
    void rule3_2_ofAPivotItIsAnIncident() {
        pivot("3.2 (pivot)", Steps.plain("ship"))
                .service("ship", it -> it.always(Behaviour.unreadable()))
                .check(world -> {
                    Expect.incident(world, IncidentKind.FAILED_PAST_PIVOT);
                    assertThat(world.entry("ship")).isEqualTo(EntryState.DONE);
                    assertThat(world.undone()).isEmpty();
                })
                .play();
    }

    @Test
    void rule3_3_aProbeThatSaysHappenedEndsTheVisit() {
        order("3.3 (happened)", once(Steps.probed("charge")))
                .service("charge", it -> it.does(Behaviour.lostAfter()).always(Behaviour.ok()))
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
        order("3.3 (never)", twice(Steps.probed("charge")))
                .service("charge", it -> it.always(Behaviour.lostBefore()).fenced())
                .check(world -> {
                    wentBack(world, EntryState.NONE);
                    assertThat(world.service("charge").undoCalls()).isZero();
                })
                .play();
    }

    @Test
    void rule3_3_notSeenIsNotNever() {
        order("3.3 (not seen)", Steps.probed("charge"))
                .service("charge", it -> it.always(Behaviour.lostBefore()))
                .check(world -> {
                    wentBack(world, EntryState.COMPENSATED);
                    assertThat(world.service("charge").undoCalls()).isPositive();
                })
                .play();
    }

    @Test
    void rule3_3_aProbeThatKeepsFailingSaysNotSeen() {
        order("3.3 (failing)", Steps.probed("charge"))
                .service("charge", it -> it.always(Behaviour.lostAfter()).failsProbes(1_000))
                .check(world -> wentBack(world, EntryState.COMPENSATED))
                .play();
    }

    @Test
    void rule3_3_theUndoOfMaybeIsPrecededByAProbe() {
        order("3.3 (undo)", Steps.probed("charge"))
                .service("charge", it -> it.always(Behaviour.lostAfter()))
                .script(world -> world.during("charge", World::cancel))
                .check(world -> {
                    Expect.compensated(world, Cause.CANCEL);
                    boolean happened = world.undone().contains("charge");
                    assertThat(undosOfCharge(world)).allMatch(undo -> undo.certain() == happened);
                    assertThat(world.service("charge").probes()).isPositive();
                })
                .play();
    }

    @Test
    void rule3_4_aLateSuccessEndsTheVisit() {
        order("3.4 (visit)", hourly(Steps.compensatable("charge")))
                .service(
                        "charge",
                        it -> it.does(Behaviour.late(Duration.ofMinutes(5))).always(Behaviour.ok()))
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.standing("charge")).isOne();
                })
                .play();
    }

    @Test
    void rule3_4_aLateSuccessEndsTheVisitUnderAnIncidentToo() {
        pivot("3.4 (incident)", once(Steps.plain("ship")))
                .service("ship", it -> it.does(Behaviour.late(HOUR)))
                .script(world -> world.whenQuiet(it -> {
                    // Only where the call died with its node is there still a question.
                    if (!it.incidents().isEmpty()) {
                        it.answer(IncidentKind.PIVOT_UNKNOWN, new Resolution.Retry(Optional.empty()));
                    }
                }))
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.standing("ship")).isOne();
                })
                .play();
    }

    @Test
    void rule3_4_aLateRefusalIsOnlyNoted() {
        order("3.4 (refusal)", hourly(Steps.compensatable("charge")))
                .service(
                        "charge",
                        it -> it.does(Behaviour.lateRefusal(Duration.ofMinutes(5)), Behaviour.unavailable())
                                .always(Behaviour.unavailable()))
                .check(world -> wentBack(world, EntryState.COMPENSATED))
                .play();
    }

    @Test
    void rule3_4_aLateSuccessTurnsMaybeIntoDoneAndItsUndoGetsTheOutput() {
        order("3.4 (maybe)", once(Steps.compensatable("charge")).settle(HOUR.plusMinutes(5)))
                .service("charge", it -> it.does(Behaviour.late(HOUR)))
                .check(world -> {
                    if (!allAnswersCame(world)) {
                        assertThat(world.state().status()).isEqualTo(ExecutionStatus.COMPENSATED);
                        return;
                    }
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(firstUndo(world).certain()).isTrue();
                    assertThat(firstUndo(world).output()).contains(Json.of("charge(reserve(in))"));
                })
                .play();
    }

    @Test
    void rule3_4_aLateSuccessBringsTheOutputThatCouldNotBeRead() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            var charge = flow.branch(() -> flow.step(twice(Steps.compensatable("charge")), in));
            var pack = flow.branch(
                    () -> flow.step(once(Steps.compensatable("pack")).timeout(HOUR), in));
            flow.parallel(charge, pack);
            return in;
        });
        Scenario.of("3.4 (output)", saga)
                .service("charge", it -> it.does(Behaviour.late(Duration.ofMinutes(20)), Behaviour.unreadable()))
                .service("pack", it -> it.always(Behaviour.silent()))
                .check(world -> {
                    assertThat(world.state().status()).isEqualTo(ExecutionStatus.COMPENSATED);
                    if (allAnswersCame(world)) {
                        assertThat(undosOfCharge(world))
                                .singleElement()
                                .satisfies(undo -> assertThat(undo.output()).contains(Json.of("charge(in)")));
                    }
                })
                .play();
    }

    @Test
    void rule3_4_anUndoUnderWayIsRepeatedWithTheOutputThatCameLate() {
        order("3.4 (undo under way)", once(Steps.compensatable("charge")).settle(SECOND))
                .service(
                        "charge",
                        it -> it.does(Behaviour.late(Duration.ofMinutes(2)))
                                .undoes(Behaviour.late(Duration.ofMinutes(30))))
                .check(world -> {
                    assertThat(world.state().status()).isEqualTo(ExecutionStatus.COMPENSATED);
                    assertThat(world.incidents()).isEmpty();
                    if (world.events(Event.LateSuccess.class).size() == 1) {
                        assertThat(undosOfCharge(world))
                                .anyMatch(undo -> undo.output().isPresent() && undo.certain());
                    }
                })
                .play();
    }

    @Test
    void rule3_4_aLateEffectAfterNoneIsAnIncident() {
        order("3.4 (none)", once(Steps.probed("charge")))
                .service("charge", it -> it.does(Behaviour.late(HOUR)).hasty())
                .script(world -> world.whenAsked(IncidentKind.LATE_EFFECT, new Resolution.Retry(Optional.empty())))
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
        order("3.4 (compensated)", once(Steps.compensatable("charge")))
                .service("charge", it -> it.does(Behaviour.late(HOUR)))
                .check(world -> {
                    assertThat(world.state().status()).isEqualTo(ExecutionStatus.COMPENSATED);
                    if (allAnswersCame(world)) {
                        Expect.incident(world, IncidentKind.LATE_EFFECT);
                    }
                })
                .play();
    }

    @Test
    void rule3_4_aLateSuccessOfAnUndoEndsIt() {
        failing(
                        "3.4 (undo)",
                        Steps.compensatable("charge")
                                .compensationRetry(Retry.every(SECOND).attempts(2)))
                .service("charge", it -> it.undoes(Behaviour.late(HOUR)).alwaysUndoes(Behaviour.unavailable()))
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
                .timeout(HOUR);
        order("3.5", once(letter))
                .service("letter", it -> it.always(Behaviour.silent()))
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
        order("3.6", twice(Steps.compensatable("charge")))
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
        order("3.6 (one)", once(Steps.compensatable("charge")))
                .script(world -> world.during("charge", it -> it.crash(true)))
                .check(world -> {
                    wentBack(world, EntryState.COMPENSATED);
                    assertThat(world.services().made(InvokeTask.class).stream()
                                    .filter(task -> task.step().equals("charge")))
                            .hasSizeLessThanOrEqualTo(1);
                })
                .play();
    }

    @Test
    void rule3_6_withOneAttemptTheServiceIsAskedInstead() {
        order("3.6 (probe)", once(Steps.probed("charge")))
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
        failing("3.7", Steps.compensatable("charge"))
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    InvokeUndo undo = firstUndo(world);
                    assertThat(undo.step()).isEqualTo("charge");
                    assertThat(undo.input()).isEqualTo(Json.of("reserve(in)"));
                    assertThat(undo.output()).contains(Json.of("charge(reserve(in))"));
                    assertThat(undo.certain()).isTrue();
                    assertThat(undo.key()).isEqualTo("order-1/run/charge/1");
                })
                .play();
    }

    @Test
    void rule3_7_anUndoOverHttpHasAnotherCallForWhenTheOutputIsUnknown() {
        var named = HttpCall.delete("http://bank.example/charges/{result.id}");
        var blind = HttpCall.delete("http://bank.example/charges/{key}");
        order("3.7 (blind)", Steps.compensatable("charge").retry(Retry.never()).compensatedBy(named, blind))
                .script(world -> world.service("charge").always(Behaviour.lostAfter()))
                .check(world -> assertThat(world.services().made(InvokeUndo.class))
                        .filteredOn(undo -> undo.step().equals("charge"))
                        .isNotEmpty()
                        .allSatisfy(undo -> assertThat(undo.call().toString()).contains("{key}")))
                .play();
    }

    @Test
    void rule3_7_ofAnUnknownOutcomeItIsToldThatItIsNotCertain() {
        order("3.7 (maybe)", Steps.compensatable("charge"))
                .service("charge", it -> it.always(Behaviour.lostAfter()))
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    InvokeUndo undo = firstUndo(world);
                    assertThat(undo.input()).isEqualTo(Json.of("reserve(in)"));
                    assertThat(undo.output()).isEmpty();
                    assertThat(undo.certain()).isFalse();
                })
                .play();
    }
}

package dev.baton.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionStatus;
import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.core.Effect.InvokeUndo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Answers and late news where two rules meet: a pivot beside a question, children that people answer for, probes. */
class AnswerCornersTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Resolution RETRY = new Resolution.Retry(Optional.empty());
    private static final Resolution SKIP = new Resolution.Skip();
    private static final Resolution FORWARD = new Resolution.Forward(Json.of("by hand"));
    private static final Resolution BACK = new Resolution.Compensate();

    private static final Saga<String, String> PAYOUT = Saga.named("payout", String.class, String.class)
            .define((flow, in) -> flow.step(Steps.compensatable("pay"), in));

    @Test
    void rule6_whatWasAskedBeforeThePivotIsAnsweredAsPastItOnceItIsPassed() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            var look =
                    flow.branch(() -> flow.step(Steps.plain("look").readOnly().askOnFailure(), in));
            var ship = flow.branch(() -> flow.pivot(Steps.asked("ship"), in));
            flow.parallel(look, ship);
            return in;
        });
        Scenario.of("6 (beside a pivot)", saga)
                .script(world -> {
                    world.service("look").does(Behaviour.refuse());
                    world.whenQuiet(it -> it.answer(IncidentKind.ASKED, BACK));
                    world.whenQuiet(it -> it.answer(IncidentKind.ASKED, SKIP));
                })
                .check(world -> {
                    Expect.status(world, ExecutionStatus.COMPLETED);
                    assertThat(world.refusals()).containsExactly("BATON-119");
                    assertThat(world.state().standing().gaps()).isTrue();
                })
                .play();
    }

    @Test
    void rule6_aPivotThatIsAChildOfUnknownOutcomeIsNotStartedAgain() {
        var saga =
                Saga.named("order", String.class, String.class).define((flow, in) -> flow.pivot(PAYOUT.asStep(), in));
        Scenario.of("6 (child as pivot)", saga, PAYOUT)
                .script(world -> {
                    world.during(
                            "pay",
                            it -> it.command(it.child().id, new Command.TerminateExecution("ann", "stop it", false)));
                    world.whenQuiet(it -> it.answer(IncidentKind.PIVOT_UNKNOWN, RETRY));
                    world.whenQuiet(it -> it.answer(IncidentKind.PIVOT_UNKNOWN, FORWARD));
                })
                .check(world -> {
                    Expect.status(world, ExecutionStatus.COMPLETED);
                    assertThat(world.refusals()).containsExactly("BATON-119");
                    assertThat(world.events(Event.ChildStarted.class)).hasSize(1);
                })
                .play();
    }

    @Test
    void rule6_whatAChildWouldHaveToUndoIsNotDoneByHand() {
        var saga = Saga.named("order", String.class, String.class)
                .define((flow, in) -> flow.step(PAYOUT.asStep().askOnFailure(), in));
        Scenario.of("6 (child by hand)", saga, PAYOUT)
                .script(world -> {
                    world.service("pay").always(Behaviour.refuse());
                    world.whenQuiet(it -> it.answer(IncidentKind.ASKED, FORWARD));
                    world.whenQuiet(it -> it.answer(IncidentKind.ASKED, BACK));
                })
                .check(world -> {
                    assertThat(world.state().hasEnded()).isTrue();
                    assertThat(world.refusals()).containsExactly("BATON-119");
                })
                .play();
    }

    @Test
    void rule6_aDecisionPastThePivotIsNotSkipped() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.pivot(Steps.asked("ship"), in);
            flow.either("is large", in.map(Steps::thrown).map(any -> true), () -> flow.step(Steps.asked("mail"), in))
                    .otherwise(() -> flow.step(Steps.asked("file"), in));
            return in;
        });
        Scenario.of("6 (decision)", saga)
                .script(world -> world.whenQuiet(it -> it.answer(IncidentKind.FAILED_PAST_PIVOT, SKIP)))
                .check(world -> {
                    Expect.incident(world, IncidentKind.FAILED_PAST_PIVOT);
                    assertThat(world.refusals()).containsExactly("BATON-119");
                    assertThat(world.standing("file")).isZero();
                })
                .play();
    }

    @Test
    void rule4_7_whatWasTerminatedWithARefusedPivotCanBeCompensated() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("reserve"), in);
            return flow.pivot(Steps.asked("ship").retry(Retry.never()).askOnFailure(), in);
        });
        Scenario.of("4.7 (refused pivot)", saga)
                .script(world -> {
                    world.service("ship").always(Behaviour.refuse());
                    world.at(HOUR, World::terminate);
                    world.at(HOUR.multipliedBy(2), World::compensate);
                })
                .check(world -> {
                    if (world.events(Event.AttemptLost.class).isEmpty()) {
                        Expect.compensated(world, Cause.OPERATOR);
                        assertThat(world.undone()).containsExactly("reserve");
                    }
                })
                .play();
    }

    @Test
    void rule3_4_aSuccessThatCameWhileItsServiceWasAskedStandsWhateverIsAnswered() {
        var saga = Saga.named("order", String.class, String.class)
                .define((flow, in) ->
                        flow.step(Steps.probed("charge").retry(Retry.never()).settle(Duration.ofSeconds(1)), in));
        Scenario.of("3.4 (probe)", saga)
                .script(world -> {
                    world.service("charge")
                            .always(Behaviour.lostBefore())
                            .fenced()
                            .failsProbes(3);
                    // Three tries before the visit was over; the fourth is that of the undo.
                    world.when(
                            Event.ProbeStarted.class,
                            started -> started.probe() == 4,
                            it -> it.command(new Command.CompleteTask(0, 1, Json.of("late"), List.of())));
                })
                .check(world -> {
                    if (world.events(Event.AttemptLost.class).isEmpty()) {
                        assertThat(world.events(Event.LateSuccess.class)).hasSize(1);
                        assertThat(world.services().made(InvokeUndo.class)).isNotEmpty();
                    }
                })
                .play();
    }

    @Test
    void twoSignalsMayHaveTheSameId() {
        var approved = Signal.named("approved", String.class);
        var paid = Signal.named("paid", String.class);
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            var first = flow.receive(approved);
            return first.with(flow.receive(paid), (a, p) -> a + " and " + p);
        });
        Scenario.of("signals", saga)
                .script(world -> {
                    world.at(HOUR, it -> it.signal("approved", "mail-77", "yes"));
                    world.at(HOUR, it -> it.signal("approved", "mail-77", "yes"));
                    world.at(HOUR, it -> it.signal("paid", "mail-77", "10"));
                })
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.state().standing().result()).contains(Json.of("yes and 10"));
                })
                .play();
    }
}

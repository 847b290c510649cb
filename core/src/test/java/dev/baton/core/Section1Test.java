package dev.baton.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionStatus;
import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.Signal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Saga-semantics §1: the roles, and what it means to be past the pivot. */
class Section1Test {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Signal<String> GO = Signal.named("go", String.class);

    private static final Saga<String, String> ORDER = Saga.named("order", String.class, String.class)
            .define((saga, in) -> {
                var reserved = saga.step(Steps.compensatable("reserve"), in);
                var shipped = saga.pivot(Steps.asked("ship"), reserved);
                saga.waitFor(MINUTE);
                return saga.step(Steps.plain("mail"), shipped);
            });

    @Test
    void rule1_1_isPastThePivotOnceThatSucceeded() {
        Scenario.of("1.1", ORDER)
                .script(world -> world.when(Event.WaitBegan.class, began -> true, World::cancel))
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.refusals()).containsExactly("BATON-110");
                    assertThat(world.standing("reserve")).isOne();
                })
                .play();
    }

    @Test
    void rule1_1_isNotPastThePivotBeforeThat() {
        Scenario.of("1.1 (before)", ORDER)
                .script(world -> world.during("reserve", World::cancel))
                .check(world -> {
                    Expect.compensated(world, Cause.CANCEL);
                    assertThat(world.state().standing().pastPivot()).isFalse();
                })
                .play();
    }

    @Test
    void rule1_1_isPastThePivotWhenTheFirstRetriableIsScheduledWhereNoneIsDeclared() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            var reserved = flow.step(Steps.compensatable("reserve"), in);
            return flow.retriable(Steps.plain("mail"), reserved);
        });
        Scenario.of("1.1 (retriable)", saga)
                .script(world -> {
                    world.service("mail").does(Behaviour.unavailable(), Behaviour.lostBefore());
                    world.during("mail", World::cancel);
                })
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.refusals()).containsExactly("BATON-110");
                })
                .play();
    }

    @Test
    void rule1_2_aFailedStepPastThePivotIsAnIncident() {
        Scenario.of("1.2 (step)", ORDER)
                .script(world -> {
                    world.service("mail").always(Behaviour.refuse());
                    world.whenQuiet(it -> Expect.incident(it, IncidentKind.FAILED_PAST_PIVOT));
                })
                .check(world -> {
                    Expect.incident(world, IncidentKind.FAILED_PAST_PIVOT);
                    assertThat(world.undone()).isEmpty();
                })
                .play();
    }

    @Test
    void rule1_2_aMappingThatThrowsPastThePivotIsAnIncident() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            var reserved = flow.step(Steps.compensatable("reserve"), in);
            var shipped = flow.pivot(Steps.asked("ship"), reserved);
            return flow.step(Steps.plain("mail"), shipped.map(Steps::thrown));
        });
        Scenario.of("1.2 (mapping)", saga)
                .script(world -> world.whenQuiet(it -> {
                    Expect.incident(it, IncidentKind.FAILED_PAST_PIVOT);
                    it.answer(
                            IncidentKind.FAILED_PAST_PIVOT,
                            new Resolution.Retry(Optional.of(Json.of("typed by hand"))));
                }))
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.state().standing().result()).contains(Json.of("mail(typed by hand)"));
                })
                .play();
    }

    @Test
    void rule1_2_aContractBrokenPastThePivotIsAnIncident() {
        Scenario.of("1.2 (contract)", ORDER)
                .script(world -> {
                    world.service("mail").always(Behaviour.unreadable());
                    world.whenQuiet(it ->
                            it.answer(IncidentKind.FAILED_PAST_PIVOT, new Resolution.Forward(Json.of("it was sent"))));
                })
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.state().standing().result()).contains(Json.of("it was sent"));
                    assertThat(world.undone()).isEmpty();
                })
                .play();
    }

    @Test
    void rule1_2_aSignalThatDoesNotComePastThePivotIsAnIncident() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            var reserved = flow.step(Steps.compensatable("reserve"), in);
            flow.pivot(Steps.asked("ship"), reserved);
            return flow.receive(GO, MINUTE);
        });
        Scenario.of("1.2 (receive)", saga)
                .script(world -> world.whenQuiet(it -> {
                    it.answer(IncidentKind.FAILED_PAST_PIVOT, new Resolution.Retry(Optional.empty()));
                    it.signal("go", "s-1", "went");
                }))
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.state().standing().result()).contains(Json.of("went"));
                })
                .play();
    }

    @Test
    void rule1_aPlainFlowJustFails() {
        var flow = Saga.named("flow", String.class, String.class)
                .define((saga, in) -> saga.step(Steps.plain("second"), saga.step(Steps.plain("first"), in)));
        Scenario.of("1 (flow)", flow)
                .script(world -> world.service("second").always(Behaviour.lostAfter()))
                .check(world -> Expect.status(world, ExecutionStatus.FAILED))
                .play();
    }

    @Test
    void rule1_aRetriableStepIsTriedUntilItSucceeds() {
        var saga = Saga.named("order", String.class, String.class)
                .define((flow, in) -> flow.retriable(
                        Steps.plain("mail")
                                .retry(Retry.every(Duration.ofSeconds(1)).attempts(3)),
                        in));
        Scenario.of("1 (retriable)", saga)
                .script(world -> {
                    world.service("mail")
                            .does(
                                    Behaviour.unavailable(),
                                    Behaviour.unavailable(),
                                    Behaviour.unavailable(),
                                    Behaviour.unavailable());
                    world.whenQuiet(
                            it -> it.answer(IncidentKind.FAILED_PAST_PIVOT, new Resolution.Retry(Optional.empty())));
                })
                .check(Expect::completed)
                .play();
    }
}

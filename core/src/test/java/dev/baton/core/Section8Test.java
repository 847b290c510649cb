package dev.baton.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Errors;
import dev.baton.ExecutionStatus;
import dev.baton.Failure;
import dev.baton.Repeat;
import dev.baton.Saga;
import dev.baton.Signal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Saga-semantics §8: status, cause, gaps, and redriving. */
class Section8Test {
    private static final Duration HOUR = Duration.ofHours(1);

    private static final Saga<String, String> ORDER = Saga.named("order", String.class, String.class)
            .define((saga, in) -> {
                var reserved = saga.step(Steps.probed("reserve"), in);
                return saga.pivot(Steps.asked("ship"), reserved);
            });

    private static void redrive(World world) {
        world.command(new Command.RedriveExecution("ann", "the service is back"));
    }

    @Test
    void rule8_withNothingToUndoItFailed() {
        Scenario.of("8 (failed)", ORDER)
                .script(world ->
                        world.service("reserve").always(Behaviour.refuse()).fenced())
                .check(world -> {
                    assertThat(world.state().status()).isIn(ExecutionStatus.FAILED, ExecutionStatus.COMPENSATED);
                    if (world.events(Event.AttemptLost.class).isEmpty()) {
                        assertThat(world.state().status()).isEqualTo(ExecutionStatus.FAILED);
                    }
                    assertThat(world.state().standing().cause()).contains(Cause.FAILURE);
                    assertThat(world.state().standing().failure().orElseThrow().error())
                            .isEqualTo(Failure.REFUSED);
                })
                .play();
    }

    @Test
    void rule8_anIncidentMarksAnyStatus() {
        Scenario.of("8 (incident)", ORDER)
                .script(world -> {
                    world.service("ship").always(Behaviour.refuse());
                    world.service("reserve").alwaysUndoes(Behaviour.refuse());
                })
                .check(world -> {
                    assertThat(world.state().status()).isEqualTo(ExecutionStatus.COMPENSATING);
                    assertThat(world.state().hasOpenIncident()).isTrue();
                    assertThat(world.state().hasEnded()).isFalse();
                })
                .play();
    }

    @Test
    void rule8_aFailedExecutionIsRedrivenFromTheStepThatFailed() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            var looked = flow.step(Steps.plain("look").readOnly(), in);
            return flow.step(Steps.probed("reserve"), looked);
        });
        Scenario.of("8 (redriven)", saga)
                .script(world -> {
                    world.service("reserve").does(Behaviour.refuse()).fenced();
                    world.at(HOUR, Section8Test::redrive);
                })
                .check(world -> {
                    if (world.refusals().isEmpty()) {
                        Expect.completed(world);
                        assertThat(world.events(Event.TaskScheduled.class).stream()
                                        .filter(scheduled -> scheduled.node().equals("look")))
                                .hasSize(1);
                    }
                })
                .play();
    }

    @Test
    void rule8_whatAFallbackLeftBehindStaysBehind() {
        var saga = Saga.named("order", String.class, String.class)
                .define((flow, in) -> flow.fallback(
                        () -> flow.step(Steps.probed("book-a"), in),
                        Errors.any(),
                        failure -> flow.step(Steps.probed("book-b"), in)));
        Scenario.of("8 (fallback)", saga)
                .script(world -> {
                    world.service("book-a").does(Behaviour.refuse()).fenced();
                    world.service("book-b").does(Behaviour.refuse()).fenced();
                    world.at(HOUR, Section8Test::redrive);
                })
                .check(world -> {
                    if (world.refusals().isEmpty()) {
                        Expect.completed(world);
                        assertThat(world.standing("book-a")).isZero();
                        assertThat(world.standing("book-b")).isOne();
                    }
                })
                .play();
    }

    @Test
    void rule8_theDeadlineOfARedrivenExecutionCountsFromThen() {
        var saga = Saga.named("order", String.class, String.class)
                .deadline(HOUR.multipliedBy(2))
                .define((flow, in) -> {
                    flow.step(Steps.probed("reserve"), in);
                    return flow.receive(Signal.named("go", String.class));
                });
        Scenario.of("8 (deadline)", saga)
                .script(world -> {
                    world.service("reserve").does(Behaviour.refuse()).fenced();
                    world.at(HOUR, Section8Test::redrive);
                })
                .check(world -> {
                    if (world.refusals().isEmpty()) {
                        Expect.compensated(world, Cause.DEADLINE);
                        assertThat(world.state().standing().ended().orElseThrow())
                                .isAfter(World.START.plus(HOUR.multipliedBy(3)));
                    }
                })
                .play();
    }

    @Test
    void rule8_aFailedFlowIsRedrivenInAllItsBranches() {
        var flow = Saga.named("flow", String.class, String.class).define((saga, in) -> {
            var works = saga.branch(() -> saga.step(Steps.plain("works"), in));
            var fails = saga.branch(() -> saga.step(Steps.plain("fails"), in));
            var waits = saga.branch(() -> saga.waitFor(Duration.ofMinutes(1)));
            var turns = saga.branch(() -> saga.repeat(
                    Integer.class,
                    in.map(any -> 0),
                    Repeat.every(Duration.ofMinutes(1)),
                    n -> saga.step(Steps.number("add"), n),
                    n -> n == 2));
            saga.parallel(works, fails, waits, turns);
            return in;
        });
        Scenario.of("8 (flow)", flow)
                .script(world -> {
                    world.service("fails")
                            .does(
                                    Behaviour.unavailable(),
                                    Behaviour.unavailable(),
                                    Behaviour.unavailable(),
                                    Behaviour.unavailable(),
                                    Behaviour.unavailable());
                    world.at(HOUR, Section8Test::redrive);
                })
                .check(world -> {
                    if (world.refusals().isEmpty()) {
                        Expect.completed(world);
                        assertThat(world.standing("works")).isOne();
                    }
                })
                .play();
    }

    @Test
    void rule8_aLoopThatReachedItsLimitBeginsAnew() {
        var flow = Saga.named("flow", Integer.class, Integer.class)
                .define((saga, in) -> saga.repeat(
                        Integer.class,
                        in,
                        Repeat.atOnce().upTo(2),
                        n -> saga.step(Steps.number("add"), n),
                        n -> n > 100));
        Scenario.of("8 (loop)", flow)
                .input(0)
                .script(world -> {
                    world.service("add").does(Behaviour.ok(), Behaviour.ok(), Behaviour.ok(101));
                    world.at(HOUR, Section8Test::redrive);
                })
                .check(Expect::completed)
                .play();
    }

    @Test
    void rule8_aCompensatedOneStartsAnew() {
        Scenario.of("8 (compensated)", ORDER)
                .script(world -> {
                    world.service("ship").always(Behaviour.refuse());
                    world.at(HOUR, Section8Test::redrive);
                })
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.refusals()).containsExactly("BATON-115");
                })
                .play();
    }

    @Test
    void rule8_anUnknownExecutionIsAnsweredAsSuch() {
        var decider = new Decider((name, version) -> ORDER.definition());
        Decision decision = decider.decide(
                new ExecutionState(World.ROOT), new Command.CancelExecution(Cause.CANCEL, "ann", "no"), World.START);
        assertThat(decision.events()).isEmpty();
        assertThat(decision.reply())
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("BATON-112"));
        assertThat(decision.effects()).isEmpty();
    }
}

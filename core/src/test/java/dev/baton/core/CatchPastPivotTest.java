package dev.baton.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Each;
import dev.baton.Errors;
import dev.baton.Saga;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A scope in which something stands that nobody can undo is not caught any more: step and fallback must never both stand
 * (saga-semantics 1.2 and 5.2). Registration relies on it where it lets a pivot and its fallback be two paths.
 */
class CatchPastPivotTest {
    @Test
    void theFallbackOfAPivotDoesNotRunOnceThePivotSucceeded() {
        Saga<String, String> saga = Saga.named("order", String.class, String.class)
                .define((flow, in) -> flow.fallback(
                        () -> {
                            var sent = flow.pivot(Steps.asked("ship"), in);
                            flow.step(Steps.plain("mail"), sent);
                            return sent;
                        },
                        Errors.any(),
                        failure -> flow.pivot(Steps.asked("ship-other"), in)));
        Scenario.of("1.2 (a fallback around the pivot)", saga)
                .script(world -> world.service("mail").always(Behaviour.refuse()))
                .check(world -> {
                    assertThat(world.standing("ship")).isEqualTo(1);
                    assertThat(world.standing("ship-other")).isZero();
                    assertThat(world.incidentKinds()).containsExactly(IncidentKind.FAILED_PAST_PIVOT);
                })
                .play();
    }

    @Test
    void theFallbackOfAPivotRunsWhenThePivotCertainlyHadNoEffect() {
        Saga<String, String> saga = Saga.named("order", String.class, String.class)
                .define((flow, in) -> flow.fallback(
                        () -> flow.pivot(Steps.asked("ship"), in),
                        Errors.any(),
                        failure -> flow.pivot(Steps.asked("ship-other"), in)));
        Scenario.of("5.2 (a fallback of the pivot)", saga)
                .script(world -> world.service("ship").always(Behaviour.refuse()))
                .check(world -> {
                    assertThat(world.standing("ship")).isZero();
                    assertThat(world.standing("ship-other")).isEqualTo(1);
                })
                .play();
    }

    @Test
    void anItemIsNotCountedOutWhenAHalfOfItStands() {
        Saga<String, String> saga = Saga.named("order", String.class, String.class)
                .define((flow, in) -> {
                    flow.pivot(Steps.asked("ship"), in);
                    flow.forEach(
                            String.class,
                            in.map(text -> List.of("a", "b")),
                            Each.inTurn().tolerating(2),
                            item -> {
                                flow.step(Steps.plain("label"), item);
                                return flow.step(Steps.plain("mail"), item);
                            });
                    return in;
                });
        Scenario.of("5.3 (an item past the pivot)", saga)
                .script(world -> world.service("mail").doesFor("a", Behaviour.refuse()))
                .check(world -> assertThat(world.incidentKinds()).containsExactly(IncidentKind.FAILED_PAST_PIVOT))
                .play();
    }
}

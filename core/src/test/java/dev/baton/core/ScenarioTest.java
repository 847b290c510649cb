package dev.baton.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionStatus;
import dev.baton.Saga;
import org.junit.jupiter.api.Test;

/** The plays themselves: an order that goes well, and one that goes back. */
class ScenarioTest {
    private static final Saga<String, String> ORDER = Saga.named("order", String.class, String.class)
            .define((saga, in) -> {
                var reserved = saga.step(Steps.compensatable("reserve"), in);
                var charged = saga.step(Steps.compensatable("charge"), reserved);
                return saga.pivot(Steps.asked("ship"), charged.map(charge -> "to " + charge));
            });

    @Test
    void anOrderGoesWell() {
        Scenario.of("0 (all is well)", ORDER)
                .check(world -> {
                    assertThat(world.state().status()).isEqualTo(ExecutionStatus.COMPLETED);
                    assertThat(world.state().standing().result()).contains(Json.of("ship(to charge(reserve(in)))"));
                })
                .play();
    }

    @Test
    void anOrderGoesBack() {
        Scenario.of("0 (the pivot is refused)", ORDER)
                .script(world -> world.service("ship").always(Behaviour.refuse()))
                .check(world -> {
                    assertThat(world.state().status()).isEqualTo(ExecutionStatus.COMPENSATED);
                    assertThat(world.undone()).containsExactly("charge", "reserve");
                    assertThat(world.standing("ship")).isZero();
                })
                .play();
    }

    @Test
    void theOwnUndoOfAChildsStepIsTakenUpAfterACrash() {
        Saga<String, String> child = Saga.named("child", String.class, String.class)
                .define((saga, in) -> saga.retriable(Steps.plain("mail"), in));
        Saga<String, String> parent = Saga.named("parent", String.class, String.class)
                .define((saga, in) -> {
                    saga.step(child.asStep().renamed("call").compensatedBy(undo -> {}), in);
                    return saga.pivot(Steps.asked("ship"), in);
                });
        Scenario.of("5.5 (an undo of the child's step itself)", parent, child)
                .script(world -> world.service("ship").always(Behaviour.refuse()))
                .check(world -> {
                    assertThat(world.state().status()).isEqualTo(ExecutionStatus.COMPENSATED);
                    assertThat(world.entry("call")).isEqualTo(EntryState.COMPENSATED);
                })
                .play();
    }
}

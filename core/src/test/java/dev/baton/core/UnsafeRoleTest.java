package dev.baton.core;

import static dev.baton.core.Checking.assertRefused;
import static dev.baton.core.Checking.definitions;
import static dev.baton.core.Checking.problems;
import static dev.baton.core.Checking.register;
import static dev.baton.core.Unsafe.BOOK;
import static dev.baton.core.Unsafe.LABEL;
import static dev.baton.core.Unsafe.LOOK;
import static dev.baton.core.Unsafe.MAIL;
import static dev.baton.core.Unsafe.SHIP;
import static dev.baton.core.Unsafe.big;
import static dev.baton.core.Unsafe.saga;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.baton.Done;
import dev.baton.Each;
import dev.baton.HttpCall;
import dev.baton.Saga;
import dev.baton.SagaContract;
import dev.baton.Step;
import dev.baton.core.Unsafe.Order;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Sagas whose steps or children cannot be undone (saga-semantics §7): each is refused with the step and the rule. */
class UnsafeRoleTest {
    @Test
    void aStepWithoutARole() {
        var saga = saga((flow, order) -> {
            flow.step(BOOK, order);
            flow.step(MAIL, order);
            flow.pivot(SHIP, order);
        });
        assertRefused(saga, "mail", Rule.ROLE, "It has no compensation");
    }

    @Test
    void aStepWithoutARoleOnThePathWithoutThePivot() {
        var saga = saga((flow, order) -> {
            flow.either("big", big(order), () -> flow.pivot(SHIP, order));
            flow.step(MAIL, order);
        });
        assertRefused(saga, "mail", Rule.ROLE, "there is a path on which it stands before the pivot");
    }

    @Test
    void aStepWithoutARoleAfterAForEachThatMayHaveNoItems() {
        var saga = saga((flow, order) -> {
            flow.forEach(String.class, order.map(Order::lines), Each.inTurn(), line -> flow.retriable(LABEL, line));
            flow.step(MAIL, order);
        });
        assertRefused(saga, "mail", Rule.ROLE, "there is a path on which it stands before the pivot");
    }

    @Test
    void aStepWithoutARoleInTheFallbackOfAPivot() {
        var saga = saga((flow, order) -> flow.fallback(
                () -> flow.pivot(SHIP, order), IllegalStateException.class, () -> flow.step(MAIL, order)));
        assertRefused(saga, "mail", Rule.ROLE, "before the pivot");
    }

    @Test
    void aPivotWithACompensation() {
        assertRefused(
                saga((flow, order) -> flow.pivot(BOOK, order)), "book", Rule.ROLE_AND_UNDO, "which would never run");
    }

    @Test
    void aRetriableStepWithACompensation() {
        assertRefused(
                saga((flow, order) -> flow.retriable(BOOK, order)),
                "book",
                Rule.ROLE_AND_UNDO,
                "which would never run");
    }

    @Test
    void aReadOnlyStepWithACompensation() {
        assertRefused(saga((flow, order) -> flow.step(BOOK.readOnly(), order)), "book", Rule.ROLE_AND_UNDO, "readOnly");
    }

    @Test
    void aPivotInASagaThatCanBeCompensatedAfterItsEnd() {
        var saga = Saga.named("unsafe", Order.class)
                .compensatableAfterCompletion(Duration.ofDays(1))
                .define((flow, order) -> {
                    flow.step(BOOK, order);
                    flow.pivot(SHIP, order);
                });
        assertRefused(saga, "ship", Rule.COMPENSATABLE_AFTER_COMPLETION, "compensatableAfterCompletion");
    }

    @Test
    void aRetriableStepInASagaThatCanBeCompensatedAfterItsEnd() {
        var saga = Saga.named("unsafe", Order.class)
                .compensatableAfterCompletion(Duration.ofDays(1))
                .define((flow, order) -> flow.retriable(MAIL, order));
        assertRefused(saga, "mail", Rule.COMPENSATABLE_AFTER_COMPLETION, "compensatableAfterCompletion");
    }

    @Test
    void anUndoThatNeedsAnOutputThatMayBeUnknown() {
        Step<Order, Order> charge = Step.named("charge", Order.class, Order.class)
                .calls(HttpCall.post("https://payments.example/charges"))
                .compensatedBy(HttpCall.delete("https://payments.example/charges/{result.id}"));
        assertRefused(
                saga((flow, order) -> flow.step(charge, order)),
                "charge",
                Rule.UNDO_WITHOUT_OUTPUT,
                "unknown when the answer was lost");
    }

    // Children.

    @Test
    void aChildThatMayPassItsPivotBeforeItsParents() {
        var child = saga("child", (flow, order) -> {
            flow.step(BOOK, order);
            flow.either("big", big(order), () -> flow.pivot(SHIP, order));
        });
        var parent = saga("parent", (flow, order) -> {
            flow.step(child.asStep(), order);
            flow.pivot(SHIP, order);
        });
        assertRefused(
                register(definitions(parent, child)), "child", Rule.CHILD_PAST_ITS_PIVOT, "'child' may pass a pivot");
    }

    @Test
    void aChildThatIsRetriedForwardInASagaWithoutPivot() {
        var child = saga("child", (flow, order) -> flow.retriable(MAIL, order));
        var parent = saga("parent", (flow, order) -> {
            flow.step(BOOK, order);
            flow.step(child.asStep(), order);
        });
        assertRefused(
                register(definitions(child, parent)), "child", Rule.CHILD_PAST_ITS_PIVOT, "'child' may pass a pivot");
    }

    @Test
    void aChildThatCannotBeUndoneAtAll() {
        var child = saga("child", (flow, order) -> flow.step(MAIL, order));
        var parent = saga("parent", (flow, order) -> {
            flow.step(BOOK, order);
            flow.step(child.asStep(), order);
        });
        assertRefused(register(definitions(parent, child)), "child", Rule.ROLE, "'child' has no compensation");
    }

    @Test
    void aChildThatOnlyClaimsToRead() {
        var child = saga("child", (flow, order) -> flow.step(BOOK, order));
        var parent = saga("parent", (flow, order) -> flow.step(child.asStep().readOnly(), order));
        assertRefused(register(definitions(parent, child)), "child", Rule.ROLE, "has steps with an effect");
    }

    @Test
    void aSagaThatIsItsOwnChild() {
        var self = SagaContract.of("unsafe", Order.class, Done.class);
        var saga = Saga.named("unsafe", Order.class)
                .version(1)
                .define((flow, order) -> flow.step(Step.child(self, 1).renamed("again"), order));
        assertRefused(saga, "again", Rule.OWN_CHILD, "unsafe → unsafe");
    }

    @Test
    void aSagaThatIsTheChildOfItsChild() {
        var back = SagaContract.of("parent", Order.class, Done.class);
        var child = saga("child", (flow, order) -> flow.step(Step.child(back, 1), order));
        var parent =
                Saga.named("parent", Order.class).version(1).define((flow, order) -> flow.step(child.asStep(), order));
        assertThat(problems(child, parent))
                .extracting(Problem::saga, Problem::step, Problem::rule)
                .containsExactly(tuple("child", "parent", Rule.OWN_CHILD), tuple("parent", "child", Rule.OWN_CHILD));
    }

    @Test
    void aChildThatNobodyRegistered() {
        var elsewhere = SagaContract.of("elsewhere", Order.class, Done.class);
        assertRefused(
                saga((flow, order) -> flow.step(Step.child(elsewhere, 3), order)),
                "elsewhere",
                Rule.CHILD_UNKNOWN,
                "which is not registered");
    }

    @Test
    void twoSagasOfOneName() {
        var one = saga((flow, order) -> flow.step(BOOK, order));
        var other = saga((flow, order) -> flow.step(LOOK, order));
        assertRefused(register(definitions(one, other)), "", Rule.NAME_COLLISION, "Two different sagas");
    }
}

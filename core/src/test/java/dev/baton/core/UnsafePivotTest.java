package dev.baton.core;

import static dev.baton.core.Checking.assertRefused;
import static dev.baton.core.Unsafe.BOOK;
import static dev.baton.core.Unsafe.LABEL;
import static dev.baton.core.Unsafe.LOOK;
import static dev.baton.core.Unsafe.MAIL;
import static dev.baton.core.Unsafe.PICK;
import static dev.baton.core.Unsafe.SHIP;
import static dev.baton.core.Unsafe.big;
import static dev.baton.core.Unsafe.saga;

import dev.baton.Done;
import dev.baton.Each;
import dev.baton.Repeat;
import dev.baton.core.Unsafe.Order;
import org.junit.jupiter.api.Test;

/** Sagas whose steps stand on the wrong side of the pivot (saga-semantics §7): each is refused with the step and the rule. */
class UnsafePivotTest {
    @Test
    void aCompensatableStepAfterThePivot() {
        var saga = saga((flow, order) -> {
            flow.pivot(SHIP, order);
            flow.step(BOOK, order);
        });
        assertRefused(saga, "book", Rule.COMPENSATABLE_AFTER_PIVOT, "after the pivot 'ship'");
    }

    @Test
    void aCompensatableStepAfterTheFirstRetriableOne() {
        var saga = saga((flow, order) -> {
            flow.retriable(MAIL, order);
            flow.step(BOOK, order);
        });
        assertRefused(saga, "book", Rule.COMPENSATABLE_AFTER_PIVOT, "after 'mail', which is retriable");
    }

    @Test
    void aCompensatableStepWhereOnlyOnePathHasThePivot() {
        var saga = saga((flow, order) -> {
            flow.either("big", big(order), () -> flow.pivot(SHIP, order));
            flow.step(BOOK, order);
        });
        assertRefused(saga, "book", Rule.COMPENSATABLE_AFTER_PIVOT, "after the pivot 'ship'");
    }

    @Test
    void aCompensatableStepInALaterItemThanARetriableOne() {
        var saga = saga((flow, order) -> flow.forEach(String.class, order.map(Order::lines), Each.inTurn(), line -> {
            flow.step(PICK, line);
            return flow.retriable(LABEL, line);
        }));
        assertRefused(saga, "pick", Rule.COMPENSATABLE_AFTER_PIVOT, "after 'label', which is retriable");
    }

    @Test
    void aCompensatableStepBesideARetriableOne() {
        var saga = saga((flow, order) -> flow.parallel(
                flow.branch(() -> flow.step(BOOK, order)), flow.branch(() -> flow.retriable(MAIL, order))));
        assertRefused(saga, "book", Rule.COMPENSATABLE_AFTER_PIVOT, "beside 'mail'");
    }

    @Test
    void aCompensatableFallbackOfARetriableStep() {
        var saga = saga(
                (flow, order) -> flow.fallback(() -> flow.retriable(MAIL, order), IllegalStateException.class, () -> {
                    flow.step(BOOK, order);
                    return flow.done();
                }));
        assertRefused(saga, "book", Rule.COMPENSATABLE_AFTER_PIVOT, "after 'mail', which is retriable");
    }

    @Test
    void failingOnPurposeAfterThePivot() {
        var saga = saga((flow, order) -> {
            flow.pivot(SHIP, order);
            flow.either("big", big(order), () -> flow.fail(order.map(Order::id)));
        });
        assertRefused(saga, "fail-1", Rule.FAIL_AFTER_PIVOT, "after the pivot 'ship'");
    }

    @Test
    void failingOnPurposeAfterTheFirstRetriableStep() {
        var saga = saga((flow, order) -> {
            flow.retriable(MAIL, order);
            flow.fail(order.map(Order::id));
        });
        assertRefused(saga, "fail-1", Rule.FAIL_AFTER_PIVOT, "after 'mail'");
    }

    @Test
    void failingOnPurposeBesideAPivot() {
        var saga = saga((flow, order) -> flow.parallel(
                flow.branch(() -> flow.pivot(SHIP, order)),
                flow.branch(() -> flow.either("big", big(order), () -> flow.<Done>fail(order.map(Order::id)))
                        .otherwise(flow::done))));
        assertRefused(saga, "fail-1", Rule.FAIL_AFTER_PIVOT, "beside 'ship'");
    }

    @Test
    void aRetriableStepBeforeThePivot() {
        var saga = saga((flow, order) -> {
            flow.retriable(MAIL, order);
            flow.pivot(SHIP, order);
        });
        assertRefused(saga, "mail", Rule.RETRIABLE_BEFORE_PIVOT, "before the pivot 'ship'");
    }

    @Test
    void aRetriableStepBeforeThePivotOnOnePathOnly() {
        var saga = saga((flow, order) -> {
            flow.either("big", big(order), () -> flow.retriable(MAIL, order));
            flow.pivot(SHIP, order);
        });
        assertRefused(saga, "mail", Rule.RETRIABLE_BEFORE_PIVOT, "before the pivot 'ship'");
    }

    @Test
    void aRetriableStepBesideAPivot() {
        var saga = saga((flow, order) -> flow.parallel(
                flow.branch(() -> flow.pivot(SHIP, order)), flow.branch(() -> flow.retriable(MAIL, order))));
        assertRefused(saga, "mail", Rule.RETRIABLE_BEFORE_PIVOT, "before the pivot 'ship'");
    }

    @Test
    void aSecondPivot() {
        var saga = saga((flow, order) -> {
            flow.pivot(SHIP, order);
            flow.pivot(MAIL, order);
        });
        assertRefused(saga, "mail", Rule.ONE_PIVOT, "'ship' comes before it");
    }

    @Test
    void aSecondPivotAfterAPathThatHadOne() {
        var saga = saga((flow, order) -> {
            flow.either("big", big(order), () -> flow.pivot(SHIP, order));
            flow.pivot(MAIL, order);
        });
        assertRefused(saga, "mail", Rule.ONE_PIVOT, "'ship' comes before it");
    }

    @Test
    void twoPivotsSideBySide() {
        var saga = saga((flow, order) ->
                flow.parallel(flow.branch(() -> flow.pivot(SHIP, order)), flow.branch(() -> flow.pivot(MAIL, order))));
        assertRefused(saga, "mail", Rule.ONE_PIVOT, "'ship' runs beside it");
    }

    @Test
    void aPivotInAForEach() {
        var saga = saga((flow, order) ->
                flow.forEach(String.class, order.map(Order::lines), Each.inTurn(), line -> flow.pivot(LABEL, line)));
        assertRefused(saga, "label", Rule.PIVOT_IN_LOOP, "more than once");
    }

    @Test
    void aPivotInABranchInALoop() {
        var saga = saga((flow, order) -> flow.repeat(
                Order.class,
                order,
                Repeat.atOnce(),
                state -> {
                    flow.parallel(flow.branch(() -> flow.pivot(SHIP, state)));
                    return state;
                },
                state -> true));
        assertRefused(saga, "ship", Rule.PIVOT_IN_LOOP, "more than once");
    }

    @Test
    void aPivotBesideACompensatableStep() {
        var saga = saga((flow, order) ->
                flow.parallel(flow.branch(() -> flow.pivot(SHIP, order)), flow.branch(() -> flow.step(BOOK, order))));
        assertRefused(saga, "ship", Rule.PIVOT_BESIDE_COMPENSATABLE, "beside 'book'");
    }

    @Test
    void aPivotBesideAnItemThatIsCompensatable() {
        var saga = saga((flow, order) -> flow.parallel(
                flow.branch(() -> {
                    flow.step(LOOK, order);
                    return flow.pivot(SHIP, order);
                }),
                flow.branch(() -> flow.forEach(
                        String.class, order.map(Order::lines), Each.inTurn(), line -> flow.step(PICK, line)))));
        assertRefused(saga, "ship", Rule.PIVOT_BESIDE_COMPENSATABLE, "beside 'pick'");
    }
}

package dev.baton.core;

import static dev.baton.core.Checking.assertAccepted;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;

import dev.baton.Done;
import dev.baton.Each;
import dev.baton.Errors;
import dev.baton.HttpCall;
import dev.baton.Ref;
import dev.baton.Repeat;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every shape of the API, as users would write it, is accepted; so is what only looks unsafe. */
class SafeSagaTest {
    record Order(String id, List<String> lines, boolean ended) {}

    private static final Step<Order, Order> BOOK =
            Step.named("book", Order.class, Order.class).does(order -> order).compensatedBy(compensation -> {});
    private static final Step<Order, Order> CHARGE = BOOK.renamed("charge");
    private static final Step<Order, Order> LOOK =
            Step.named("look", Order.class, Order.class).does(order -> order).readOnly();
    private static final Step<Order, Order> SHIP =
            Step.named("ship", Order.class, Order.class).does(order -> order);
    private static final Step<Order, Done> MAIL =
            Step.named("mail", Order.class).does(order -> {});
    private static final Step<String, Order> PICK = Step.named("pick", String.class, Order.class)
            .does(line -> new Order(line, List.of(), true))
            .compensatedBy(compensation -> {});
    private static final Signal<Order> APPROVAL = Signal.named("approval", Order.class);

    private static Saga<Order, Order> saga(Saga.Body<Order, Order> body) {
        return Saga.named("safe", Order.class, Order.class).define(body);
    }

    private static Ref<Boolean> big(Ref<Order> order) {
        return order.map(o -> o.lines().size() > 10);
    }

    @Test
    void stepsBeforeAndAfterThePivot() {
        assertAccepted(saga((flow, order) -> {
            var booked = flow.step(BOOK, order);
            var paid = flow.step(CHARGE, order);
            var parcel = flow.pivot(SHIP, order.with(booked, (o, b) -> o));
            flow.step(MAIL, order);
            return paid.with(parcel, (p, s) -> p);
        }));
    }

    @Test
    void branchesWithAJoin() {
        assertAccepted(saga((flow, order) -> {
            var out = flow.branch(() -> flow.step(BOOK, order));
            var back = flow.branch(() -> {
                var booked = flow.step(BOOK.renamed("book-back"), order);
                flow.step(CHARGE, booked);
                return booked;
            });
            flow.parallel(out, back);
            var both = out.result().with(back.result(), (a, b) -> a);
            flow.pivot(SHIP, both);
            return both;
        }));
    }

    @Test
    void aDecisionAPersonAndAFailureOnPurpose() {
        assertAccepted(saga((flow, order) -> {
            var risk = flow.step(LOOK, order);
            var approval = flow.either("risky", big(risk), () -> flow.receive(APPROVAL, ofDays(2), () -> order))
                    .otherwise(() -> risk.map(r -> r));
            flow.either("refused", big(approval), () -> flow.fail(approval.map(Order::id)));
            return flow.pivot(SHIP, order.with(approval, (o, a) -> o));
        }));
    }

    @Test
    void aPathThatFailsNeedsNoResult() {
        assertAccepted(saga((flow, order) -> {
            var chosen = flow.either("big", big(order), () -> flow.<Order>fail(order.map(Order::id)))
                    .or("other", big(order), () -> flow.step(BOOK, order))
                    .otherwise(() -> flow.step(CHARGE, order));
            return flow.pivot(SHIP, chosen);
        }));
    }

    @Test
    void decisionsWithinDecisions() {
        assertAccepted(saga((flow, order) -> {
            var outer = flow.either(
                            "a",
                            big(order),
                            () -> flow.either("b", big(order), () -> flow.step(BOOK, order))
                                    .otherwise(() -> flow.step(CHARGE, order)))
                    .otherwise(() -> flow.fallback(
                            () -> flow.step(BOOK.renamed("cheap"), order),
                            IllegalStateException.class,
                            () -> flow.step(BOOK.renamed("dear"), order)));
            return flow.step(LOOK, outer);
        }));
    }

    @Test
    void itemsAndTheirResults() {
        assertAccepted(saga((flow, order) -> {
            var picked = flow.forEach(
                    String.class, order.map(Order::lines), Each.concurrently(5).tolerating(2), line -> {
                        var one = flow.step(PICK, line);
                        return flow.either("big", big(one), () -> flow.step(BOOK, one))
                                .otherwise(() -> one);
                    });
            return flow.pivot(SHIP, order.with(picked, (o, items) -> o));
        }));
    }

    @Test
    void aLoopFromStateToState() {
        assertAccepted(saga((flow, order) -> {
            var begun = flow.step(BOOK, order);
            var ended = flow.repeat(
                    Order.class,
                    begun,
                    Repeat.every(ofMinutes(5)).upTo(200),
                    state -> flow.step(LOOK, state),
                    Order::ended);
            return ended.map(o -> o);
        }));
    }

    @Test
    void childrenOfAParent() {
        var one = Saga.named("pay-one", Order.class, Order.class)
                .compensatableAfterCompletion(ofDays(30))
                .define((flow, order) -> flow.step(BOOK, order));
        var all = saga((flow, order) -> {
            flow.forEach(
                    Order.class,
                    order.map(o -> List.of(o)),
                    Each.concurrently(20),
                    each -> flow.step(one.asStep(), each));
            return flow.pivot(SHIP, order);
        });
        assertAccepted(all, one);
    }

    @Test
    void childrenThatMayPassAPivotWhereThatIsFine() {
        var child = Saga.named("child", Order.class, Order.class).define((flow, order) -> flow.pivot(SHIP, order));
        var undone = Step.named("undo-child", Order.class).does(order -> {});
        var asPivot = Saga.named("as-pivot", Order.class).define((flow, order) -> flow.pivot(child.asStep(), order));
        var afterPivot = Saga.named("after-pivot", Order.class).define((flow, order) -> {
            flow.pivot(undone, order);
            flow.step(child.asStep(), order);
        });
        var ownUndo = Saga.named("own-undo", Order.class)
                .define((flow, order) -> flow.step(child.asStep().compensatedBy(compensation -> {}), order));
        assertAccepted(child, asPivot, afterPivot, ownUndo);
    }

    @Test
    void aFallbackThatSeesTheFailure() {
        assertAccepted(saga((flow, order) -> flow.fallback(
                () -> flow.step(BOOK, order),
                Errors.any(),
                failure -> flow.step(CHARGE, order.with(failure, (o, f) -> o)))));
    }

    @Test
    void thePivotOfAFallbackIsAnotherPath() {
        assertAccepted(saga((flow, order) -> {
            flow.step(BOOK, order);
            var shipped = flow.fallback(
                    () -> {
                        var sent = flow.pivot(SHIP, order);
                        flow.step(MAIL, sent);
                        return sent;
                    },
                    IllegalStateException.class,
                    () -> flow.pivot(SHIP.renamed("ship-other"), order));
            flow.step(MAIL.renamed("mail-again"), shipped);
            return shipped;
        }));
    }

    @Test
    void aRetriableStepIsThePointOfNoReturnOfAPathWithoutPivot() {
        assertAccepted(saga((flow, order) -> {
            flow.step(BOOK, order);
            flow.retriable(MAIL, order);
            flow.step(SHIP, order);
            return order;
        }));
    }

    @Test
    void eachPathMayHaveItsPivot() {
        assertAccepted(saga((flow, order) -> {
            flow.step(BOOK, order);
            var sent = flow.either("big", big(order), () -> flow.pivot(SHIP, order))
                    .otherwise(() -> flow.pivot(SHIP.renamed("ship-small"), order));
            flow.step(MAIL, sent);
            return sent;
        }));
    }

    @Test
    void aPivotBesideWhatOnlyReads() {
        assertAccepted(saga((flow, order) -> {
            var sent = flow.branch(() -> flow.pivot(SHIP, order));
            flow.parallel(sent, flow.branch(() -> flow.step(LOOK, order)));
            return sent.result();
        }));
    }

    @Test
    void retriableStepsBesideEachOther() {
        assertAccepted(saga((flow, order) -> {
            flow.step(BOOK, order);
            flow.parallel(
                    flow.branch(() -> flow.retriable(MAIL, order)),
                    flow.branch(() -> flow.retriable(MAIL.renamed("mail-2"), order)));
            flow.forEach(
                    Order.class,
                    order.map(o -> List.of(o)),
                    Each.inTurn(),
                    each -> flow.step(MAIL.renamed("mail-each"), each));
            return order;
        }));
    }

    @Test
    void aFlowHasNoRoles() {
        assertAccepted(saga((flow, order) -> {
            flow.step(MAIL, order);
            flow.either("big", big(order), () -> flow.fail(order.map(Order::id)));
            return flow.step(SHIP, order);
        }));
    }

    @Test
    void callsOverHttpAndCallbacks() {
        var take = Step.named("take", Order.class, Order.class)
                .calls(HttpCall.post("https://quota.example/reservations"))
                .compensatedBy(HttpCall.delete("https://quota.example/reservations/{key}"));
        var sign = Step.named("sign", Order.class, Order.class).begins((order, token, context) -> {});
        assertAccepted(saga((flow, order) -> {
            var taken = flow.step(take, order);
            flow.waitFor(ofMinutes(1));
            flow.value("note", String.class, taken.map(Order::id));
            return flow.pivot(sign, taken);
        }));
    }

    @Test
    void aSagaThatDoesNothing() {
        assertAccepted(saga((flow, order) -> order));
    }
}

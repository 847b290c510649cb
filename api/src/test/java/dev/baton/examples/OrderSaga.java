package dev.baton.examples;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.baton.BatonClient;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.Step;
import dev.baton.Verdict;

/** 1. The order saga: a saga in one screen. The guide has it with services. */
final class OrderSaga {
    record Order(String id, String address, long cents) {}

    record Confirmation(String payment, String tracking) {}

    static Saga<Order, Confirmation> placeOrder() {
        Step<Order, String> reserve = Step.named("reserve", Order.class, String.class)
                .does(order -> "reservation-1")
                .compensatedBy(undo -> {});

        Step<Order, String> charge = Step.named("charge", Order.class, String.class)
                .does((order, context) -> "payment-" + context.idempotencyKey())
                .retry(Retry.exponential(ofMillis(200)).capAt(ofSeconds(30)).attempts(5))
                .timeout(ofSeconds(10))
                .probedBy((order, context) -> Verdict.notSeen())
                .compensatedBy(undo -> {});

        var ship = Step.named("ship", String.class, String.class).does(label -> "parcel-1");
        var confirm = Step.named("confirm", Order.class).does(order -> {});

        return Saga.named("place-order", Order.class, Confirmation.class).define((saga, order) -> {
            var reserved = saga.step(reserve, order);
            var paid = saga.step(charge, order);
            var parcel = saga.pivot(ship, order.with(reserved, (o, r) -> r + " to " + o.address()));
            saga.step(confirm, order); // after the pivot: retried until it succeeds
            return paid.with(parcel, Confirmation::new);
        });
    }

    static Confirmation run(BatonClient client, Saga<Order, Confirmation> placeOrder, Order theOrder) {
        ExecutionHandle<Confirmation> order = client.start(placeOrder, ExecutionId.of("order-42"), theOrder);
        return order.result();
    }

    private OrderSaga() {}
}

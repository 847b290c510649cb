package dev.baton.examples;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.baton.BatonClient;
import dev.baton.Compensation;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.Step;
import dev.baton.StepContext;
import dev.baton.Verdict;
import java.io.IOException;

/** 1. The order saga: a saga in one screen. */
final class OrderSaga {
    record Order(String id, String address, long cents) {}

    record Reservation(String id) {}

    record Payment(String id) {}

    record Shipment(String address, String reservation) {}

    record Parcel(String tracking) {}

    record Confirmation(String payment, String tracking) {}

    interface Inventory {
        Reservation reserve(Order order);

        void release(Compensation<Order, Reservation> compensation);
    }

    interface Payments {
        Payment charge(Order order, StepContext context) throws IOException;

        Verdict<Payment> find(Order order, StepContext context) throws IOException;

        void refund(Compensation<Order, Payment> compensation) throws IOException;
    }

    interface Carrier {
        Parcel ship(Shipment shipment) throws IOException;
    }

    interface Mail {
        void confirm(Order order);
    }

    static Saga<Order, Confirmation> placeOrder(Inventory inventory, Payments payments, Carrier carrier, Mail mail) {
        Step<Order, Reservation> reserve = Step.named("reserve", Order.class, Reservation.class)
                .does(inventory::reserve)
                .compensatedBy(inventory::release);

        Step<Order, Payment> charge = Step.named("charge", Order.class, Payment.class)
                .does(payments::charge)
                .retry(Retry.exponential(ofMillis(200)).capAt(ofSeconds(30)).attempts(5))
                .timeout(ofSeconds(10))
                .probedBy(payments::find)
                .compensatedBy(payments::refund);

        var ship = Step.named("ship", Shipment.class, Parcel.class).does(carrier::ship);
        var confirm = Step.named("confirm", Order.class).does(mail::confirm);

        return Saga.named("place-order", Order.class, Confirmation.class).define((saga, order) -> {
            var reserved = saga.step(reserve, order);
            var paid = saga.step(charge, order);
            var parcel = saga.pivot(ship, order.with(reserved, (o, r) -> new Shipment(o.address(), r.id())));
            saga.step(confirm, order); // after the pivot: retried until it succeeds
            return paid.with(parcel, (pay, box) -> new Confirmation(pay.id(), box.tracking()));
        });
    }

    static Confirmation run(BatonClient client, Saga<Order, Confirmation> placeOrder, Order theOrder) {
        ExecutionHandle<Confirmation> order = client.start(placeOrder, ExecutionId.of("order-42"), theOrder);
        return order.result();
    }

    private OrderSaga() {}
}

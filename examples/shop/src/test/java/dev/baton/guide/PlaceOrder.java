package dev.baton.guide;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.Step;
import dev.baton.guide.Shop.Carrier;
import dev.baton.guide.Shop.Confirmation;
import dev.baton.guide.Shop.Inventory;
import dev.baton.guide.Shop.Mail;
import dev.baton.guide.Shop.Order;
import dev.baton.guide.Shop.Parcel;
import dev.baton.guide.Shop.Payment;
import dev.baton.guide.Shop.Payments;
import dev.baton.guide.Shop.Reservation;
import dev.baton.guide.Shop.Shipment;

/** A saga in one screen. */
final class PlaceOrder {

    static Saga<Order, Confirmation> saga(Inventory inventory, Payments payments, Carrier carrier, Mail mail) {
        // snippet: saga
        Step<Order, Reservation> reserve = Step.named("reserve", Order.class, Reservation.class)
                .does(inventory::reserve) // Reservation reserve(Order), or (Order, StepContext)
                .compensatedBy(inventory::release); // void release(Compensation<Order, Reservation>)

        Step<Order, Payment> charge = Step.named("charge", Order.class, Payment.class)
                .does(payments::charge)
                .retry(Retry.exponential(ofMillis(200)).capAt(ofSeconds(30)).attempts(5))
                .timeout(ofSeconds(10))
                .probedBy(payments::find) // asked after a time-out: did it happen?
                .compensatedBy(payments::refund);

        var ship = Step.named("ship", Shipment.class, Parcel.class).does(carrier::ship);
        var confirm = Step.named("confirm", Order.class).does(mail::confirm);

        Saga<Order, Confirmation> placeOrder = Saga.named("place-order", Order.class, Confirmation.class)
                .define((saga, order) -> {
                    var reserved = saga.step(reserve, order);
                    var paid = saga.step(charge, order);
                    var parcel = saga.pivot(ship, order.with(reserved, (o, r) -> new Shipment(o.address(), r.id())));
                    saga.step(confirm, order); // after the pivot: retried until it succeeds
                    return paid.with(parcel, (pay, box) -> new Confirmation(pay.id(), box.tracking()));
                });
        // end
        return placeOrder;
    }

    private PlaceOrder() {}
}

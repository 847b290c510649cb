package dev.baton.shop.saga;

import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.Step;
import dev.baton.shop.contract.AcceptedOrder;
import dev.baton.shop.contract.Charge;
import dev.baton.shop.contract.FraudCheck;
import dev.baton.shop.contract.Goods;
import dev.baton.shop.contract.Mail;
import dev.baton.shop.contract.Operation;
import dev.baton.shop.contract.Order;
import dev.baton.shop.contract.Parcel;
import dev.baton.shop.contract.Payment;
import dev.baton.shop.contract.Reservation;
import dev.baton.shop.contract.Risk;
import dev.baton.shop.contract.SentMail;
import dev.baton.shop.contract.Shipment;
import dev.baton.shop.contract.ShopTimings;
import java.time.Duration;

/**
 * How an order is placed: six calls to five services, and what takes each of them back.
 *
 * <p>All calls are made by Baton itself, so there is no handler to write. {@code order}, {@code reserved} and so on stand for
 * data that will exist; the lambda runs once and only records.
 */
public final class OrderSaga {
    /** The name that orders are started by. */
    public static final String NAME = "place-order";

    /** At least 68 s of trying, jitter included: a service may be away for a minute, and no order is lost by it. */
    private static final Retry PATIENT = Retry.exponential(Duration.ofMillis(500))
            .capAt(Duration.ofSeconds(15))
            .attempts(11);

    private final ShopTimings timings;

    private OrderSaga(ShopTimings timings) {
        this.timings = timings;
    }

    /** The saga for services at these addresses. */
    public static Saga<Order, Receipt> at(ShopAddresses shop) {
        return at(shop, ShopTimings.DEFAULT);
    }

    /** The same with other times. */
    public static Saga<Order, Receipt> at(ShopAddresses shop, ShopTimings timings) {
        return new OrderSaga(timings).saga(shop);
    }

    private Saga<Order, Receipt> saga(ShopAddresses shop) {
        var create = patient(Step.named("create-order", Order.class, AcceptedOrder.class)
                        .calls(shop.callOf(Operation.CREATE_ORDER)))
                .compensatedBy(shop.callOf(Operation.CANCEL_ORDER));

        var reserve = patient(Step.named("reserve-stock", Goods.class, Reservation.class)
                        .calls(shop.callOf(Operation.RESERVE)))
                .compensatedBy(shop.callOf(Operation.RELEASE))
                .settle(timings.settle()); // inventory has no fence: a stray call may still come

        var checkFraud = patient(Step.named("check-fraud", FraudCheck.class, Risk.class)
                        .calls(shop.callOf(Operation.CHECK_FRAUD)))
                .readOnly();

        var charge = patient(Step.named("charge", Charge.class, Payment.class).calls(shop.callOf(Operation.CHARGE)))
                .probedBy(shop.callOf(Operation.FIND_CHARGE))
                .compensatedBy(shop.callOf(Operation.REFUND));

        var ship = patient(Step.named("ship", Shipment.class, Parcel.class).calls(shop.callOf(Operation.SHIP)))
                .probedBy(shop.callOf(Operation.FIND_SHIPMENT));

        var mail = patient(Step.named("mail", Mail.class, SentMail.class).calls(shop.callOf(Operation.SEND_MAIL)));

        return Saga.named(NAME, Order.class, Receipt.class).define((saga, order) -> {
            var accepted = saga.step(create, order);
            var goods = saga.branch(() -> saga.step(reserve, order.map(Requests::goods)));
            var risk = saga.branch(() -> saga.step(checkFraud, order.map(Requests::fraudCheck)));
            saga.named("checks").parallel(goods, risk);
            var paid = saga.step(charge, order.map(Requests::charge));
            var parcel = saga.pivot(ship, order.with(goods.result(), Requests::shipment)); // no way back from here
            saga.step(mail, order.with(parcel, Requests::mail)); // tried until it is sent
            return accepted.with(paid, parcel, (a, pay, p) -> new Receipt(a.number(), pay.id(), p.tracking()));
        });
    }

    /** Short attempts and many; zero to settle, because most services of the shop fence what comes too late. */
    private <I, O> Step<I, O> patient(Step<I, O> step) {
        return step.timeout(timings.attemptTimeout())
                .retry(PATIENT)
                .compensationTimeout(timings.attemptTimeout())
                .compensationRetry(PATIENT)
                .settle(Duration.ZERO);
    }
}

package dev.baton.shop.saga;

import dev.baton.shop.contract.Charge;
import dev.baton.shop.contract.FraudCheck;
import dev.baton.shop.contract.Goods;
import dev.baton.shop.contract.Mail;
import dev.baton.shop.contract.Order;
import dev.baton.shop.contract.Parcel;
import dev.baton.shop.contract.Reservation;
import dev.baton.shop.contract.Shipment;

/** What each service is sent, made of the order and of what came before. */
final class Requests {
    private Requests() {}

    static Goods goods(Order order) {
        return new Goods(order.order(), order.item(), order.quantity());
    }

    static FraudCheck fraudCheck(Order order) {
        return new FraudCheck(order.order(), order.customer(), order.cents());
    }

    static Charge charge(Order order) {
        return new Charge(order.order(), order.customer(), order.cents());
    }

    static Shipment shipment(Order order, Reservation reservation) {
        return new Shipment(order.order(), order.address(), reservation.id());
    }

    static Mail mail(Order order, Parcel parcel) {
        String text = "Your order " + order.order() + " is on its way: " + parcel.tracking() + ".";
        return new Mail(order.order(), order.customer(), text);
    }
}

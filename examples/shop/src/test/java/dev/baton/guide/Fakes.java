package dev.baton.guide;

import dev.baton.Compensation;
import dev.baton.StepContext;
import dev.baton.Verdict;
import dev.baton.guide.Shop.Inventory;
import dev.baton.guide.Shop.Order;
import dev.baton.guide.Shop.Payment;
import dev.baton.guide.Shop.Payments;
import dev.baton.guide.Shop.Reservation;
import java.util.ArrayList;
import java.util.List;

/** Services of the order saga that note what was asked of them. */
final class Fakes implements Inventory, Payments {

    final List<String> calls = new ArrayList<>();

    @Override
    public Reservation reserve(Order order) {
        calls.add("reserve");
        return new Reservation("r-" + order.id());
    }

    @Override
    public void release(Compensation<Order, Reservation> compensation) {
        calls.add("release");
    }

    @Override
    public Payment charge(Order order, StepContext context) {
        calls.add("charge");
        return new Payment("p-" + order.id());
    }

    @Override
    public Verdict<Payment> find(Order order, StepContext context) {
        return Verdict.notSeen();
    }

    @Override
    public void refund(Compensation<Order, Payment> compensation) {
        calls.add("refund");
    }
}

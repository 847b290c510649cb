package dev.baton.guide;

import dev.baton.Compensation;
import dev.baton.StepContext;
import dev.baton.Verdict;
import java.io.IOException;

/** The words and the services of the guide's order saga. */
final class Shop {

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

    private Shop() {}
}

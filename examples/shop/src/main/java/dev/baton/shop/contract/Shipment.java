package dev.baton.shop.contract;

/**
 * Asks shipping to send a parcel.
 *
 * @param order the order's business id, the same in every service
 * @param address where it goes
 * @param reservation the goods
 */
public record Shipment(String order, String address, String reservation) {
    public Shipment {
        Checks.text("order", order);
        Checks.text("address", address);
        Checks.text("reservation", reservation);
    }
}

package dev.baton.shop.contract;

/**
 * An order as the customer placed it: what the saga starts with, and what the order service is sent.
 *
 * @param order the order's business id, the same in every service
 * @param customer who buys and pays
 * @param item what is bought
 * @param quantity how many, above zero
 * @param cents the price of all of them, above zero
 * @param address where the parcel goes
 */
public record Order(String order, String customer, String item, int quantity, long cents, String address) {
    public Order {
        Checks.text("order", order);
        Checks.text("customer", customer);
        Checks.text("item", item);
        Checks.positive("quantity", quantity);
        Checks.positive("cents", cents);
        Checks.text("address", address);
    }
}

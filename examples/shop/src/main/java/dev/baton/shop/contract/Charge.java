package dev.baton.shop.contract;

/**
 * Asks payment to take money.
 *
 * @param order the order's business id, the same in every service
 * @param customer who pays
 * @param cents how much, above zero
 */
public record Charge(String order, String customer, long cents) {
    public Charge {
        Checks.text("order", order);
        Checks.text("customer", customer);
        Checks.positive("cents", cents);
    }
}

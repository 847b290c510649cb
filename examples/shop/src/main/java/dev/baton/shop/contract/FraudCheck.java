package dev.baton.shop.contract;

/**
 * Asks payment how risky an order is.
 *
 * @param order the order's business id, the same in every service
 * @param customer who buys
 * @param cents the price, above zero
 */
public record FraudCheck(String order, String customer, long cents) {
    public FraudCheck {
        Checks.text("order", order);
        Checks.text("customer", customer);
        Checks.positive("cents", cents);
    }
}

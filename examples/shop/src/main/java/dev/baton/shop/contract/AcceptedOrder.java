package dev.baton.shop.contract;

/**
 * The order service has the order in its books.
 *
 * @param number the number in the books
 */
public record AcceptedOrder(String number) {
    public AcceptedOrder {
        Checks.text("number", number);
    }
}

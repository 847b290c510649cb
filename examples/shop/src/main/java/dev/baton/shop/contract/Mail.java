package dev.baton.shop.contract;

/**
 * Asks for a mail to a customer.
 *
 * @param order the order's business id, the same in every service
 * @param customer who gets it
 * @param text what it says
 */
public record Mail(String order, String customer, String text) {
    public Mail {
        Checks.text("order", order);
        Checks.text("customer", customer);
        Checks.text("text", text);
    }
}

package dev.baton.shop.contract;

/**
 * Asks the inventory to set goods aside.
 *
 * @param order the order's business id, the same in every service
 * @param item what to set aside
 * @param quantity how many, above zero
 */
public record Goods(String order, String item, int quantity) {
    public Goods {
        Checks.text("order", order);
        Checks.text("item", item);
        Checks.positive("quantity", quantity);
    }
}

package dev.baton.shop.contract;

/**
 * Goods are set aside.
 *
 * @param id the reservation's id
 */
public record Reservation(String id) {
    public Reservation {
        Checks.text("id", id);
    }
}

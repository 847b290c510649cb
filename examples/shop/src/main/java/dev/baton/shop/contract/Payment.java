package dev.baton.shop.contract;

/**
 * Money was taken.
 *
 * @param id the payment's id
 * @param cents how much
 */
public record Payment(String id, long cents) {
    public Payment {
        Checks.text("id", id);
        Checks.positive("cents", cents);
    }
}

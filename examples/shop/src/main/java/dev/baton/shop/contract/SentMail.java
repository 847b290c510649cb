package dev.baton.shop.contract;

/**
 * A mail went out.
 *
 * @param id the mail's id
 */
public record SentMail(String id) {
    public SentMail {
        Checks.text("id", id);
    }
}

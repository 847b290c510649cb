package dev.baton.shop.engine;

import dev.baton.shop.judge.Claim;
import java.util.List;

/**
 * All that Baton has to say in the end.
 *
 * @param claims one for each order
 * @param setbacks the orders that did not complete
 * @param incidents those that are open
 */
public record Account(List<Claim> claims, List<Setback> setbacks, List<OpenIncident> incidents) {
    public Account {
        claims = List.copyOf(claims);
        setbacks = List.copyOf(setbacks);
        incidents = List.copyOf(incidents);
    }

    /**
     * Why an order did not complete.
     *
     * @param step what failed first
     * @param error the name of the failure, with its {@code message}
     */
    public record Setback(String order, String step, String error, String message) {}

    /** A question to a person. */
    public record OpenIncident(String order, String kind, String step, String error, String message, int attempts) {}
}

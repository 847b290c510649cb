package dev.baton.shop.contract;

/**
 * How risky an order is. Suspected fraud is not a result: the call is refused.
 *
 * @param score 0 to 99
 */
public record Risk(int score) {}

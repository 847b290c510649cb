package dev.baton.shop.contract;

/**
 * The body of every answer that is not 2xx.
 *
 * @param problem what was asked, what was found, what to do next
 */
public record Problem(String problem) {}

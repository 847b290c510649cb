package dev.baton;

/**
 * Incidents with one cause.
 *
 * @param step the node; empty for incidents that are about none
 * @param error the name of the error, as in {@link Failure}
 */
public record CauseGroup(String saga, String step, String error) {}

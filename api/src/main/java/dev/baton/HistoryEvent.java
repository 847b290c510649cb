package dev.baton;

import java.time.Instant;
import java.util.Optional;

/**
 * A fact in the history of one execution.
 *
 * @param number from 0, without gaps
 * @param kind its name, such as "TaskSucceeded"; new ones are added, none is renamed
 * @param step the node it is about; empty if it is about none
 * @param details everything else that it says, as a JSON object
 */
public record HistoryEvent(int number, Instant at, String kind, Optional<String> step, String details) {}

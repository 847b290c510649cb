package dev.baton;

import java.util.List;

/**
 * What a for-each gave. Exists only if no more items failed than it tolerates.
 *
 * @param results in the order of their items, without those that failed
 * @param failures by index of the item; what such an item did has been undone
 */
public record Items<R>(List<R> results, List<Failed> failures) {
    public Items {
        results = List.copyOf(results);
        failures = List.copyOf(failures);
    }

    /** An item, by its index from 0, and why it failed. */
    public record Failed(int index, Failure failure) {}
}

package dev.baton;

import java.util.List;
import java.util.Optional;

/**
 * Part of a list.
 *
 * @param items at most as many as asked for
 * @param next where the next page begins, for {@link Paging#after(String)}; empty if this was the last
 */
public record Page<T>(List<T> items, Optional<String> next) {
    public Page {
        items = List.copyOf(items);
    }
}

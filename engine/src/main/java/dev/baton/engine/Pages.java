package dev.baton.engine;

import dev.baton.Page;
import dev.baton.Paging;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Makes pages of what the store lists by key. */
final class Pages {
    private Pages() {}

    static Optional<Long> key(Paging paging) {
        return paging.after().map(Pages::longNumber);
    }

    static int number(String after) {
        return Math.toIntExact(longNumber(after));
    }

    private static long longNumber(String after) {
        try {
            return Long.parseLong(after);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "'" + after + "' is no place in a list. Give back what the page before said. [BATON-251]", e);
        }
    }

    /** A page of rows; a full one has a next. */
    static <R, T> Page<T> of(List<R> rows, Paging paging, ToLongFunction<R> key, Function<R, T> shown) {
        List<T> items = rows.stream().map(shown).toList();
        return new Page<>(
                items,
                rows.size() < paging.size()
                        ? Optional.empty()
                        : Optional.of(String.valueOf(key.applyAsLong(rows.getLast()))));
    }
}

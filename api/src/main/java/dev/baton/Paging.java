package dev.baton;

import java.util.Optional;

/**
 * Which page of a list.
 *
 * @param after {@link Page#next} of the page before; empty for the first one
 * @param size 1 to 200
 */
public record Paging(Optional<String> after, int size) {
    public Paging {
        Bounds.between("size of a page", size, 1, 200);
    }

    /** The first 50. */
    public static Paging defaults() {
        return first(50);
    }

    /** The first few; 1 to 200. */
    public static Paging first(int size) {
        return new Paging(Optional.empty(), size);
    }

    /** What comes after a page, in the same size. */
    public Paging after(String next) {
        return new Paging(Optional.of(next), size);
    }
}

package dev.baton;

/**
 * How a for-each runs.
 *
 * @param concurrencyMax items at the same time; 1 to 1,000
 * @param failuresMax items that may fail before the for-each fails; 0 to 10,000. A failed item is undone at once, by
 *     itself
 * @param failuresPercentMax the same as a part of all items, 0 to 100; the larger of the two counts
 */
public record Each(int concurrencyMax, int failuresMax, int failuresPercentMax) {
    /** How many items a for-each can have. */
    public static final int ITEMS_MAX = 10_000;

    public Each {
        Bounds.between("number of items at the same time", concurrencyMax, 1, 1_000);
        Bounds.between("number of tolerated failures", failuresMax, 0, ITEMS_MAX);
        Bounds.between("percentage of tolerated failures", failuresPercentMax, 0, 100);
    }

    /** One after the other, all must succeed. */
    public static Each inTurn() {
        return new Each(1, 0, 0);
    }

    /** Up to {@code n} at the same time, all must succeed. */
    public static Each concurrently(int n) {
        return new Each(n, 0, 0);
    }

    /** Goes on while at most {@code n} items have failed. */
    public Each tolerating(int n) {
        return new Each(concurrencyMax, n, failuresPercentMax);
    }

    /** Goes on while at most this part of the items has failed; 0 to 100. */
    public Each toleratingPercent(int percent) {
        return new Each(concurrencyMax, failuresMax, percent);
    }
}

package dev.baton.store;

/** How an execution's key is made: microseconds since the year 2020 and, in the lowest 8 bits, its partition. */
public final class Keys {
    private static final long MILLIS_2020 = 1_577_836_800_000L;
    private static final int MICROS_PER_MILLI = 1_000;
    private static final int PARTITION_BITS = 8;

    private Keys() {}

    /** What started before this time (epoch milliseconds) has a smaller key, everything else has not. */
    public static long at(long epochMilli) {
        return ((epochMilli - MILLIS_2020) * MICROS_PER_MILLI) << PARTITION_BITS;
    }

    /** When the execution started, in epoch milliseconds. */
    public static long started(long key) {
        return Math.floorDiv(key >> PARTITION_BITS, MICROS_PER_MILLI) + MILLIS_2020;
    }
}

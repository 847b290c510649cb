package dev.baton.engine;

import java.time.Instant;

/** Makes the keys of executions: microseconds since 2020, then the partition; each larger than the one before. */
final class ExecutionKeys {
    private static final long SECOND_2020 =
            Instant.parse("2020-01-01T00:00:00Z").getEpochSecond();
    private static final int PARTITION_BITS = 8;

    private final int partition;
    private long last;

    /** @param last the largest key that the partition has used */
    ExecutionKeys(int partition, long last) {
        this.partition = partition;
        this.last = last >> PARTITION_BITS;
    }

    long next(Instant now) {
        long micros = (now.getEpochSecond() - SECOND_2020) * 1_000_000 + now.getNano() / 1_000;
        last = Math.max(micros, last + 1);
        return (last << PARTITION_BITS) | partition;
    }
}

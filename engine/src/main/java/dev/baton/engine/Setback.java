package dev.baton.engine;

import dev.baton.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** After a turn that failed, a partition rests a little before it tries again. Belongs to its partition's thread. */
final class Setback {
    private static final Logger log = LoggerFactory.getLogger(Setback.class);
    static final Duration PAUSE = Duration.ofMillis(200);

    private final Partition partition;
    /** A monotonic one: the store's time may jump. */
    private final EngineClock clock;

    private Instant until = Instant.MIN;

    /** @param clock a monotonic one */
    Setback(Partition partition, EngineClock clock) {
        this.partition = partition;
        this.clock = clock;
    }

    void rest() {
        until = clock.instant().plus(PAUSE);
    }

    boolean isResting() {
        return clock.instant().isBefore(until);
    }

    /** The end of the rest, by the clock that says {@code now}. */
    Instant end(Instant now) {
        return now.plus(Duration.between(clock.instant(), until));
    }

    /** A turn failed. */
    void rest(RuntimeException why) {
        rest();
        partition.careful.failed();
        if (why instanceof NewerRecordException) {
            log.warn("Partition {} goes to an engine of a newer release.", partition.number, why);
            partition.avoid();
        } else if (why instanceof StoreUnavailableException) {
            log.warn(
                    "A turn of partition {} could not be finished; it is tried again in {} ms.",
                    partition.number,
                    PAUSE.toMillis(),
                    why);
        } else {
            log.error(
                    "Bug: a turn of partition {} failed; it goes on in {} ms. Please report this. [BATON-901]",
                    partition.number,
                    PAUSE.toMillis(),
                    why);
        }
    }
}

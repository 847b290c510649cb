package dev.baton.torture;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a run is told.
 *
 * @param seed what orders, faults and moments are drawn from
 * @param length how long harm is done
 * @param rate orders a second; a tenth as many talks and naps go beside them
 * @param ttl of the nodes' leases
 * @param url of a PostgreSQL; without one, it is one of our own
 * @param folder for databases and logs
 */
record Setting(long seed, Duration length, int nodes, double rate, Duration ttl, Optional<String> url, Path folder) {
    /** Shorter than this, harm is done more often, and nothing is begun that would take long. */
    private static final Duration SHORT = Duration.ofMinutes(1);

    /** Whether it is such a short run. */
    boolean isShort() {
        return length.compareTo(SHORT) < 0;
    }

    /** How long a takeover may take. */
    Duration takeoverMax() {
        return ttl.plusSeconds(2);
    }
}

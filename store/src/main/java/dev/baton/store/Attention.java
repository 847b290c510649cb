package dev.baton.store;

import dev.baton.ExecutionStatus;
import java.util.Optional;

/**
 * A status and its marks in one number, so that an index over it finds what needs a person.
 *
 * @param status empty: as the live set says (RUNNING or COMPLETED)
 */
public record Attention(Optional<ExecutionStatus> status, boolean gaps, boolean incident, boolean stopped) {
    private static final int GAPS = 16;
    private static final int INCIDENT = 32;
    private static final int STOPPED = 64;
    private static final int STATUS_MASK = 15;

    /** The number; empty if there is nothing to say. */
    public Optional<Integer> bits() {
        int bits = status.map(s -> s.ordinal() + 1).orElse(0)
                | (gaps ? GAPS : 0)
                | (incident ? INCIDENT : 0)
                | (stopped ? STOPPED : 0);
        return bits == 0 ? Optional.empty() : Optional.of(bits);
    }

    /** What a number says. */
    public static Attention of(int bits) {
        int status = bits & STATUS_MASK;
        return new Attention(
                status == 0 ? Optional.empty() : Optional.of(ExecutionStatus.values()[status - 1]),
                (bits & GAPS) != 0,
                (bits & INCIDENT) != 0,
                (bits & STOPPED) != 0);
    }
}

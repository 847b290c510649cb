package dev.baton.store;

import dev.baton.ExecutionStatus;
import java.util.Arrays;
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
        int bits = status.map(Attention::number).orElse(0)
                | (gaps ? GAPS : 0)
                | (incident ? INCIDENT : 0)
                | (stopped ? STOPPED : 0);
        return bits == 0 ? Optional.empty() : Optional.of(bits);
    }

    /** What a number says. */
    public static Attention of(int bits) {
        int status = bits & STATUS_MASK;
        return new Attention(
                Arrays.stream(ExecutionStatus.values())
                        .filter(candidate -> number(candidate) == status)
                        .findFirst(),
                (bits & GAPS) != 0,
                (bits & INCIDENT) != 0,
                (bits & STOPPED) != 0);
    }

    /** The status of an execution with these marks. */
    public ExecutionStatus statusWhen(boolean live) {
        return status.orElse(live ? ExecutionStatus.RUNNING : ExecutionStatus.COMPLETED);
    }

    /** The stored number of a status, which stays the same when the enum grows. */
    private static int number(ExecutionStatus status) {
        return switch (status) {
            case RUNNING -> 1;
            case COMPLETED -> 2;
            case FAILED -> 3;
            case COMPENSATING -> 4;
            case COMPENSATED -> 5;
            case TERMINATED -> 6;
        };
    }
}

package dev.baton.shop.judge;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that Baton says, and when it could not say anything.
 *
 * @param executions one for each execution that was started
 * @param crashes when the engine's process was gone
 * @param blackouts when engines could not store what they knew
 * @param attemptTimeout how long Baton waits for an answer
 */
public record Claims(List<Claim> executions, List<Crash> crashes, List<Blackout> blackouts, Duration attemptTimeout) {
    public Claims {
        executions = List.copyOf(executions);
        crashes = List.copyOf(crashes);
        blackouts = List.copyOf(blackouts);
    }

    /** Where engines could always store what they knew, unless they were gone. */
    public Claims(List<Claim> executions, List<Crash> crashes, Duration attemptTimeout) {
        this(executions, crashes, List.of(), attemptTimeout);
    }

    /** The engine was killed, and was there again. */
    public record Crash(Instant killed, Instant back) {
        boolean meets(Instant from, Instant to) {
            return !killed.isAfter(to) && !back.isBefore(from);
        }
    }

    /** The engine was there and made calls, but its store was not: an answer that came then may not have been stored. */
    public record Blackout(Instant from, Instant to) {}

    /**
     * The claims by execution.
     *
     * @throws IllegalArgumentException if there are two for one execution
     */
    Map<String, Claim> byExecution() {
        var map = new LinkedHashMap<String, Claim>();
        for (Claim claim : executions) {
            if (map.put(claim.execution(), claim) != null) {
                throw new IllegalArgumentException(
                        "There are two claims for execution '" + claim.execution() + "'. Give one for each.");
            }
        }
        return map;
    }
}

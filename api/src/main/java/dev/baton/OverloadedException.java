package dev.baton;

import java.io.Serial;
import java.time.Duration;

/** The engine has more to do than it can take on. Nothing was stored; the same start is good later. */
public final class OverloadedException extends BatonException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /**
     * A start that came when too much was waiting.
     *
     * @param waiting how many of what wait, such as {@code "10000 starts wait to be stored"}
     * @param limit how many may wait
     * @param retryAfter when it is worth trying again
     */
    public OverloadedException(ExecutionId id, String waiting, int limit, Duration retryAfter) {
        super(
                "BATON-600",
                "Execution '" + id + "' was not started: " + waiting + ", and the limit is " + limit
                        + ". Start it again in " + retryAfter.toMillis() + " ms.");
        this.retryAfter = retryAfter;
    }

    /** When it is worth trying again. */
    public Duration retryAfter() {
        return retryAfter;
    }
}

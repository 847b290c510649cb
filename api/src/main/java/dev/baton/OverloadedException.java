package dev.baton;

import java.io.Serial;
import java.time.Duration;

/** The engine has more to do than it can take on. Nothing was stored; the same start is good later. */
public final class OverloadedException extends BatonException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /**
     * A start that found the inbox full.
     *
     * @param waiting how many commands wait already
     * @param retryAfter when it is worth trying again
     */
    public OverloadedException(ExecutionId id, int waiting, Duration retryAfter) {
        super(
                "BATON-600",
                "Execution '" + id + "' was not started: " + waiting
                        + " commands wait already, which is the limit. Start it again in " + retryAfter.toMillis()
                        + " ms.");
        this.retryAfter = retryAfter;
    }

    /** When it is worth trying again. */
    public Duration retryAfter() {
        return retryAfter;
    }
}

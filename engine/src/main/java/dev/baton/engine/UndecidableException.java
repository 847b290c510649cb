package dev.baton.engine;

import dev.baton.ExecutionId;
import java.io.Serial;

/** Nothing can be decided for an execution; what the turn decided so far has to be thrown away. */
final class UndecidableException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient ExecutionId culprit;
    private final transient Message origin;

    UndecidableException(ExecutionId culprit, Message origin, Throwable cause) {
        super(cause);
        this.culprit = culprit;
        this.origin = origin;
    }

    ExecutionId culprit() {
        return culprit;
    }

    /** The message that led to it, perhaps by way of other executions. */
    Message origin() {
        return origin;
    }
}

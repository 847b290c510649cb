package dev.baton.engine;

import java.io.Serial;

/** A message reaches an execution that may not be loaded now; it waits, and what the turn decided is thrown away. */
final class UntimelyException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Message origin;

    UntimelyException(Message origin) {
        this.origin = origin;
    }

    /** The message that led to it, perhaps by way of other executions. */
    Message origin() {
        return origin;
    }
}

package dev.baton.engine;

import java.io.Serial;

/** Nothing can be decided for an execution; what the turn decided so far has to be thrown away. */
final class UndecidableException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Hot culprit;
    private final transient Message origin;

    UndecidableException(Hot culprit, Message origin, Throwable cause) {
        super(cause);
        this.culprit = culprit;
        this.origin = origin;
    }

    Hot culprit() {
        return culprit;
    }

    /** The message that led to it, perhaps by way of other executions. */
    Message origin() {
        return origin;
    }
}

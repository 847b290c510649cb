package dev.baton.store;

import java.io.Serial;

/** The store refuses the data of a batch; nothing of it was stored. */
public final class BatchRefusedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public BatchRefusedException(String message) {
        super(message);
    }
}

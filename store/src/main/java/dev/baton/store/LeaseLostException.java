package dev.baton.store;

import java.io.Serial;

/** Another owner has the partition now; nothing of the batch was stored. */
public final class LeaseLostException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public LeaseLostException(String message) {
        super(message);
    }
}

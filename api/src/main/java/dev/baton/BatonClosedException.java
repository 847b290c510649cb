package dev.baton;

import java.io.Serial;

/** The engine that was asked is closed. Nothing was changed; executions go on when an engine starts on their store. */
public final class BatonClosedException extends BatonException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A call that came too late.
     *
     * @param asked what was asked, such as "start of execution 'order-42'"
     */
    public BatonClosedException(String asked) {
        super("BATON-601", "The " + asked + " came too late: this engine is closed, or is closing. Ask one that runs.");
    }
}

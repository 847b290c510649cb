package dev.baton;

import java.io.Serial;

/** There is no execution of this id. Nothing was changed. */
public final class ExecutionUnknownException extends BatonException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String id;

    /** An execution that is not there. */
    public ExecutionUnknownException(ExecutionId id) {
        super(
                "BATON-103",
                "There is no execution '" + id + "'. It was not started on this store, or ended and was removed since."
                        + " Compare the id with the one it was started with.");
        this.id = id.value();
    }

    /** The execution that was asked for. */
    public ExecutionId id() {
        return new ExecutionId(id);
    }
}

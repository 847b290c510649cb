package dev.baton.engine;

import dev.baton.ExecutionId;
import dev.baton.store.UnreadableRecordException;
import java.io.Serial;

/** What is stored of an execution can only be read by a newer release. The execution is not at fault, so it is not stopped. */
final class NewerRecordException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    NewerRecordException(ExecutionId id, UnreadableRecordException cause) {
        super("Execution '" + id + "' cannot be read here: " + cause.getMessage(), cause);
    }
}

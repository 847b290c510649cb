package dev.baton.engine;

import dev.baton.ExecutionId;
import java.io.Serial;

/** Engines died while an execution was taken up: it is stopped without being loaded again. */
final class EnginesDiedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    EnginesDiedException(ExecutionId id, int partition, int deaths) {
        super("Execution '" + id + "' is stopped: " + deaths + " engines died one after the other while they owned its"
                + " partition " + partition
                + ", two of them when they had just taken up this execution. Read what those processes logged last (out"
                + " of memory, a native library), mend the cause, then answer this incident with retry; terminate ends"
                + " the execution without loading it. [BATON-605]");
    }

    /** Whether an incident says so. */
    static boolean isError(String error) {
        return error.equals(EnginesDiedException.class.getName());
    }
}

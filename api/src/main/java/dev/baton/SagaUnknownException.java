package dev.baton;

import java.io.Serial;
import java.util.Collection;
import java.util.TreeSet;

/** No saga of this name is registered. Nothing was started. */
public final class SagaUnknownException extends BatonException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** A saga that is not there, among those that are. */
    public SagaUnknownException(String saga, Collection<String> registered) {
        super(
                "BATON-104",
                "There is no saga '" + saga + "' here. Registered are: "
                        + (registered.isEmpty() ? "none" : String.join(", ", new TreeSet<>(registered)))
                        + ". Register it with the engine, or correct the name.");
    }
}

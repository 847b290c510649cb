package dev.baton.jdbc;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A batch does not go with what is stored; what exactly is wrong is found out after its transaction was undone. */
final class ClashException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    ClashException(@Nullable Throwable cause) {
        super("A batch clashes with what is stored.", cause);
    }
}

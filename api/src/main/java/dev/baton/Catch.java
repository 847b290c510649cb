package dev.baton;

import java.util.List;
import java.util.Optional;

/**
 * Where to go on when a node fails with one of these errors: the fallback path.
 *
 * @param errors names as in {@link Failure#kinds()}; {@code "*"} is any
 * @param next the node to go on with; empty: as after the node's ordinary end of its scope
 */
public record Catch(List<String> errors, Optional<String> next) {
    public static final String ANY = "*";

    public Catch {
        errors = List.copyOf(errors);
    }

    /** Whether this rule takes the failure. */
    public boolean takes(Failure failure) {
        return errors.contains(ANY) || failure.kinds().stream().anyMatch(errors::contains);
    }
}

package dev.baton;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Kinds of failure that a fallback takes.
 *
 * @param names classes of exceptions (their subclasses are meant too), or constants of {@link Failure}
 */
public record Errors(List<String> names) {
    public Errors {
        names = List.copyOf(names);
        if (names.isEmpty()) {
            throw new IllegalArgumentException(
                    "A fallback without errors would take none. Name some, or say Errors.any(). [BATON-251]");
        }
    }

    /** What handlers throw: these exceptions and their subclasses. */
    @SafeVarargs
    public static Errors of(Class<? extends Exception>... exceptions) {
        var names = new ArrayList<String>();
        for (Class<?> exception : exceptions) {
            names.add(exception.getName());
        }
        return new Errors(names);
    }

    /** Failures with names, such as {@link Failure#TIMEOUT} and {@link Failure#REFUSED}; a service's are of this kind. */
    public static Errors named(String... names) {
        return new Errors(List.of(names));
    }

    /** Every failure. */
    public static Errors any() {
        return new Errors(List.of(Catch.ANY));
    }

    /** These, or those. */
    public Errors or(Errors others) {
        return new Errors(Stream.concat(names.stream(), others.names.stream()).toList());
    }
}

package dev.baton.core;

import dev.baton.Failure;
import java.util.List;
import java.util.Map;

/**
 * A question to user code, which has to be evaluated before an execution can go on: one place of a node, and the data
 * it reads. (People are asked by an {@link Incident}.)
 *
 * @param place the node's name and the place in it, such as "charge.input"
 * @param form what kind of answer is expected
 */
public record Question(String place, Form form, Term term) {

    /** The kind of an answer, as in {@link Evaluated}. */
    public enum Form {
        VALUE,
        CONDITION,
        INSTANT,
        ITEMS,
        TEXT
    }

    /** A mapping whose reads have been replaced by the data itself. */
    public sealed interface Term {
        /** Stored data; {@code origin} is the node that gave it (empty: the execution's input), which tells its type. */
        record Data(String origin, Payload payload) implements Term {}

        /** The result of the very task that is asked to look ahead; {@code origin} is its node. */
        record Pending(String origin) implements Term {}

        /** User code, by name, on these arguments. */
        record Computed(String code, List<Term> arguments) implements Term {
            public Computed {
                arguments = List.copyOf(arguments);
            }
        }

        /** What a for-each gave: the items that ended well, in order, and the failures by index. */
        record Items(List<Term> results, Map<Integer, Failure> failures) implements Term {
            public Items {
                results = List.copyOf(results);
                failures = Map.copyOf(failures);
            }
        }

        /** The failure that a catch rule took. */
        record Caught(Failure failure) implements Term {}

        /** Nothing. */
        record Nothing() implements Term {}
    }
}

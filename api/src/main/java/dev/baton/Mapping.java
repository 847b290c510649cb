package dev.baton;

import java.util.List;

/**
 * Where data comes from. Plain data: it says what is read, so registration can check that it will be there, and it
 * names user code without holding it.
 */
public sealed interface Mapping {

    /** The input of the execution. */
    record SagaInput() implements Mapping {}

    /** What a node gave on its latest visit: a step its result, a pass its value, a loop its last state. */
    record ResultOf(String node) implements Mapping {}

    /** The current item of a for-each, or the current state of a loop; readable only inside its body. */
    record Current(String node) implements Mapping {}

    /**
     * The mapping that belongs to the path which a node took: of a choice, case 0, 1, … and last «none held»; of a node
     * with catch rules, 0 for its ordinary end and n for its n-th catch rule.
     */
    record Chosen(String node, List<Mapping> options) implements Mapping {
        public Chosen {
            options = List.copyOf(options);
        }
    }

    /** What a for-each gave: {@code result} for each item that ended well, in item order, and the failures. */
    record ItemsOf(String forEach, Mapping result) implements Mapping {}

    /** The failure that a catch rule of this node took. */
    record FailureOf(String node) implements Mapping {}

    /** What user code makes of other data. The code is found by a name derived from the node and place that use it. */
    record Computed(List<Mapping> reads, String code) implements Mapping {
        public Computed {
            reads = List.copyOf(reads);
        }
    }

    /** Nothing: JSON {@code null}. */
    record Nothing() implements Mapping {}
}

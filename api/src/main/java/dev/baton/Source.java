package dev.baton;

import java.util.List;
import java.util.function.Function;

/** What a {@link Ref} stands for, with its user code inside. Where it is used, it becomes a {@link Mapping}. */
sealed interface Source {

    /** Data that the engine has under a name; {@code owner} tells whether it is this saga's. */
    record Known(Recording owner, Mapping mapping) implements Source {}

    /** What user code makes of other data. */
    record Computed(List<Source> reads, Function<List<Object>, Object> function) implements Source {}

    /** As {@link Mapping.Chosen}. */
    record Chosen(Recording owner, String node, List<Source> options) implements Source {}

    /** As {@link Mapping.ItemsOf}. */
    record Collected(Recording owner, String forEach, Source result) implements Source {}
}

package dev.baton;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a {@link Definition} names and does not hold: the user code and the classes. For engines, which find everything
 * here by the names in the definition.
 *
 * @param code mappings and conditions by the name in {@link Mapping.Computed}; takes what it reads, in that order
 * @param types the class of stored data by its origin: {@code ""} is the saga's input; otherwise a node's name, for what
 *     a step gave, the value of a signal or of a {@code value}, the item of a for-each, the state of a loop
 * @param steps by the name of their node
 * @param children the sagas that run as children, as far as they are defined here, by the name of their node;
 *     with {@code ".undo"} after it those that undo a step
 */
public record Bindings(
        Map<String, Function<List<Object>, Object>> code,
        Map<String, Class<?>> types,
        Map<String, Step<?, ?>> steps,
        Map<String, Saga<?, ?>> children) {
    public Bindings {
        code = Map.copyOf(code);
        types = Map.copyOf(types);
        steps = Map.copyOf(steps);
        children = Map.copyOf(children);
    }
}

package dev.baton;

import java.util.Optional;

/**
 * Something that an execution may wait for: an event, or a person's answer.
 *
 * @param name lower case, digits and hyphens, 1 to 80 characters; what sender and receiver agree on
 * @param type of its value; stored as JSON, at most 1 MiB
 * @param group which people answer it, 1 to 200 characters; empty for events from other systems
 * @param schema a JSON Schema that its value must keep to, checked before it is accepted
 */
public record Signal<T>(String name, Class<T> type, Optional<String> group, Optional<String> schema) {
    public Signal {
        Bounds.name("signal", name);
        group.ifPresent(people -> Bounds.upTo("group of signal '" + name + "'", people, 200));
    }

    /** A signal from another system. */
    public static <T> Signal<T> named(String name, Class<T> type) {
        return new Signal<>(name, type, Optional.empty(), Optional.empty());
    }

    /** Makes it a question to people of this group. */
    public Signal<T> askedOf(String group) {
        return new Signal<>(name, type, Optional.of(group), schema);
    }

    /** Its value must keep to this JSON Schema. */
    public Signal<T> schema(String jsonSchema) {
        return new Signal<>(name, type, group, Optional.of(jsonSchema));
    }

    /** This signal with its value, to be sent. */
    public Delivery<T> carrying(T value) {
        return new Delivery<>(this, value, Optional.empty());
    }
}

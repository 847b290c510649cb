package dev.baton;

import java.util.Optional;

/**
 * A signal with its value.
 *
 * @param id makes the delivery idempotent: the same id again is answered as the first was, and changes nothing; 1 to 200
 *     characters. Without one, each call is a delivery of its own
 */
public record Delivery<T>(Signal<T> signal, T value, Optional<String> id) {
    public Delivery {
        id.ifPresent(text -> Bounds.upTo("id of signal '" + signal.name() + "'", text, 200));
    }

    /** The same delivery under an id, such as the number of the message that brought it. */
    public Delivery<T> withId(String id) {
        return new Delivery<>(signal, value, Optional.of(id));
    }
}

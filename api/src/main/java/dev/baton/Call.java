package dev.baton;

import java.util.Map;

/** Who does a piece of work, as data. */
public sealed interface Call {

    /** A handler of this application, found by the step's task name. */
    record Handler() implements Call {}

    /** A handler that begins something; the result is brought later, with a token. */
    record Callback() implements Call {}

    /**
     * A saga that runs as a child with the step's input.
     *
     * @param version 0 until the parent is registered, which pins it
     */
    record Child(String definition, int version) implements Call {}

    /**
     * A service that the engine calls.
     *
     * @param url {@code {key}} stands for the idempotency key, {@code {name}} for a property of the input
     */
    record Http(String method, String url, Map<String, String> headers) implements Call {
        public Http {
            headers = Map.copyOf(headers);
        }
    }
}

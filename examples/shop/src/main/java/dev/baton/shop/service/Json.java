package dev.baton.shop.service;

import dev.baton.shop.contract.Problem;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON and back. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Json() {}

    static String of(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    static String problem(String sentence) {
        return of(new Problem(sentence));
    }

    /**
     * Reads a message.
     *
     * @throws IllegalArgumentException if it is not one; the message says why
     */
    static <T> T read(String body, Class<T> type) {
        try {
            T value = MAPPER.readValue(body, type);
            if (value == null) {
                throw new IllegalArgumentException("The body is null. Send " + type.getSimpleName() + " as JSON.");
            }
            return value;
        } catch (JacksonException e) {
            Throwable reason = e.getCause() instanceof IllegalArgumentException cause ? cause : e;
            throw new IllegalArgumentException(
                    "The body is no " + type.getSimpleName() + ": " + reason.getMessage(), e);
        }
    }
}

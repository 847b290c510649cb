package dev.baton.engine;

import dev.baton.Done;
import dev.baton.PayloadMapper;
import dev.baton.PayloadRefusedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The default {@link PayloadMapper}: records and other classes by Jackson. Thread-safe.
 *
 * <p>Properties that a class does not have are passed over; a number or truth value that is missing or {@code null} is
 * refused.
 */
public final class JacksonMapper implements PayloadMapper {
    private static final byte[] NULL = "null".getBytes(StandardCharsets.UTF_8);

    private final JsonMapper json;

    /** One with the settings that Baton recommends. */
    public JacksonMapper() {
        this(JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .build());
    }

    /** One with the application's own settings. */
    public JacksonMapper(JsonMapper json) {
        this.json = json;
    }

    @Override
    public byte[] encode(String what, Object value) {
        if (value == Done.DONE) {
            return NULL.clone();
        }
        try {
            return json.writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw PayloadRefusedException.unwritable(what, value.getClass().getName(), sentence(e));
        }
    }

    @Override
    public <T> T decode(String what, byte[] bytes, Class<T> type) {
        if (type == Done.class) {
            return type.cast(Done.DONE);
        }
        @Nullable T value;
        try {
            value = json.readValue(bytes, type);
        } catch (MismatchedInputException e) {
            Class<?> wanted = e.getTargetType() == null ? type : e.getTargetType();
            throw PayloadRefusedException.breaksContract(what, pointer(e), found(bytes, e), described(wanted, type));
        } catch (JacksonException e) {
            throw PayloadRefusedException.breaksContract(
                    what, pointer(e), "no JSON: " + sentence(e), described(type, type));
        }
        if (value == null) {
            throw PayloadRefusedException.breaksContract(what, "", "nothing", described(type, type));
        }
        return value;
    }

    private static String sentence(JacksonException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("it cannot be read") + ".";
    }

    private static String pointer(JacksonException e) {
        List<JacksonException.Reference> path = e.getPath();
        return path.stream()
                .map(step -> "/" + (step.getPropertyName() == null ? step.getIndex() : step.getPropertyName()))
                .collect(Collectors.joining());
    }

    /** The type of the value that is there, or "nothing". */
    private String found(byte[] bytes, JacksonException e) {
        try {
            var at = json.readTree(bytes).at(pointer(e));
            return at.isMissingNode() || at.isNull()
                    ? "nothing"
                    : at.asToken() == JsonToken.START_ARRAY
                            ? "a list"
                            : "a " + at.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
        } catch (JacksonException | IllegalArgumentException unreadable) {
            return "something else";
        }
    }

    private static String described(Class<?> wanted, Class<?> whole) {
        return wanted == whole ? whole.getName() : wanted.getName() + " (of " + whole.getName() + ")";
    }
}

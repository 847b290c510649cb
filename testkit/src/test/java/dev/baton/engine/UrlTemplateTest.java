package dev.baton.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses lead where their author meant, or nowhere. */
class UrlTemplateTest {
    private static Payload json(String text) {
        return new Payload(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String fill(String template, String input) {
        return new UrlTemplate("order-1/run/ship/1", json(input), Optional.of(json("{\"id\":\"p 7\"}"))).fill(template);
    }

    @Test
    void fillsInWhatIsKnown() {
        assertThat(fill("http://x/{key}/{id}/{result.id}", "{\"id\":\"ä/1\"}"))
                .isEqualTo("http://x/order-1%2Frun%2Fship%2F1/%C3%A4%2F1/p%207");
        assertThat(fill("http://x/{id}", "{\"id\":42}")).isEqualTo("http://x/42");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"id\":null}", "{\"id\":[1]}", "{\"id\":\"\"}", "{\"id\":\".\"}", "{\"id\":\"..\"}"})
    void refusesWhatWouldLeadElsewhere(String input) {
        assertThatThrownBy(() -> fill("http://x/things/{id}", input))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'id'");
    }
}

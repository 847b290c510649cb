package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts that not every store could keep are refused where they come from. */
class BoundsTest {
    @Test
    void aTextWithTheCharacterZeroIsRefused() {
        for (Runnable text : List.<Runnable>of(
                () -> StartOptions.defaults().businessKey("a\0b"),
                () -> StartOptions.defaults().tag("town", "U\0lm"),
                () -> StartOptions.defaults().tag("to\0wn", "Ulm"),
                () -> new Reason("ann", "be\0cause"))) {
            assertThatThrownBy(text::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has the character U+0000 at position")
                    .hasMessageContaining("[BATON-251]");
        }
        assertThat(new Reason("ann", "because\n\u00E4 \uD83D\uDE00").why()).hasSize(12);
    }
}

package dev.baton.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The numbers are in every database: lines are added to the file, and none is ever changed. */
class StoredNumbersTest {

    @Test
    void noNumberEverChanges() throws IOException {
        try (InputStream in = StoredNumbersTest.class.getResourceAsStream("golden-numbers.txt")) {
            String golden = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            assertThat(StateCodec.numbers().toString()).isEqualTo(golden);
        }
    }
}

package dev.baton.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The numbers are in every database: lines are added to the file, and none is ever changed. */
class StoredNumbersTest {

    @Test
    void noNumberEverChanges() throws IOException {
        assertThat(StateCodec.numbers().toString()).isEqualTo(golden("golden-numbers.txt"));
    }

    @Test
    void noNumberOfALetterEverChanges() throws IOException {
        Set<String> ofEvents = EventCodec.numbers().toString().lines().collect(Collectors.toSet());
        assertThat(LetterCodec.numbers().toString().lines().filter(line -> !ofEvents.contains(line)))
                .containsExactlyElementsOf(
                        golden("golden-letter-numbers.txt").lines().toList());
    }

    @Test
    void noNumberOfACallOnAQueueEverChanges() {
        assertThat(TaskCodec.numbers()).hasToString("QueuedCall 1 Task\nQueuedCall 2 Undo\nQueuedCall 3 Probe\n");
    }

    private static String golden(String file) throws IOException {
        try (InputStream in = StoredNumbersTest.class.getResourceAsStream(file)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

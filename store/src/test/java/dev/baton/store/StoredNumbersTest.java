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
        assertThat(TaskCodec.numbers()).hasToString("""
            Form 1 VALUE
            Form 2 CONDITION
            Form 3 INSTANT
            Form 4 ITEMS
            Form 5 TEXT
            QueuedWork 1 Task
            QueuedWork 2 Undo
            QueuedWork 3 Probe
            QueuedWork 4 QueuedQuestions
            Term 1 Data
            Term 2 Pending
            Term 3 Computed
            Term 4 Items
            Term 5 Caught
            Term 6 Nothing
            """);
    }

    private static String golden(String file) throws IOException {
        try (InputStream in = StoredNumbersTest.class.getResourceAsStream(file)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

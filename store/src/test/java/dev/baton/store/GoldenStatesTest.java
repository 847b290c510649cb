package dev.baton.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.StateSnapshot;
import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** States as they were stored once; a line is never changed, as in {@link GoldenEventsTest}. */
class GoldenStatesTest {
    private static final String FILE = "golden-states.txt";

    private static final long[] SEEDS = {1, 2, 3};

    @Test
    void whatWasStoredOnceIsStillRead() throws IOException {
        List<Golden> all = Golden.read(FILE);
        assertThat(all).as("these lines come into %s:%n%s", FILE, lines()).hasSizeGreaterThanOrEqualTo(SEEDS.length);
        for (Golden golden : all) {
            assertThat(StateCodec.decode(golden.bytes())).hasToString(golden.text());
        }
    }

    @Test
    void whatIsStoredNowIsWhatWasStoredLast() throws IOException {
        Golden last = Golden.read(FILE).getLast();
        assertThat(StateCodec.encode(StateCodec.decode(last.bytes())))
                .as("the format of states changed; these lines come at the end of %s:%n%s", FILE, lines())
                .isEqualTo(last.bytes());
    }

    private static String lines() {
        var lines = new StringBuilder();
        LongStream.of(SEEDS).forEach(seed -> {
            StateSnapshot state = new RandomRecords(seed).record(StateSnapshot.class);
            byte[] bytes = StateCodec.encode(state);
            lines.append(Golden.line(bytes, StateCodec.decode(bytes))).append('\n');
        });
        return lines.toString();
    }
}

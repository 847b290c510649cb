package dev.baton.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.core.StateSnapshot;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StateCodecTest {

    static LongStream seeds() {
        return LongStream.concat(LongStream.rangeClosed(1, 200), LongStream.of(System.nanoTime()));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aStateComesBackAsItWas(long seed) {
        StateSnapshot state = new RandomRecords(seed).record(StateSnapshot.class);
        assertThat(StateCodec.decode(StateCodec.encode(state))).isEqualTo(state);
    }

    @Test
    void aStateThatWasCutOffIsAnError() {
        byte[] bytes = StateCodec.encode(new RandomRecords(1).record(StateSnapshot.class));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> StateCodec.decode(cut)).isInstanceOf(UnreadableRecordException.class);
        }
    }
}

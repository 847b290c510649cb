package dev.baton.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a worker gets is what the owner queued. */
class TaskCodecTest {
    static Stream<Class<?>> kinds() {
        return RandomRecords.kinds(QueuedCall.class).stream();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyCallComesBackAsItWas(Class<? extends QueuedCall> kind) {
        for (long seed = 0; seed < 50; seed++) {
            QueuedCall call = new RandomRecords(seed).record(kind);
            assertThat(TaskCodec.decode(TaskCodec.encode(call)))
                    .as("seed " + seed)
                    .isEqualTo(call);
            assertThat(QueuedCall.of(call.invoke(), call.sagaInput()))
                    .as("seed " + seed)
                    .isEqualTo(call);
        }
    }

    @Test
    void questionsComeBackAsTheyWere() {
        for (long seed = 0; seed < 50; seed++) {
            QueuedQuestions questions = new RandomRecords(seed).record(QueuedQuestions.class);
            assertThat(TaskCodec.decode(TaskCodec.encode(questions)))
                    .as("seed " + seed)
                    .isEqualTo(questions);
            assertThat(QueuedQuestions.of(questions.evaluate()))
                    .as("seed " + seed)
                    .isEqualTo(questions);
        }
    }

    @Test
    void damageIsAnError() {
        byte[] bytes = TaskCodec.encode(new RandomRecords(1).record(QueuedCall.Task.class));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> TaskCodec.decode(cut)).isInstanceOf(UnreadableRecordException.class);
        }
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] garbled = bytes.clone();
            garbled[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> TaskCodec.decode(garbled)).isInstanceOf(UnreadableRecordException.class);
        }
    }
}

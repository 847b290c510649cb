package dev.baton.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.core.Reply;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Letters, answers and calls on queues as they were stored once; engines of two releases send them to each other. A line is never changed,
 * as in {@link GoldenEventsTest}.
 */
class GoldenLettersTest {
    private static final String LETTERS = "golden-letters.txt";
    private static final String ANSWERS = "golden-answers.txt";
    private static final String CALLS = "golden-calls.txt";

    @Test
    void lettersAreReadAndWrittenAsBefore() throws IOException {
        check(LETTERS, LetterCodecTest.commands().toList(), LetterCodec::decode, LetterCodec::encode);
    }

    @Test
    void answersAreReadAndWrittenAsBefore() throws IOException {
        check(ANSWERS, RandomRecords.kinds(Reply.class), LetterCodec::decodeReply, LetterCodec::encode);
    }

    @Test
    void callsOnQueuesAreReadAndWrittenAsBefore() throws IOException {
        check(CALLS, RandomRecords.kinds(QueuedWork.class), TaskCodec::decode, TaskCodec::encode);
    }

    private static <T> void check(
            String file, List<Class<?>> kinds, Function<byte[], T> decode, Function<T, byte[]> encode)
            throws IOException {
        Set<Class<?>> seen = new HashSet<>();
        for (Golden golden : Golden.read(file).reversed()) {
            T read = decode.apply(golden.bytes());
            assertThat(read).hasToString(golden.text());
            if (seen.add(read.getClass())) {
                assertThat(encode.apply(read))
                        .as("the format of %s changed; a new line comes at the end of %s", golden.text(), file)
                        .isEqualTo(golden.bytes());
            }
        }
        Stream<String> missing =
                kinds.stream().filter(kind -> !seen.contains(kind)).map(kind -> line(kind, encode));
        assertThat(missing).as("these lines come at the end of %s", file).isEmpty();
    }

    @SuppressWarnings("unchecked")
    private static <T> String line(Class<?> kind, Function<T, byte[]> encode) {
        T value = (T) new RandomRecords(kind.getSimpleName().hashCode()).record(kind);
        return Golden.line(encode.apply(value), value);
    }
}

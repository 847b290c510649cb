package dev.baton.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.ExecutionId;
import dev.baton.core.Command;
import dev.baton.core.Reply;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What engines tell each other comes back as it was, or is refused. */
class LetterCodecTest {
    static Stream<Class<?>> commands() {
        return Stream.of(Command.FromClient.class, Command.FromRunner.class)
                .flatMap(from -> RandomRecords.kinds(from).stream());
    }

    static Stream<Class<?>> replies() {
        return RandomRecords.kinds(Reply.class).stream();
    }

    static LongStream seeds() {
        return LongStream.concat(LongStream.of(1, 2, 3), LongStream.of(System.nanoTime()));
    }

    private static Command command(long seed) {
        List<Class<?>> kinds = commands().toList();
        return (Command) new RandomRecords(seed).record(kinds.get((int) Math.floorMod(seed, (long) kinds.size())));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandComesBackAsItWas(Class<? extends Command> kind) {
        for (long seed = 0; seed < 50; seed++) {
            Command command = new RandomRecords(seed).record(kind);
            byte[] content = LetterCodec.encode(command);
            assertThat(LetterCodec.decode(content)).as("seed " + seed).isEqualTo(command);
            assertThat(LetterCodec.encode(LetterCodec.decode(content)))
                    .as("seed " + seed)
                    .isEqualTo(content);
        }
    }

    @ParameterizedTest
    @MethodSource("replies")
    void everyAnswerComesBackAsItWas(Class<? extends Reply> kind) {
        for (long seed = 0; seed < 50; seed++) {
            Reply reply = new RandomRecords(seed).record(kind);
            assertThat(LetterCodec.decodeReply(LetterCodec.encode(reply)))
                    .as("seed " + seed)
                    .isEqualTo(reply);
        }
    }

    @Test
    void otherCommandsAreNotSent() {
        assertThatThrownBy(() -> LetterCodec.encode(new Command.Recover(Set.of())))
                .hasMessageContaining("Recover is not sent between engines")
                .hasMessageContaining("[BATON-901]");
        assertThatThrownBy(() -> LetterCodec.encode(new Command.ChildGone(new ExecutionId("order-1"))))
                .hasMessageContaining("ChildGone is not sent between engines");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aLetterThatWasCutOffIsAnError(long seed) {
        byte[] content = LetterCodec.encode(command(seed));
        for (int length = 0; length < content.length; length++) {
            byte[] cut = Arrays.copyOf(content, length);
            assertThatThrownBy(() -> LetterCodec.decode(cut)).isInstanceOf(UnreadableRecordException.class);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aLetterWithAWrongBitIsAnError(long seed) {
        byte[] content = LetterCodec.encode(command(seed));
        for (int bit = 0; bit < content.length * 8; bit++) {
            byte[] garbled = content.clone();
            garbled[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> LetterCodec.decode(garbled)).isInstanceOf(UnreadableRecordException.class);
        }
    }

    @Test
    void whatANewerReleaseWroteIsRefusedAsSuch() {
        byte[] content = LetterCodec.encode(new Command.CompleteUndo(1, 2));
        byte[] otherKind = content.clone();
        otherKind[0] = 9;
        assertThatThrownBy(() -> LetterCodec.decode(otherKind))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("no kind of command has the mark 9")
                .hasMessageContaining("[BATON-520]");
        byte[] otherFormat = content.clone();
        otherFormat[1] = 9;
        assertThatThrownBy(() -> LetterCodec.decode(otherFormat)).hasMessageContaining("its format is 9");
    }

    @Test
    void aCommandIsNoAnswer() {
        byte[] content = LetterCodec.encode(new Command.CompleteUndo(1, 2));
        assertThatThrownBy(() -> LetterCodec.decodeReply(content)).isInstanceOf(UnreadableRecordException.class);
    }
}

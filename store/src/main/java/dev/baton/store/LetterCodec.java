package dev.baton.store;

import dev.baton.core.Command;
import dev.baton.core.Evaluated;
import dev.baton.core.Reply;
import java.util.Arrays;
import java.util.List;

/**
 * Packs what engines tell each other through the store: commands for executions, and the answers to them. See
 * {@link RecordCodec}. A new command gets the next number here.
 */
public final class LetterCodec {
    private static final byte CLIENT = 1;
    private static final byte RUNNER = 2;

    private static final RecordCodec<Command.FromClient> FROM_CLIENT =
            new RecordCodec<>(Command.FromClient.class, numbers());
    private static final RecordCodec<Command.FromRunner> FROM_RUNNER =
            new RecordCodec<>(Command.FromRunner.class, numbers());
    private static final RecordCodec<Reply> REPLY = new RecordCodec<>(Reply.class, numbers());

    private LetterCodec() {}

    /**
     * Packs a command of a client, or of those who make calls; engines send each other no others.
     *
     * @throws IllegalArgumentException if it is another
     */
    public static byte[] encode(Command command) {
        return switch (command) {
            case Command.FromClient client -> marked(CLIENT, FROM_CLIENT.encode(List.of(client)));
            case Command.FromRunner runner -> marked(RUNNER, FROM_RUNNER.encode(List.of(runner)));
            case Command.FromEngine engine -> throw notSent(engine);
            case Command.FromTree tree -> throw notSent(tree);
        };
    }

    /**
     * Unpacks a command.
     *
     * @throws UnreadableRecordException if the bytes come from a newer version, or are damaged
     */
    public static Command decode(byte[] content) {
        if (content.length == 0) {
            throw UnreadableRecordException.damaged("it is empty");
        }
        byte[] packed = Arrays.copyOfRange(content, 1, content.length);
        return switch (content[0]) {
            case CLIENT -> single(FROM_CLIENT.decode(packed));
            case RUNNER -> single(FROM_RUNNER.decode(packed));
            default -> throw UnreadableRecordException.newer("no kind of command has the mark " + content[0]);
        };
    }

    /** Packs an answer. */
    public static byte[] encode(Reply reply) {
        return REPLY.encode(List.of(reply));
    }

    /**
     * Unpacks an answer.
     *
     * @throws UnreadableRecordException if the bytes come from a newer version, or are damaged
     */
    public static Reply decodeReply(byte[] answer) {
        return single(REPLY.decode(answer));
    }

    private static <T> T single(List<T> records) {
        if (records.size() != 1) {
            throw UnreadableRecordException.damaged("it holds " + records.size() + " records");
        }
        return records.getFirst();
    }

    private static byte[] marked(byte mark, byte[] packed) {
        byte[] marked = new byte[packed.length + 1];
        marked[0] = mark;
        System.arraycopy(packed, 0, marked, 1, packed.length);
        return marked;
    }

    private static IllegalArgumentException notSent(Command command) {
        return new IllegalArgumentException(
                "Bug: " + command.getClass().getSimpleName() + " is not sent between engines. [BATON-901]");
    }

    /** The stored numbers of commands and answers, and of what they contain. */
    static StoredNumbers numbers() {
        StoredNumbers numbers = EventCodec.numbers();
        numbers.record(1, Command.StartExecution.class)
                .record(2, Command.DeliverSignal.class)
                .record(3, Command.CancelExecution.class)
                .record(4, Command.CompensateExecution.class)
                .record(5, Command.TerminateExecution.class)
                .record(6, Command.RedriveExecution.class)
                .record(7, Command.AnswerIncident.class)
                .record(8, Command.AssignIncident.class);
        numbers.record(1, Command.HandOutTask.class)
                .record(2, Command.CompleteTask.class)
                .record(3, Command.FailTask.class)
                .record(4, Command.AnswerProbe.class)
                .record(5, Command.FailProbe.class)
                .record(6, Command.CompleteUndo.class)
                .record(7, Command.FailUndo.class)
                .record(8, Command.CompleteEvaluation.class)
                .record(9, Command.CompleteQueuedEvaluation.class);
        numbers.record(1, Evaluated.Value.class)
                .record(2, Evaluated.Holds.class)
                .record(3, Evaluated.Moment.class)
                .record(4, Evaluated.Items.class)
                .record(5, Evaluated.Text.class)
                .record(6, Evaluated.Threw.class);
        numbers.record(1, Reply.Accepted.class).record(2, Reply.Refused.class);
        return numbers;
    }
}

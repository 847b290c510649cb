package dev.baton.store;

import dev.baton.ExecutionStatus;
import dev.baton.core.Entry;
import dev.baton.core.Frame;
import dev.baton.core.Group;
import dev.baton.core.StateSnapshot;
import dev.baton.core.Timer;
import dev.baton.core.Token;
import java.util.List;

/** Packs the whole state of an execution and back; see {@link RecordCodec}. */
public final class StateCodec {
    private static final RecordCodec<StateSnapshot> CODEC = new RecordCodec<>(StateSnapshot.class, numbers());

    private StateCodec() {}

    /** Packs a state. */
    public static byte[] encode(StateSnapshot state) {
        return CODEC.encode(List.of(state));
    }

    /**
     * Unpacks a state.
     *
     * @throws UnreadableRecordException if the bytes come from a newer version, or are damaged
     */
    public static StateSnapshot decode(byte[] state) {
        List<StateSnapshot> states = CODEC.decode(state);
        if (states.size() != 1) {
            throw UnreadableRecordException.damaged("it holds " + states.size() + " states");
        }
        return states.get(0);
    }

    static StoredNumbers numbers() {
        StoredNumbers numbers = EventCodec.numbers();
        numberPlaces(numbers);
        numberEntries(numbers);
        numbers.constant(1, Timer.Purpose.DEADLINE)
                .constant(2, Timer.Purpose.RETRY)
                .constant(3, Timer.Purpose.PROBE_RETRY)
                .constant(4, Timer.Purpose.TASK_TIMEOUT)
                .constant(5, Timer.Purpose.SETTLE)
                .constant(6, Timer.Purpose.UNDO_RETRY)
                .constant(7, Timer.Purpose.WAIT)
                .constant(8, Timer.Purpose.RECEIVE)
                .constant(9, Timer.Purpose.TURN);
        numbers.constant(1, ExecutionStatus.RUNNING)
                .constant(2, ExecutionStatus.COMPLETED)
                .constant(3, ExecutionStatus.FAILED)
                .constant(4, ExecutionStatus.COMPENSATING)
                .constant(5, ExecutionStatus.COMPENSATED)
                .constant(6, ExecutionStatus.TERMINATED);
        return numbers;
    }

    private static void numberPlaces(StoredNumbers numbers) {
        numbers.record(1, Token.None.class)
                .record(2, Token.Evaluating.class)
                .record(3, Token.Working.class)
                .record(4, Token.Waiting.class)
                .record(5, Token.Receiving.class)
                .record(6, Token.Joining.class)
                .record(7, Token.Failed.class)
                .record(8, Token.Catching.class)
                .record(9, Token.Dropped.class);
        numbers.constant(1, Frame.Mode.RUNNING)
                .constant(2, Frame.Mode.ENDED)
                .constant(3, Frame.Mode.STOPPED)
                .constant(4, Frame.Mode.UNDOING)
                .constant(5, Frame.Mode.UNDONE);
        numbers.constant(1, Group.Kind.PARALLEL)
                .constant(2, Group.Kind.FOR_EACH)
                .constant(3, Group.Kind.LOOP);
    }

    private static void numberEntries(StoredNumbers numbers) {
        numbers.constant(1, Entry.Phase.IDLE)
                .constant(2, Entry.Phase.RUNNING)
                .constant(3, Entry.Phase.BACKOFF)
                .constant(4, Entry.Phase.PROBING)
                .constant(5, Entry.Phase.PROBE_BACKOFF)
                .constant(6, Entry.Phase.UNDO_DELAY)
                .constant(7, Entry.Phase.UNDOING)
                .constant(8, Entry.Phase.UNDO_BACKOFF)
                .constant(9, Entry.Phase.UNDO_HELD)
                .constant(10, Entry.Phase.HANDED_OUT);
    }
}

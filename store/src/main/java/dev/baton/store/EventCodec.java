package dev.baton.store;

import dev.baton.Role;
import dev.baton.core.Cause;
import dev.baton.core.EntryState;
import dev.baton.core.Event;
import dev.baton.core.IncidentKind;
import dev.baton.core.Outcome;
import dev.baton.core.ProbeVerdict;
import dev.baton.core.Resolution;
import java.util.List;

/** Packs events into a chunk and back; see {@link RecordCodec}. A new event gets the next number here. */
public final class EventCodec {
    private static final RecordCodec<Event> CODEC = new RecordCodec<>(Event.class, numbers());

    /** The newest format of stored records that this release reads and writes. */
    public static final int FORMAT = RecordCodec.FORMAT;

    private EventCodec() {}

    /** Packs the events that one turn gave an execution. */
    public static byte[] encode(List<Event> events) {
        return CODEC.encode(events);
    }

    /**
     * Unpacks a chunk.
     *
     * @throws UnreadableRecordException if the bytes come from a newer version, or are damaged
     */
    public static List<Event> decode(byte[] chunk) {
        return CODEC.decode(chunk);
    }

    /** The stored numbers of events and of what they contain. */
    static StoredNumbers numbers() {
        var numbers = new StoredNumbers();
        numberProgress(numbers);
        numberTasks(numbers);
        numberTheWayBack(numbers);
        numberPeople(numbers);
        return numbers;
    }

    private static void numberProgress(StoredNumbers numbers) {
        numbers.record(1, Event.ExecutionStarted.class);
        numbers.record(2, Event.ExecutionCompleted.class);
        numbers.record(3, Event.ExecutionFailed.class);
        numbers.record(4, Event.ExecutionCompensated.class);
        numbers.record(5, Event.ExecutionTerminated.class);
        numbers.record(6, Event.ExecutionRedriven.class);
        numbers.record(7, Event.NodeEntered.class);
        numbers.record(8, Event.ValueKept.class);
        numbers.record(9, Event.PathChosen.class);
        numbers.record(10, Event.NodeFailed.class);
        numbers.record(11, Event.FailureCaught.class);
        numbers.record(12, Event.WaitBegan.class);
        numbers.record(13, Event.WaitEnded.class);
        numbers.record(14, Event.ReceiveBegan.class);
        numbers.record(15, Event.SignalReceived.class);
        numbers.record(16, Event.SignalBuffered.class);
        numbers.record(17, Event.FrameEnded.class);
        numbers.record(18, Event.BranchesStarted.class);
        numbers.record(19, Event.ItemsStarted.class);
        numbers.record(20, Event.ItemStarted.class);
        numbers.record(21, Event.LoopStarted.class);
        numbers.record(22, Event.TurnEnded.class);
        numbers.record(23, Event.TurnStarted.class);
        numbers.record(24, Event.ItemFailed.class);
        numbers.record(25, Event.GroupEnded.class);
    }

    private static void numberTasks(StoredNumbers numbers) {
        numbers.record(26, Event.TaskScheduled.class);
        numbers.record(27, Event.AttemptStarted.class);
        numbers.record(28, Event.TaskSucceeded.class);
        numbers.record(29, Event.TaskFailed.class);
        numbers.record(30, Event.AttemptLost.class);
        numbers.record(31, Event.ProbeStarted.class);
        numbers.record(32, Event.ProbeFailed.class);
        numbers.record(33, Event.ProbeAnswered.class);
        numbers.record(34, Event.TaskGivenUp.class);
        numbers.record(35, Event.LateSuccess.class);
        numbers.record(36, Event.ChildStarted.class);
        numbers.record(37, Event.ChildCancelled.class);
        numbers.record(38, Event.ChildCompleted.class);
        numbers.record(39, Event.ChildFailed.class);
        numbers.record(53, Event.CallbackLimited.class);
        numbers.record(54, Event.TaskHandedOut.class);
        numbers.record(55, Event.CallQueued.class);
        numbers.constant(1, Role.COMPENSATABLE)
                .constant(2, Role.PIVOT)
                .constant(3, Role.RETRIABLE)
                .constant(4, Role.READ_ONLY)
                .constant(5, Role.PLAIN);
    }

    private static void numberTheWayBack(StoredNumbers numbers) {
        numbers.record(40, Event.CompensationStarted.class);
        numbers.record(41, Event.CauseNoted.class);
        numbers.record(42, Event.CatchStarted.class);
        numbers.record(43, Event.ItemUndoStarted.class);
        numbers.record(44, Event.UndoStarted.class);
        numbers.record(45, Event.FrameUndone.class);
        numbers.record(46, Event.UndoDelayed.class);
        numbers.record(47, Event.UndoScheduled.class);
        numbers.record(48, Event.UndoFailed.class);
        numbers.record(49, Event.TaskCompensated.class);
    }

    private static void numberPeople(StoredNumbers numbers) {
        numbers.record(50, Event.IncidentOpened.class);
        numbers.record(51, Event.IncidentAssigned.class);
        numbers.record(52, Event.IncidentResolved.class);
        numbers.record(1, Resolution.Retry.class)
                .record(2, Resolution.Resolve.class)
                .record(3, Resolution.Skip.class)
                .record(4, Resolution.Forward.class)
                .record(5, Resolution.Compensate.class)
                .record(6, Resolution.Superseded.class);
        numbers.constant(1, Cause.FAILURE)
                .constant(2, Cause.CANCEL)
                .constant(3, Cause.DEADLINE)
                .constant(4, Cause.OPERATOR)
                .constant(5, Cause.PARENT);
        numbers.constant(1, EntryState.MAYBE)
                .constant(2, EntryState.DONE)
                .constant(3, EntryState.NONE)
                .constant(4, EntryState.COMPENSATED)
                .constant(5, EntryState.SKIPPED);
        numbers.constant(1, IncidentKind.COMPENSATION_FAILED)
                .constant(2, IncidentKind.LATE_EFFECT)
                .constant(3, IncidentKind.FAILED_PAST_PIVOT)
                .constant(4, IncidentKind.PIVOT_UNKNOWN)
                .constant(5, IncidentKind.ASKED)
                .constant(6, IncidentKind.STOPPED);
        numbers.constant(1, Outcome.REFUSED)
                .constant(2, Outcome.UNAVAILABLE)
                .constant(3, Outcome.UNKNOWN)
                .constant(4, Outcome.UNREADABLE);
        numbers.constant(1, ProbeVerdict.HAPPENED)
                .constant(2, ProbeVerdict.NEVER)
                .constant(3, ProbeVerdict.NOT_SEEN);
    }
}

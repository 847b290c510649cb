package dev.baton.store;

import dev.baton.core.Question.Form;
import dev.baton.core.Question.Term;
import java.util.List;

/** Packs what a worker has to know: {@link TaskQueue.Queued#content}. See {@link RecordCodec}. */
public final class TaskCodec {
    private static final RecordCodec<QueuedWork> CODEC = new RecordCodec<>(QueuedWork.class, numbers());

    private TaskCodec() {}

    /** Packs a call, or questions. */
    public static byte[] encode(QueuedWork work) {
        return CODEC.encode(List.of(work));
    }

    /**
     * Unpacks them.
     *
     * @throws UnreadableRecordException if the bytes come from a newer version, or are damaged
     */
    public static QueuedWork decode(byte[] content) {
        List<QueuedWork> all = CODEC.decode(content);
        if (all.size() != 1) {
            throw UnreadableRecordException.damaged("it holds " + all.size() + " records");
        }
        return all.getFirst();
    }

    /** The stored numbers of what waits, and of what it contains. */
    static StoredNumbers numbers() {
        return new StoredNumbers()
                .record(1, QueuedCall.Task.class)
                .record(2, QueuedCall.Undo.class)
                .record(3, QueuedCall.Probe.class)
                .record(4, QueuedQuestions.class)
                .record(1, Term.Data.class)
                .record(2, Term.Pending.class)
                .record(3, Term.Computed.class)
                .record(4, Term.Items.class)
                .record(5, Term.Caught.class)
                .record(6, Term.Nothing.class)
                .constant(1, Form.VALUE)
                .constant(2, Form.CONDITION)
                .constant(3, Form.INSTANT)
                .constant(4, Form.ITEMS)
                .constant(5, Form.TEXT);
    }
}

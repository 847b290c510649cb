package dev.baton.store;

import java.util.List;

/** Packs what a worker has to know of a call: {@link TaskQueue.Queued#content}. See {@link RecordCodec}. */
public final class TaskCodec {
    private static final RecordCodec<QueuedCall> CODEC = new RecordCodec<>(QueuedCall.class, numbers());

    private TaskCodec() {}

    /** Packs a call. */
    public static byte[] encode(QueuedCall call) {
        return CODEC.encode(List.of(call));
    }

    /**
     * Unpacks a call.
     *
     * @throws UnreadableRecordException if the bytes come from a newer version, or are damaged
     */
    public static QueuedCall decode(byte[] content) {
        List<QueuedCall> calls = CODEC.decode(content);
        if (calls.size() != 1) {
            throw UnreadableRecordException.damaged("it holds " + calls.size() + " calls");
        }
        return calls.getFirst();
    }

    /** The stored numbers of calls. */
    static StoredNumbers numbers() {
        return new StoredNumbers()
                .record(1, QueuedCall.Task.class)
                .record(2, QueuedCall.Undo.class)
                .record(3, QueuedCall.Probe.class);
    }
}

package dev.baton.store;

import dev.baton.ExecutionId;
import dev.baton.core.IncidentKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one turn of a partition stores: all of it or nothing. Sent twice, it applies once, since its chunks are numbered.
 *
 * <p>Times are epoch milliseconds. An execution is named by its {@code key}: the number that its partition's owner gave
 * it, ordered by start.
 *
 * @param taken numbers of the letters that it applies; if one of them is not there, the batch is refused
 * @param dequeued attempts that no worker needs to make any more, with earlier ones of their entries; goes before
 *     {@code queued}
 * @param queued attempts for workers; each takes the place of another one of its entry, whoever has that, while one that
 *     is queued already stays as it is
 */
public record Batch(
        Lease lease,
        long now,
        List<Started> started,
        List<Chunk> chunks,
        List<Snapshot> snapshots,
        List<Live> live,
        List<Standing> standings,
        List<TimerSet> timersSet,
        List<TimerKey> timersCleared,
        List<IncidentOpened> incidentsOpened,
        List<IncidentChanged> incidentsChanged,
        List<Long> taken,
        List<Answer> answers,
        List<TaskQueue.Queued> queued,
        List<TaskQueue.Task> dequeued) {

    /** A new execution; it is live and active unless {@link Batch#live} of the same batch says otherwise. */
    public record Started(
            long key,
            ExecutionId id,
            int definition,
            long inputHash,
            Optional<Long> parent,
            Optional<String> businessKey,
            Map<String, String> tags) {}

    /**
     * Events of one execution, packed by {@link EventCodec}; {@code seq} is the number of the first, from 0, without
     * gaps.
     */
    public record Chunk(long key, int seq, byte[] events) {

        /** The number of the event that comes after this chunk. */
        public int next() {
            return Math.addExact(seq, RecordCodec.count(events));
        }
    }

    /** The whole state after {@code seq} events; replaces an earlier snapshot. */
    public record Snapshot(long key, int seq, byte[] state) {}

    /**
     * What is known of an execution that runs.
     *
     * @param ended it runs no more: leaves the live set
     * @param active something is outstanding that only memory knows, so a new owner has to load it
     * @param step the step that it is at, for lists
     */
    public record Live(long key, boolean ended, boolean active, Optional<String> step) {}

    /**
     * A status that is not the plain RUNNING or COMPLETED of the happy path, with its marks.
     *
     * @param attention bits, see {@link Attention}; empty: nothing special (any more)
     * @param ended when it ended, if it did
     */
    public record Standing(long key, Optional<Integer> attention, Optional<Long> ended) {}

    public record TimerSet(long key, int timer, long due) {}

    public record TimerKey(long key, int timer) {}

    /** {@code incident} is its number within the execution, from 0. */
    public record IncidentOpened(
            long key,
            int incident,
            int definition,
            IncidentKind kind,
            String step,
            String error,
            String message,
            int attempts,
            Optional<String> businessKey,
            long opened) {}

    /**
     * An incident was assigned ({@code resolution} empty) or resolved.
     *
     * @param version counts its changes, this one included
     */
    public record IncidentChanged(
            long key,
            int incident,
            int version,
            Optional<String> assignee,
            Optional<String> resolution,
            String by,
            String why,
            long at) {}

    /**
     * What an asker in another engine is told; {@code content} is packed by {@link LetterCodec}. The first answer to a
     * question stands; later ones are left out.
     */
    public record Answer(Mail.Asker asker, byte[] content) {}
}

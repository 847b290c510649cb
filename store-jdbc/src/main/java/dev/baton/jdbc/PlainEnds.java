package dev.baton.jdbc;

import dev.baton.store.Keys;
import dev.baton.store.Removal;
import java.time.Duration;

/**
 * A plain end is not written into an execution's row if it came within an hour of the start; so such a row counts as ended
 * an hour after its start.
 */
final class PlainEnds {
    private static final Duration UNWRITTEN = Duration.ofHours(1);

    private PlainEnds() {}

    /** The last key of an execution that certainly ended before that, unless its row says when it did. */
    static long last(Removal.Old which) {
        return Math.min(which.uptoKey(), Keys.at(which.endedBefore() - UNWRITTEN.toMillis()) - 1);
    }
}

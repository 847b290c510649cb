package dev.baton.core;

import dev.baton.Failure;
import java.util.ArrayList;

/** Failures that the decider itself finds. */
final class Failures {
    static Failure nodeLost() {
        return Failure.of(Failure.NODE_LOST, "The node that ran the attempt died before it answered.");
    }

    static Failure stopped() {
        return Failure.of(Failure.CANCELLED, "The execution went back before the step was tried again.");
    }

    /** A failure that was more than its for-each tolerates: rules for that take it too. */
    static Failure ofItem(Failure failure) {
        var kinds = new ArrayList<>(failure.kinds());
        kinds.add(Failure.ITEMS_FAILED);
        return new Failure(failure.error(), kinds, failure.message());
    }

    private Failures() {}
}

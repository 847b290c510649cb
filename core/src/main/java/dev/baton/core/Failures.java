package dev.baton.core;

import dev.baton.Failure;

/** Failures that the decider itself finds. */
final class Failures {
    static Failure nodeLost() {
        return Failure.of(Failure.NODE_LOST, "The node that ran the attempt died before it answered.");
    }

    static Failure stopped() {
        return Failure.of(Failure.CANCELLED, "The execution went back before the step was tried again.");
    }

    private Failures() {}
}

package dev.baton.core;

import dev.baton.ExecutionStatus;
import dev.baton.Failure;
import dev.baton.core.StateSnapshot.Remembered;
import dev.baton.core.StateSnapshot.Standing;
import java.time.Instant;
import java.util.Optional;

/** How a {@link Standing} changes, one method for each way. */
final class Standings {

    static Standing ended(Standing was, ExecutionStatus status, Instant at) {
        return new Standing(
                status,
                was.cause(),
                was.failure(),
                was.result(),
                Optional.of(at),
                was.gaps(),
                was.pastPivot(),
                was.undoes(),
                Optional.empty());
    }

    static Standing result(Standing was, Payload result) {
        return new Standing(
                was.status(),
                was.cause(),
                was.failure(),
                Optional.of(result),
                was.ended(),
                was.gaps(),
                was.pastPivot(),
                was.undoes(),
                was.remembered());
    }

    static Standing because(Standing was, Cause cause, Failure failure) {
        return was.cause().isPresent()
                ? was
                : new Standing(
                        was.status(),
                        Optional.of(cause),
                        Optional.of(failure),
                        was.result(),
                        was.ended(),
                        was.gaps(),
                        was.pastPivot(),
                        was.undoes(),
                        was.remembered());
    }

    static Standing compensating(Standing was, Event.CompensationStarted started) {
        return new Standing(
                started.undoes() ? ExecutionStatus.COMPENSATING : ExecutionStatus.RUNNING,
                was.cause().or(() -> Optional.of(started.cause())),
                was.failure().or(() -> Optional.of(started.failure())),
                was.result(),
                Optional.empty(),
                was.gaps(),
                was.pastPivot(),
                started.undoes(),
                Optional.empty());
    }

    static Standing remembering(Standing was, Remembered remembered) {
        return new Standing(
                was.status(),
                was.cause(),
                was.failure(),
                was.result(),
                was.ended(),
                was.gaps(),
                was.pastPivot(),
                was.undoes(),
                Optional.of(remembered));
    }

    static Standing pastPivot(Standing was) {
        return new Standing(
                was.status(),
                was.cause(),
                was.failure(),
                was.result(),
                was.ended(),
                was.gaps(),
                true,
                was.undoes(),
                Optional.empty());
    }

    static Standing gaps(Standing was) {
        return new Standing(
                was.status(),
                was.cause(),
                was.failure(),
                was.result(),
                was.ended(),
                true,
                was.pastPivot(),
                was.undoes(),
                was.remembered());
    }

    static Standing redriven(Standing was) {
        return new Standing(
                ExecutionStatus.RUNNING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                was.gaps(),
                was.pastPivot(),
                false,
                Optional.empty());
    }

    private Standings() {}
}

package dev.baton.core;

import dev.baton.ExecutionStatus;
import dev.baton.Failure;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where an execution stands (saga-semantics §8).
 *
 * @param cause the first one for which it goes back, or failed; later ones change nothing
 * @param gaps whether an operator left something undone, or left it out
 * @param pastPivot whether it only goes forward
 * @param undoes whether its way back undoes anything; that of a flow only ends what runs
 * @param remembered a cause that waits until the pivot is certain
 */
public record Standing(
        ExecutionStatus status,
        Optional<Cause> cause,
        Optional<Failure> failure,
        Optional<Payload> result,
        Optional<Instant> ended,
        boolean gaps,
        boolean pastPivot,
        boolean undoes,
        Optional<Remembered> remembered) {
    static final Standing NEW = new Standing(
            ExecutionStatus.RUNNING,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            false,
            false,
            Optional.empty());

    /** A cause of compensation that waits for the pivot to become certain. */
    public record Remembered(Cause cause, Failure failure, Optional<String> by) {}

    Standing endedAs(ExecutionStatus end, Instant at) {
        return with(change -> {
            change.status = end;
            change.ended = Optional.of(at);
            change.remembered = Optional.empty();
        });
    }

    Standing withResult(Payload value) {
        return with(change -> change.result = Optional.of(value));
    }

    Standing because(Cause why, Failure what) {
        return with(change -> change.blame(why, what));
    }

    Standing goingBack(Event.CompensationStarted started) {
        return with(change -> {
            change.status = started.undoes() ? ExecutionStatus.COMPENSATING : ExecutionStatus.RUNNING;
            change.blame(started.cause(), started.failure());
            change.ended = Optional.empty();
            change.undoes = started.undoes();
            change.remembered = Optional.empty();
        });
    }

    Standing remembering(Remembered later) {
        return with(change -> change.remembered = Optional.of(later));
    }

    Standing beyondPivot() {
        return with(change -> {
            change.pastPivot = true;
            change.remembered = Optional.empty();
        });
    }

    Standing withGaps() {
        return with(change -> change.gaps = true);
    }

    Standing redriven() {
        return with(change -> {
            change.status = ExecutionStatus.RUNNING;
            change.cause = Optional.empty();
            change.failure = Optional.empty();
            change.result = Optional.empty();
            change.ended = Optional.empty();
            change.undoes = false;
            change.remembered = Optional.empty();
        });
    }

    private Standing with(Consumer<Change> what) {
        var change = new Change(this);
        what.accept(change);
        return change.build();
    }

    private static final class Change {
        private ExecutionStatus status;
        private Optional<Cause> cause;
        private Optional<Failure> failure;
        private Optional<Payload> result;
        private Optional<Instant> ended;
        private boolean gaps;
        private boolean pastPivot;
        private boolean undoes;
        private Optional<Remembered> remembered;

        private Change(Standing was) {
            status = was.status;
            cause = was.cause;
            failure = was.failure;
            result = was.result;
            ended = was.ended;
            gaps = was.gaps;
            pastPivot = was.pastPivot;
            undoes = was.undoes;
            remembered = was.remembered;
        }

        /** The first cause is the cause. */
        private void blame(Cause why, Failure what) {
            if (cause.isEmpty()) {
                cause = Optional.of(why);
                failure = Optional.of(what);
            }
        }

        private Standing build() {
            return new Standing(status, cause, failure, result, ended, gaps, pastPivot, undoes, remembered);
        }
    }
}

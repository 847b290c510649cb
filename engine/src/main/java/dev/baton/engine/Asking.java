package dev.baton.engine;

import dev.baton.BatonException;
import dev.baton.StoreUnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for answers from partitions; on a {@link SteppedClock} by doing the work itself. Thread-safe. */
final class Asking {
    private final EngineClock clock;

    Asking(EngineClock clock) {
        this.clock = clock;
    }

    /** The answer, however long it takes. */
    <T> T answer(CompletableFuture<T> future) {
        if (!stepUntilDone(future)) {
            throw new StoreUnavailableException("Nothing more happens before time moves on, and no answer came.");
        }
        try {
            return future.get();
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    /** The answer, if it comes within this time. */
    <T> T answer(CompletableFuture<T> future, Duration wait) throws TimeoutException {
        if (!stepUntilDone(future)) {
            throw new TimeoutException();
        }
        try {
            return future.get(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    private boolean stepUntilDone(CompletableFuture<?> future) {
        if (clock instanceof SteppedClock stepped) {
            boolean more = true;
            while (more && !future.isDone()) {
                more = stepped.step();
            }
            return future.isDone();
        }
        return true;
    }

    private static StoreUnavailableException interrupted() {
        Thread.currentThread().interrupt();
        return new StoreUnavailableException("The thread that waited for an answer was interrupted.");
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        return switch (e.getCause()) {
            case BatonException known -> known;
            case RuntimeException bug -> bug;
            case null, default -> new IllegalStateException("Bug: an answer failed. [BATON-901]", e);
        };
    }
}

package dev.baton.engine;

import dev.baton.BatonException;
import dev.baton.StoreUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for answers from partitions; on a {@link SteppedClock} by doing the work itself. Thread-safe. */
final class Replies {
    /** How long clients wait for an answer that needs nothing but the store. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EngineClock clock;
    private final Duration patience;

    Replies(EngineClock clock) {
        this(clock, PATIENCE);
    }

    Replies(EngineClock clock, Duration patience) {
        this.clock = clock;
        this.patience = patience;
    }

    /** The answer, if it comes within the time that a store that works needs. */
    <T> Optional<T> answer(CompletableFuture<T> future) {
        return answer(future, patience);
    }

    /** The answer, if it comes within this time. */
    <T> Optional<T> answer(CompletableFuture<T> future, Duration wait) {
        if (!stepUntilDone(future)) {
            return Optional.empty();
        }
        try {
            return Optional.of(future.get(wait.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
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

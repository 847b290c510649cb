package dev.baton.shop.process;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Waits for something in another process. That sends no events, so this looks again and again: soon at first, then ten times
 * a second, until a bound. A look that has begun is waited for.
 */
public final class Await {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration PAUSE_MAX = Duration.ofMillis(100);

    private final long end;
    private Duration pause = FIRST_PAUSE;
    private int looksInVain;
    private @Nullable IOException failure; // of the last look

    private Await(Duration bound) {
        this.end = System.nanoTime() + bound.toNanos();
    }

    /** What is waited for. An {@code IOException} means that it is not there yet. */
    public interface Condition<E extends Exception> {
        /** Looks once. */
        boolean holds() throws IOException, InterruptedException, E;
    }

    /**
     * Returns when the condition holds.
     *
     * @param what is waited for, for the message
     * @return how often it did not hold
     * @throws IOException if it does not hold in time; the message says what was waited for in vain
     */
    public static <E extends Exception> int until(Duration bound, String what, Condition<E> condition)
            throws IOException, InterruptedException, E {
        var await = new Await(bound);
        if (!await.holds(condition)) {
            String why = await.failure == null ? "." : ": " + await.failure.getMessage();
            throw new IOException("Waited " + bound.toSeconds() + " s in vain for " + what + why, await.failure);
        }
        return await.looksInVain;
    }

    /** Returns when the condition holds, or not in time; whether it holds. */
    public static <E extends Exception> boolean within(Duration bound, Condition<E> condition)
            throws InterruptedException, E {
        return new Await(bound).holds(condition);
    }

    private <E extends Exception> boolean holds(Condition<E> condition) throws InterruptedException, E {
        while (!look(condition)) {
            looksInVain++;
            if (System.nanoTime() >= end) {
                return false;
            }
            Thread.sleep(pause);
            pause = pause.compareTo(PAUSE_MAX.dividedBy(2)) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
        }
        return true;
    }

    private <E extends Exception> boolean look(Condition<E> condition) throws InterruptedException, E {
        try {
            failure = null;
            return condition.holds();
        } catch (IOException e) {
            failure = e;
            return false;
        }
    }
}

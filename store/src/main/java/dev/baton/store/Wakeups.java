package dev.baton.store;

import java.util.Collection;

/**
 * Hints between engines that something waits for them in the store. A hint may be lost, and comes at any time; whoever
 * waits looks from time to time by himself. Thread-safe.
 */
public interface Wakeups {

    /** Hints engines that there is something for them. Costs no transaction of the store's own; never throws. */
    void wake(Collection<String> members);

    /** Runs {@code hinted} whenever {@code member} gets a hint, on a thread of the store; it has to be short. */
    Listening listen(String member, Runnable hinted);

    /** An engine that listens. */
    interface Listening extends AutoCloseable {
        @Override
        void close();
    }
}

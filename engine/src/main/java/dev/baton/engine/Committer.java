package dev.baton.engine;

import dev.baton.store.Store;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Brings flights into the store, one at a time. */
interface Committer extends AutoCloseable {
    void commit(Flight flight);

    @Override
    void close();

    /** Commits at once, in the caller's thread. */
    static Committer direct(Store store) {
        return new Committer() {
            @Override
            public void commit(Flight flight) {
                flight.commit(store);
            }

            @Override
            public void close() {
                // There is nothing to close.
            }
        };
    }

    /** Commits on a platform thread of its own, and wakes {@code landed} after each. */
    final class OnThread implements Committer {
        private final Store store;
        private final Runnable landed;
        private final Thread thread;
        private volatile @Nullable Flight next;
        private volatile boolean open = true;

        OnThread(Store store, int partition, Runnable landed) {
            this.store = store;
            this.landed = landed;
            this.thread = Thread.ofPlatform()
                    .name("baton-commit-" + partition)
                    .daemon(true)
                    .start(this::run);
        }

        @Override
        public void commit(Flight flight) {
            next = flight;
            LockSupport.unpark(thread);
        }

        private void run() {
            while (open || next != null) {
                Flight flight = next;
                if (flight == null) {
                    LockSupport.park(this);
                } else {
                    next = null;
                    flight.commit(store);
                    landed.run();
                }
            }
        }

        /** What was handed over is still committed. */
        @Override
        public void close() {
            open = false;
            LockSupport.unpark(thread);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

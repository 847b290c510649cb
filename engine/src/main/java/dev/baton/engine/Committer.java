package dev.baton.engine;

import dev.baton.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Brings flights into the store. Flights of several partitions that are there together go together. */
interface Committer extends AutoCloseable {
    /** Takes a flight; it goes with the next {@link #go}. */
    void add(Flight flight);

    /** Sends what was taken, unless something is on its way: then it goes when that has landed, by another call. */
    void go();

    /** Whether something is on its way. */
    boolean isBusy();

    @Override
    void close();

    /** Commits at once, in the caller's thread. */
    static Committer direct(Store store) {
        return new Committer() {
            @Override
            public void add(Flight flight) {
                Flight.commit(List.of(flight), store);
            }

            @Override
            public void go() {
                // Everything has gone.
            }

            @Override
            public boolean isBusy() {
                return false;
            }

            @Override
            public void close() {
                // There is nothing to close.
            }
        };
    }

    /** Commits on a platform thread of its own, and wakes {@code landed} after each time. The other methods have one caller. */
    final class OnThread implements Committer {
        private final Store store;
        private final Runnable landed;
        private final Thread thread;
        private List<Flight> taken = new ArrayList<>();
        private final AtomicReference<@Nullable List<Flight>> away = new AtomicReference<>();
        private volatile boolean open = true;

        OnThread(Store store, int number, Runnable landed) {
            this.store = store;
            this.landed = landed;
            this.thread = Thread.ofPlatform()
                    .name("baton-commit-" + number)
                    .daemon(true)
                    .start(this::run);
        }

        @Override
        public void add(Flight flight) {
            taken.add(flight);
        }

        @Override
        public void go() {
            if (!taken.isEmpty() && !isBusy()) {
                List<Flight> going = taken;
                taken = new ArrayList<>();
                away.set(going);
                LockSupport.unpark(thread);
            }
        }

        @Override
        public boolean isBusy() {
            return away.get() != null;
        }

        private void run() {
            while (open || isBusy()) {
                List<Flight> going = away.get();
                if (going == null) {
                    LockSupport.park(this);
                } else {
                    Flight.commit(going, store);
                    away.set(null);
                    landed.run();
                }
            }
        }

        /** What was taken is still committed. */
        @Override
        public void close() {
            while (!taken.isEmpty() && thread.isAlive()) {
                go();
                LockSupport.parkNanos(this, 100_000);
            }
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

package dev.baton.testkit;

import dev.baton.store.Store;
import java.time.InstantSource;

/** Retention in memory. */
class MemoryRetentionTest extends RetentionContract {
    @Override
    protected Store open(InstantSource clock) {
        return new InMemoryStore(4, clock);
    }
}

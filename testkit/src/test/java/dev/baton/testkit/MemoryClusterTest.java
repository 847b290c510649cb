package dev.baton.testkit;

import dev.baton.engine.EngineClock;
import dev.baton.store.Store;

/** Several engines on one store in memory. */
class MemoryClusterTest extends ClusterContract {
    @Override
    protected Store open() {
        return new InMemoryStore(PARTITIONS, EngineClock.system());
    }
}

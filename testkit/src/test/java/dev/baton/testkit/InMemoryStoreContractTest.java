package dev.baton.testkit;

import dev.baton.store.Store;
import java.time.InstantSource;

class InMemoryStoreContractTest extends ArchiveContract {
    @Override
    protected Store open(InstantSource clock) {
        return new InMemoryStore(clock);
    }
}

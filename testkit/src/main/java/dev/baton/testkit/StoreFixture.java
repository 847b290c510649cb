package dev.baton.testkit;

import dev.baton.Definition;
import dev.baton.Mapping;
import dev.baton.Scope;
import dev.baton.store.Batch;
import dev.baton.store.Keys;
import dev.baton.store.Lease;
import dev.baton.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A new, empty store for each test, and what the tests of stores have in common. */
abstract class StoreFixture {
    /** Long enough that no test meets its end by accident. */
    protected static final Duration TTL = Duration.ofSeconds(5);

    /** When the tests take place. */
    protected static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();

    /** What the store's leases are judged by, in epoch milliseconds; moved by the tests. */
    protected long now = NOON;

    protected Store store = new InMemoryStore(() -> Instant.ofEpochMilli(now));
    protected Lease lease = new Lease(0, 0, "", 0);
    protected int definition;

    /** Opens a new, empty store. */
    protected abstract Store open(InstantSource clock) throws Exception;

    @BeforeEach
    final void openStore() throws Exception {
        store = open(() -> Instant.ofEpochMilli(now));
        lease = store.claim(0, "ann", TTL).orElseThrow();
        definition = store.register(List.of(definition("order", 1))).get(0).number();
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    /** The key of an execution that starts after so many milliseconds. */
    protected static long key(long millis) {
        return Keys.at(NOON + millis);
    }

    protected final BatchDraft draft() {
        return new BatchDraft(lease, now);
    }

    protected static Definition definition(String name, int version) {
        var root = new Scope(Optional.empty(), List.of(), new Mapping.SagaInput());
        return new Definition(name, version, root, Optional.empty(), Duration.ZERO, Optional.empty());
    }

    final Store.Stored load(long key) {
        return store.load(key).orElseThrow();
    }

    final List<Integer> seqs(long key) {
        return load(key).chunks().stream().map(Batch.Chunk::seq).toList();
    }
}

package dev.baton.testkit;

/**
 * What every {@link dev.baton.store.Store} does, as tests: extend it in the store's module and say how to open one. The
 * tests stand in the classes that it extends, each with one subject.
 *
 * <p>A test gets a new, empty store with at least one partition, and moves the clock by which leases are judged.
 */
public abstract class StoreContract extends HandOverContract {}

package dev.baton.engine;

import dev.baton.StoreUnavailableException;
import dev.baton.store.Batch;
import dev.baton.store.Store;
import org.jspecify.annotations.Nullable;

/** A turn on its way into the store. {@link #commit} runs on the committing thread, the rest on the partition's. */
final class Flight {
    final Turn turn;
    final Batch batch;
    private volatile boolean done;
    private @Nullable RuntimeException failure;

    Flight(Turn turn, Batch batch) {
        this.turn = turn;
        this.batch = batch;
    }

    void commit(Store store) {
        try {
            store.commit(batch);
        } catch (RuntimeException e) {
            failure = e;
        } catch (Error e) {
            failure = new StoreUnavailableException("The commit ended with an error, so its outcome is unknown.", e);
        } finally {
            done = true;
        }
    }

    boolean isDone() {
        return done;
    }

    /** Whether it is known to be stored. */
    boolean isStored() {
        return done && failure == null;
    }

    /** Why it was not stored, or may not have been; null if it was. Only after {@link #isDone}. */
    @Nullable
    RuntimeException failure() {
        return failure;
    }
}

package dev.baton.engine;

import dev.baton.StoreUnavailableException;
import dev.baton.store.Batch;
import dev.baton.store.Store;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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

    /** Commits flights of different partitions; each is done then, whatever happens. */
    static void commit(List<Flight> flights, Store store) {
        List<Optional<RuntimeException>> results = results(flights, store);
        for (int i = 0; i < flights.size(); i++) {
            Flight flight = flights.get(i);
            flight.failure = results.get(i).orElse(null);
            flight.done = true;
        }
    }

    private static List<Optional<RuntimeException>> results(List<Flight> flights, Store store) {
        try {
            if (flights.size() > 1) {
                return store.commit(flights.stream().map(flight -> flight.batch).toList());
            }
            store.commit(flights.getFirst().batch);
            return List.of(Optional.empty());
        } catch (RuntimeException e) {
            return Collections.nCopies(flights.size(), Optional.of(e));
        } catch (Error e) {
            return Collections.nCopies(
                    flights.size(),
                    Optional.of(new StoreUnavailableException(
                            "The commit ended with an error, so its outcome is unknown.", e)));
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

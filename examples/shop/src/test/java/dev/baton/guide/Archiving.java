package dev.baton.guide;

import static java.time.Duration.ofDays;

import dev.baton.Saga;
import dev.baton.engine.ArchivedExecution;
import dev.baton.engine.Baton;
import dev.baton.engine.ExecutionArchive;
import dev.baton.engine.Limits;
import dev.baton.store.Store;
import java.io.IOException;
import java.util.List;

/** Ended executions go to a data lake before they are removed. */
final class Archiving {

    /** Where a team keeps what it may want to ask later. */
    interface Lake {
        /** Returns when the lines are durable. */
        void append(String table, List<String> lines) throws IOException;
    }

    static Baton archiving(Store store, Saga<?, ?> saga, Lake lake) {
        // snippet: archive
        ExecutionArchive archive = executions -> lake.append(
                "executions", executions.stream().map(ArchivedExecution::json).toList());
        return Baton.builder()
                .store(store)
                .register(saga)
                .limits(Limits.defaults().retention(ofDays(90)).endedMax(5_000_000))
                .archive(archive)
                .start();
        // end
    }

    private Archiving() {}
}

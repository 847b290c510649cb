package dev.baton.guide;

import static java.time.Duration.ofDays;

import dev.baton.Saga;
import dev.baton.engine.Baton;
import dev.baton.engine.Limits;
import dev.baton.jdbc.JdbcStore;
import dev.baton.jdbc.SqliteOptions;
import dev.baton.jdbc.SqliteOptions.Durability;
import java.nio.file.Path;

/** What can be set. */
final class Running {

    static void configured(Path file, Saga<?, ?> saga) {
        // snippet: options
        var options = SqliteOptions.defaults().durability(Durability.PROCESS_CRASH);
        var limits = Limits.defaults()
                .payloadBytes(256 * 1024)
                .tasksAtOnce("charge", 20) // the bank allows no more
                .retention(ofDays(90));
        try (var store = JdbcStore.sqlite(file, options);
                var baton = Baton.builder()
                        .store(store)
                        .limits(limits)
                        .register(saga)
                        .start()) {
            baton.client().counts();
        }
        // end
    }

    private Running() {}
}

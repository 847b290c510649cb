package dev.baton.shop.demo;

import dev.baton.shop.engine.PostgresSchema;
import dev.baton.shop.engine.StoreAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where executions are kept, for as long as a run takes. */
record Home(String address, Optional<PostgresSchema> postgres) implements AutoCloseable {
    static Home open(Keeping keeping, Path data) throws IOException {
        return switch (keeping.kind()) {
            case SQLITE -> new Home(StoreAddress.sqlite(data.resolve("engine.db")), Optional.empty());
            case POSTGRES -> {
                var schema = PostgresSchema.open(keeping.url(), data.resolve("postgres"), Map.of());
                yield new Home(schema.address(), Optional.of(schema));
            }
        };
    }

    @Override
    public void close() throws IOException {
        if (postgres.isPresent()) {
            postgres.get().close();
        }
    }
}

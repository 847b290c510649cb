package dev.baton.bench;

import dev.baton.jdbc.JdbcStore;
import dev.baton.jdbc.PostgresOptions;
import dev.baton.shop.engine.PostgresSchema;
import dev.baton.shop.engine.StoreAddress;
import dev.baton.store.Store;
import dev.baton.testkit.InMemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which store is measured, as a command line says it. */
final class StoreChoice {
    private static final int PARTITIONS_MAX = 256;

    @Option(names = "--store", defaultValue = "sqlite", description = "sqlite or postgres (durable), or memory")
    private Kind kind = Kind.sqlite;

    @Option(
            names = "--url",
            description =
                    "with postgres: the JDBC address of yours, which gets a schema for this run; by default one of"
                            + " our own with PostgreSQL's default durability")
    private @Nullable String url;

    @Option(names = "--partitions", defaultValue = "16", description = "with postgres, 1 to 256")
    private int partitions;

    @Option(names = "--data", description = "folder for the database; by default one that is removed at the end")
    private @Nullable Path data;

    /** Where executions are kept. */
    enum Kind {
        sqlite,
        postgres,
        memory
    }

    Kind kind() {
        return kind;
    }

    int partitions() {
        return kind == Kind.postgres ? partitions : 1;
    }

    void check() {
        Bench.refuseUnless(
                partitions >= 1 && partitions <= PARTITIONS_MAX,
                "--partitions takes 1 to " + PARTITIONS_MAX + ", not " + partitions + ".");
        Bench.refuseUnless(
                url == null || kind == Kind.postgres,
                "--url is the address of a PostgreSQL. Say --store postgres, too.");
    }

    /** Opens it, for as long as one command takes. */
    Opened open() throws IOException {
        Path folder = data == null ? Files.createTempDirectory("baton-bench") : Files.createDirectories(data);
        Optional<PostgresSchema> postgres = kind == Kind.postgres
                ? Optional.of(PostgresSchema.open(Optional.ofNullable(url), folder.resolve("postgres"), Map.of()))
                : Optional.empty();
        return new Opened(folder, postgres);
    }

    /** Where the store is, while it is measured. */
    final class Opened implements AutoCloseable {
        private final Path folder;
        private final Optional<PostgresSchema> postgres;

        private Opened(Path folder, Optional<PostgresSchema> postgres) {
            this.folder = folder;
            this.postgres = postgres;
        }

        /** Opens the store itself; what one that was closed before has stored is there, but for memory. */
        Store store() {
            return switch (kind) {
                case sqlite -> JdbcStore.sqlite(folder.resolve("bench.db"));
                case memory -> new InMemoryStore(InstantSource.system());
                case postgres ->
                    JdbcStore.postgres(
                            schema().url(),
                            PostgresOptions.defaults().schema(schema().name()).partitions(partitions));
            };
        }

        /** For {@link StoreAddress#open}, in another process. */
        String address() {
            return schema().address();
        }

        PostgresSchema schema() {
            return postgres.orElseThrow(() -> new IllegalStateException("Bug: " + kind + " has no schema."));
        }

        Optional<PostgresSchema> postgres() {
            return postgres;
        }

        @Override
        public void close() throws IOException {
            try {
                if (postgres.isPresent()) {
                    postgres.get().close();
                }
            } finally {
                if (data == null) {
                    Bench.delete(folder);
                }
            }
        }
    }
}

package dev.baton.shop.engine;

import dev.baton.jdbc.JdbcStore;
import dev.baton.jdbc.PostgresOptions;
import java.nio.file.Path;

/**
 * Where an engine keeps its executions, as one word for a command line: a JDBC address, and for PostgreSQL {@code #schema}
 * behind it.
 */
public final class StoreAddress {
    private static final String SQLITE = "jdbc:sqlite:";
    private static final String POSTGRES = "jdbc:postgresql:";
    private static final char SCHEMA = '#';

    private StoreAddress() {}

    /** The address of a SQLite file. */
    public static String sqlite(Path file) {
        return SQLITE + file;
    }

    /** The address of a schema of a PostgreSQL. */
    public static String postgres(String url, String schema) {
        return url + SCHEMA + schema;
    }

    /** The address of the database, without the schema. */
    public static String urlOf(String address) {
        int schema = address.indexOf(SCHEMA);
        return schema < 0 ? address : address.substring(0, schema);
    }

    /**
     * Opens the store at an address.
     *
     * @throws IllegalArgumentException if it is not the address of a SQLite file or of a PostgreSQL
     */
    public static JdbcStore open(String address) {
        if (address.startsWith(SQLITE)) {
            return JdbcStore.sqlite(Path.of(address.substring(SQLITE.length())));
        }
        if (address.startsWith(POSTGRES)) {
            String schema = address.substring(address.indexOf(SCHEMA) + 1);
            return JdbcStore.postgres(urlOf(address), PostgresOptions.defaults().schema(schema));
        }
        throw new IllegalArgumentException(
                "'" + address + "' is no address of a store. Write " + SQLITE + "<file> or " + POSTGRES + "//host/db.");
    }
}

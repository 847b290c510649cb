package dev.baton.jdbc;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a PostgreSQL store works.
 *
 * @param schema the schema that has the tables; 1 to 26 characters: lower-case letters, digits, {@code _}
 * @param partitions 1 to 256; counts only when the schema is made
 * @param connections at most so many that change and load executions, at least 2
 * @param consoleConnections at most so many for lists and histories, at least 1
 * @param user empty: as the URL or the data source says
 * @param password empty: as the URL or the data source says
 */
public record PostgresOptions(
        String schema,
        int partitions,
        int connections,
        int consoleConnections,
        Optional<String> user,
        Optional<String> password) {
    private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,25}");
    private static final int PARTITIONS_MAX = 256;
    private static final int PARTITIONS = 16;
    private static final int CONNECTIONS = 8;
    private static final int CONSOLE_CONNECTIONS = 4;

    /** Checks the bounds. */
    public PostgresOptions {
        if (!SCHEMA.matcher(schema).matches() || schema.startsWith("pg_")) {
            throw new IllegalArgumentException("'" + schema
                    + "' cannot be the schema of a store. Use 1 to 26 lower-case letters, digits and _, not beginning"
                    + " with a digit or pg_.");
        }
        if (partitions < 1 || partitions > PARTITIONS_MAX) {
            throw new IllegalArgumentException(
                    "A store cannot have " + partitions + " partitions. Use 1 to " + PARTITIONS_MAX + ".");
        }
        if (connections < 2 || consoleConnections < 1) {
            throw new IllegalArgumentException("A store needs at least 2 connections and 1 for lists, and "
                    + connections + " and " + consoleConnections + " were given.");
        }
    }

    /** Schema {@code baton}, 16 partitions, at most 8 connections and 4 for lists. */
    public static PostgresOptions defaults() {
        return new PostgresOptions(
                "baton", PARTITIONS, CONNECTIONS, CONSOLE_CONNECTIONS, Optional.empty(), Optional.empty());
    }

    /** The same in another schema. */
    public PostgresOptions schema(String schema) {
        return new PostgresOptions(schema, partitions, connections, consoleConnections, user, password);
    }

    /** The same with another number of partitions, for a schema that is yet to be made. */
    public PostgresOptions partitions(int partitions) {
        return new PostgresOptions(schema, partitions, connections, consoleConnections, user, password);
    }

    /** The same with other bounds of connections; two more are kept for leases, and one or two for hints. */
    public PostgresOptions connections(int connections, int consoleConnections) {
        return new PostgresOptions(schema, partitions, connections, consoleConnections, user, password);
    }

    /** The same as another user of the database. */
    public PostgresOptions user(String user, String password) {
        return new PostgresOptions(
                schema, partitions, connections, consoleConnections, Optional.of(user), Optional.of(password));
    }

    /** Does not tell the password. */
    @Override
    public String toString() {
        return "PostgresOptions[schema=" + schema + ", partitions=" + partitions + ", connections=" + connections
                + ", consoleConnections=" + consoleConnections + ", user=" + user + "]";
    }
}

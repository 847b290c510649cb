package dev.baton.shop.engine;

import dev.baton.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A schema for one run: on a server of our own, which ends with it, or on one that somebody named, from which it is removed
 * at the end.
 */
public final class PostgresSchema implements AutoCloseable {
    private static final String NAME = "baton";

    private final String url;
    private final String name;
    private final @Nullable PostgresServer server;

    private PostgresSchema(String url, String name, @Nullable PostgresServer server) {
        this.url = url;
        this.name = name;
        this.server = server;
    }

    /**
     * At an address if there is one, else on a server of our own with PostgreSQL's default durability.
     *
     * @param folder for the server of our own, empty or not there yet
     * @param settings of the server of our own, beside what it always has
     */
    public static PostgresSchema open(Optional<String> url, Path folder, Map<String, String> settings)
            throws IOException {
        if (url.isPresent()) {
            return new PostgresSchema(url.get(), NAME + "_run_" + System.currentTimeMillis(), null);
        }
        PostgresServer server = PostgresServer.durable(folder, settings);
        return new PostgresSchema(server.url(), NAME, server);
    }

    /** The address of the database, for JDBC. */
    public String url() {
        return url;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** For {@link StoreAddress#open}. */
    public String address() {
        return StoreAddress.postgres(url, name);
    }

    /** The server, if it is our own. */
    public Optional<PostgresServer> server() {
        return Optional.ofNullable(server);
    }

    /** A new connection that finds the schema's tables by their names. */
    public Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET search_path TO " + name);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    @Override
    public void close() throws IOException {
        if (server != null) {
            server.close();
            return;
        }
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS " + name + " CASCADE");
        } catch (SQLException e) {
            throw new IOException("Schema '" + name + "' could not be removed. Remove it by hand.", e);
        }
    }
}

package dev.baton.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server in a folder, on a free port of 127.0.0.1. It ends with the process that started it. Thread-safe. */
public final class PostgresServer implements AutoCloseable {
    private static final Duration START_MAX = Duration.ofSeconds(60);

    private static @Nullable PostgresServer shared;

    private final Path folder;
    private final Map<String, String> settings;
    private EmbeddedPostgres server;
    private boolean running = true;

    private PostgresServer(Path folder, Map<String, String> settings, boolean passing) throws IOException {
        this.folder = folder;
        this.settings = new TreeMap<>(settings);
        this.server = start(folder, this.settings, 0, passing);
    }

    /** The one of this process for tests: without fsync, so a crash of the machine would lose what is in it. */
    public static synchronized PostgresServer shared() throws IOException {
        PostgresServer there = shared;
        if (there == null) {
            Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "postgres-");
            there = new PostgresServer(folder, Map.of("fsync", "off", "max_connections", "300"), true);
            shared = there;
        }
        return there;
    }

    /** One that is as durable as PostgreSQL is by default; with further settings, if any. */
    public static PostgresServer durable(Path folder, Map<String, String> settings) throws IOException {
        var all = new TreeMap<>(Map.of("max_connections", "200", "shared_buffers", "1GB", "max_wal_size", "4GB"));
        all.putAll(settings);
        return new PostgresServer(folder, all, false);
    }

    private static EmbeddedPostgres start(Path folder, Map<String, String> settings, int port, boolean passing)
            throws IOException {
        Path data = folder.resolve("data");
        var builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(passing)
                .setPGStartupWait(START_MAX)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("fsync", "on") // the library says off
                .setServerConfig("synchronous_commit", "on");
        if (port != 0) {
            builder.setPort(port);
        }
        settings.forEach(builder::setServerConfig);
        return builder.start();
    }

    public int port() {
        return server.getPort();
    }

    /** Where it keeps its files. */
    public Path data() {
        return folder.resolve("data");
    }

    /** The URL of its first database, as its superuser. */
    public String url() {
        return url("postgres", "postgres");
    }

    /** The URL of a database, as some user; none has a password. */
    public String url(String database, String user) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database + "?user=" + user;
    }

    /** Does something as its superuser. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Ends it; what was committed stays. */
    public synchronized void stop() throws IOException {
        if (running) {
            running = false;
            server.close();
        }
    }

    /** Starts it again, on the same port. */
    public synchronized void start() throws IOException {
        if (!running) {
            server = start(folder, settings, server.getPort(), false);
            running = true;
        }
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}

package dev.baton.bench;

import dev.baton.postgres.PostgresServer;
import dev.baton.shop.engine.PostgresSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What PostgreSQL has used so far.
 *
 * @param cpuNanos of all its processes; 0 if the server is not our own
 * @param walBytes written to its log
 * @param flushes of its log
 * @param commits of the database, those that only read included
 */
record PostgresFigures(long cpuNanos, long walBytes, long flushes, long commits) {
    /** No PostgreSQL. */
    static final PostgresFigures NONE = new PostgresFigures(0, 0, 0, 0);

    private static final int FLUSHES_IN_IO_SINCE = 180_000;
    private static final long NANOS_PER_TICK = 10_000_000; // USER_HZ is 100 on every Linux

    private static final String FIGURES = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0'),"
            + " (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()), ";
    private static final String FLUSHES = "(SELECT wal_sync FROM pg_stat_wal)";
    private static final String FLUSHES_IN_IO = "(SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal')";

    private static final List<String> SETTINGS =
            List.of("server_version", "fsync", "synchronous_commit", "shared_buffers", "max_wal_size");

    static PostgresFigures of(Optional<PostgresSchema> postgres) throws SQLException, IOException {
        return postgres.isPresent() ? of(postgres.get()) : NONE;
    }

    private static PostgresFigures of(PostgresSchema postgres) throws SQLException, IOException {
        long cpu = postgres.server().isPresent()
                ? cpuNanos(postmaster(postgres.server().get()))
                : 0;
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            boolean inIo = version(statement) >= FLUSHES_IN_IO_SINCE;
            try (ResultSet row = statement.executeQuery(FIGURES + (inIo ? FLUSHES_IN_IO : FLUSHES))) {
                row.next();
                return new PostgresFigures(cpu, row.getLong(1), row.getLong(3), row.getLong(2));
            }
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SHOW server_version_num")) {
            row.next();
            return row.getInt(1);
        }
    }

    /** What the server is set to, as JSON. */
    static String settings(PostgresSchema postgres) throws SQLException {
        var json = new StringBuilder();
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            for (String setting : SETTINGS) {
                try (ResultSet row = statement.executeQuery("SHOW " + setting)) {
                    row.next();
                    json.append(",\"")
                            .append(setting)
                            .append("\":\"")
                            .append(row.getString(1))
                            .append('"');
                }
            }
        }
        return json.toString();
    }

    private static long postmaster(PostgresServer server) throws IOException {
        return Long.parseLong(Files.readAllLines(server.data().resolve("postmaster.pid"))
                .getFirst()
                .strip());
    }

    /** Of a process and its children, those that have ended included. */
    private static long cpuNanos(long parent) throws IOException {
        long ticks = ticks(stat(Path.of("/proc", "" + parent)), true);
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes
                    .filter(path -> path.getFileName().toString().matches("\\d+"))
                    .toList()) {
                String[] stat = stat(process);
                if (stat.length > 1 && stat[1].equals("" + parent)) {
                    ticks += ticks(stat, false);
                }
            }
        }
        return ticks * NANOS_PER_TICK;
    }

    /** The fields from the third on: a name with blanks stands before them. */
    private static String[] stat(Path process) throws IOException {
        try {
            String line = Files.readString(process.resolve("stat"));
            return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        } catch (NoSuchFileException e) {
            return new String[0]; // it has just ended
        }
    }

    private static long ticks(String[] stat, boolean withChildren) {
        if (stat.length < 15) {
            return 0;
        }
        long own = Long.parseLong(stat[11]) + Long.parseLong(stat[12]);
        return withChildren ? own + Long.parseLong(stat[13]) + Long.parseLong(stat[14]) : own;
    }
}

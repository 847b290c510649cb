package dev.baton.torture;

import dev.baton.shop.engine.PostgresSchema;
import dev.baton.torture.NodeCaller.RefusedException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * R6: the tables are on a small file system, which is filled to the last byte and freed after 30 s. PostgreSQL's log is
 * elsewhere, as operators have it: where it cannot be written either, PostgreSQL ends itself, and nobody reads any more.
 */
final class FullDiskCase implements TortureCase {
    private static final int MEGABYTES = 160;
    private static final Duration FULL = Duration.ofSeconds(30);
    private static final int BLOCK = 64 * 1024;

    private final List<String> wrong = new ArrayList<>();
    private long reads;
    private long refusals;
    private String refusal = "";

    @Override
    public String name() {
        return "R6";
    }

    @Override
    public String harm() {
        return "the file system of the tables filled to 100 %, freed after 30 s";
    }

    @Override
    public boolean needsOwnServer() {
        return true;
    }

    @Override
    public AutoCloseable prepare(PostgresSchema postgres, Setting setting)
            throws IOException, InterruptedException, SQLException {
        Path disk = Files.createDirectories(disk(setting));
        Process mount = new ProcessBuilder(
                        "mount", "-t", "tmpfs", "-o", "size=" + MEGABYTES + "m,mode=0777", "baton-torture", disk + "")
                .redirectErrorStream(true)
                .start();
        String said = new String(mount.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (mount.waitFor() != 0) {
            throw new IOException("R6 needs a small file system to fill, and may not make one: " + said.strip()
                    + " Run it as root, where mount is permitted (a container needs the capability SYS_ADMIN).");
        }
        Path tables = Files.createDirectories(disk.resolve("tables"));
        try (Connection connection = DriverManager.getConnection(postgres.url());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(true);
            statement.execute("CREATE TABLESPACE small LOCATION '" + tables + "'");
            statement.execute("ALTER DATABASE postgres SET default_tablespace = small");
        }
        return () -> new ProcessBuilder("umount", disk.toString())
                .inheritIO()
                .start()
                .waitFor();
    }

    private static Path disk(Setting setting) {
        return setting.folder().resolve("small-disk");
    }

    @Override
    public void hurt(Arena arena) throws IOException, InterruptedException {
        arena.pause(arena.between(5, 8));
        while (arena.goesOn()) {
            fillFor(arena, arena.setting().isShort() ? FULL.dividedBy(6) : FULL);
            arena.pause(arena.between(10, 20));
        }
    }

    private void fillFor(Arena arena, Duration time) throws IOException, InterruptedException {
        Instant from = Instant.now();
        Path filler = disk(arena.setting()).resolve("filler");
        fill(filler);
        arena.fault();
        arena.tell("The disk is full");
        long end = System.nanoTime() + time.toNanos();
        try {
            for (int i = 0; System.nanoTime() < end; i++) {
                fill(filler); // also what vacuum gave back
                probe(arena, "probe-" + arena.faults() + "-" + i);
                arena.holdOut(Duration.ofMillis(200));
            }
        } finally {
            Files.deleteIfExists(filler);
            arena.blackout(from);
        }
        arena.tell("The disk has room again");
    }

    private static void fill(Path filler) throws IOException {
        try (OutputStream out = Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int size = BLOCK; size > 0; size /= 2) {
                writeUntilFull(out, new byte[size]);
            }
        }
    }

    private static void writeUntilFull(OutputStream out, byte[] block) {
        try {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            return; // full, which was wanted
        }
    }

    /** Reads have to go on, and a write is done or refused clearly. */
    private void probe(Arena arena, String id) throws InterruptedException {
        NodeCaller node = arena.nodes().any();
        try {
            node.overview();
            reads++;
        } catch (IOException e) {
            wrong.add("With a full disk, a list could not be read: " + e.getMessage());
        }
        try {
            node.startNap(id);
            arena.book().napped(id);
        } catch (RefusedException e) {
            refusals++;
            refusal = "" + e.getMessage();
            if (e.status() != 503) {
                wrong.add("With a full disk, a start was answered with " + e.status() + ": " + e.getMessage());
            }
        } catch (IOException e) {
            refusals++; // no answer in the time that a client waits
        }
    }

    @Override
    public void examine(Arena arena, Findings findings) {
        wrong.stream().limit(5).forEach(findings::error);
        findings.count("reads_while_full", reads);
        findings.count("refusals_while_full", refusals);
        arena.tell("The last refusal: " + refusal);
        findings.atLeast("reads with a full disk", reads, 1);
        findings.atLeast("refused starts with a full disk", refusals, 1);
    }
}

package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.ExecutionId;
import dev.baton.StoreRefusedException;
import dev.baton.store.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that write, and die by kill -9 at any moment: what they were told is stored is stored. */
class KilledWriterTest {
    private static final int KILLS = 50;
    private static final int BATCHES_MAX = 40;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endAll() {
        processes.forEach(Process::destroyForcibly);
    }

    private Path file() {
        return folder.resolve("store.db");
    }

    private Process writer() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WriterProcess.class.getName(),
                        file().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        processes.add(process);
        return process;
    }

    private static void begin(Process process, int round) throws IOException {
        process.getOutputStream().write((round + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    private static BufferedReader answers(Process process) {
        return process.inputReader(StandardCharsets.UTF_8);
    }

    @Test
    void whatWasAcknowledgedIsThereAfterEachKill() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var acknowledged = new ArrayList<Integer>(); // batches, by round
        Process next = writer();
        for (int round = 0; round < KILLS; round++) {
            Process process = next;
            next = writer(); // starts while the other one writes
            begin(process, round);
            int batches = 0;
            int wanted = 1 + random.nextInt(BATCHES_MAX);
            BufferedReader answers = answers(process);
            while (batches < wanted && answers.readLine() != null) {
                batches++;
            }
            process.toHandle().destroyForcibly(); // kill -9; the process's own method would close the pipe, too
            while (answers.readLine() != null) {
                batches++; // what was acknowledged before the death
            }
            process.waitFor();
            assertThat(batches).as("batches of round %d, seed %d", round, seed).isPositive();
            acknowledged.add(batches);
            check(round, batches);
        }
        int commands = acknowledged.stream()
                .mapToInt(batches -> batches * 2 * WriterProcess.STARTS)
                .sum();
        System.out.println("seed " + seed + ": " + KILLS + " kills, " + commands + " acknowledged commands, all there");
        for (int round = 0; round < KILLS; round++) {
            check(round, acknowledged.get(round));
        }
        assertThat(integrity()).isEqualTo("ok");
    }

    /** All that was acknowledged is there; a batch that was not is there as a whole or not at all. */
    private void check(int round, int acknowledged) {
        try (var store = JdbcStore.sqlite(file())) {
            for (int batch = 0; batch < acknowledged; batch++) {
                for (int i = 0; i < WriterProcess.STARTS; i++) {
                    Store.Stored stored =
                            store.load(WriterProcess.key(round, batch, i)).orElseThrow();
                    int events = batch < acknowledged - 1 ? WriterProcess.EVENTS + 1 : WriterProcess.EVENTS;
                    assertThat(stored.chunks().getLast().next()).isGreaterThanOrEqualTo(events);
                }
            }
            List<ExecutionId> unknown = IntStream.range(0, WriterProcess.STARTS)
                    .mapToObj(i -> new ExecutionId(WriterProcess.id(round, acknowledged, i)))
                    .toList();
            assertThat(store.locate(unknown).size()).isIn(0, WriterProcess.STARTS);
        }
    }

    private String integrity() throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("PRAGMA integrity_check")) {
            return rows.getString(1);
        }
    }

    @Test
    void aSecondProcessIsRefusedUntilTheFirstOneIsDead() throws Exception {
        Process process = writer();
        begin(process, 0);
        assertThat(answers(process).readLine()).isEqualTo("0");
        assertThatThrownBy(() -> JdbcStore.sqlite(file()))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("process " + process.pid() + " has it open")
                .hasMessageContaining("[BATON-501]");
        process.destroyForcibly().waitFor();
        JdbcStore.sqlite(file()).close();
    }
}

package dev.baton.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionId;
import dev.baton.store.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Processes that write, and die by kill -9 at any moment: what they were told is stored is stored. */
class PostgresKilledWriterTest {
    private static final int KILLS = 20;
    private static final int BATCHES_MAX = 60;

    private final PostgresSchema schema = PostgresSchema.next();
    private final List<Process> processes = new ArrayList<>();

    PostgresKilledWriterTest() throws IOException {}

    @AfterEach
    void endAll() {
        processes.forEach(Process::destroyForcibly);
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
                        schema.server.url(),
                        schema.name)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        processes.add(process);
        return process;
    }

    @Test
    void whatWasAcknowledgedIsThereAfterEachKill() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        int commands = 0;
        try (JdbcStore store = schema.open()) {
            Process next = writer();
            for (int round = 0; round < KILLS; round++) {
                Process process = next;
                next = writer(); // starts while the other one writes
                schema.server.execute(
                        "UPDATE " + schema.name + ".partitions SET expires = '-infinity'"); // the lease ends
                process.getOutputStream().write((round + "\n").getBytes(StandardCharsets.UTF_8));
                process.getOutputStream().flush();
                int batches = 0;
                int wanted = 1 + random.nextInt(BATCHES_MAX);
                BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
                while (batches < wanted && answers.readLine() != null) {
                    batches++;
                }
                process.toHandle().destroyForcibly(); // kill -9
                while (answers.readLine() != null) {
                    batches++; // what was acknowledged before the death
                }
                process.waitFor();
                assertThat(batches)
                        .as("batches of round %d, seed %d", round, seed)
                        .isPositive();
                commands += batches * 2 * WriterProcess.STARTS;
                check(store, round, batches);
            }
        }
        System.out.println("seed " + seed + ": " + KILLS + " kills, " + commands + " acknowledged commands, all there");
    }

    /** All that was acknowledged is there; a batch that was not is there as a whole or not at all. */
    private static void check(Store store, int round, int acknowledged) {
        for (int batch = 0; batch < acknowledged; batch++) {
            int events = batch < acknowledged - 1 ? WriterProcess.EVENTS + 1 : WriterProcess.EVENTS;
            List<Long> keys = new ArrayList<>();
            for (int i = 0; i < WriterProcess.STARTS; i++) {
                keys.add(WriterProcess.key(round, batch, i));
            }
            assertThat(store.load(keys).values())
                    .hasSize(WriterProcess.STARTS)
                    .allSatisfy(stored ->
                            assertThat(stored.chunks().getLast().next()).isGreaterThanOrEqualTo(events));
        }
        List<ExecutionId> unknown = IntStream.range(0, WriterProcess.STARTS)
                .mapToObj(i -> new ExecutionId(WriterProcess.id(round, acknowledged, i)))
                .toList();
        assertThat(store.locate(unknown).size()).isIn(0, WriterProcess.STARTS);
    }
}

package dev.baton.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The short form of each case, on real processes; the long forms are {@code ./baton torture --case …}. */
class TortureTest {
    private static final long SEED = 7;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream news = new ByteArrayOutputStream();

    static Stream<String> cases() {
        return TortureCase.all().stream().map(TortureCase::name);
    }

    private int torture(String... arguments) {
        return new Torture(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(news, true, StandardCharsets.UTF_8))
                .execute(arguments);
    }

    /** Long enough that what the case is about happens at least once. */
    private static int seconds(String name) {
        return switch (name) {
            case "R16" -> 18; // four samples
            case "R17" -> 14; // an execution of the new version, with its waits
            default -> 6;
        };
    }

    private int shortForm(String name, long seed) {
        return torture(
                "--case=" + name,
                "--seed=" + seed,
                "--seconds=" + seconds(name),
                "--nodes=2",
                "--ttl-ms=2000",
                "--data=" + folder.resolve("data"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void nothingIsLostOrDoneTwice(String name) {
        int code = shortForm(name, SEED);
        System.out.print(out);
        assertThat(code).as(news.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith(
                        "{\"case\":\"" + name + "\",\"seed\":" + SEED + ",\"seconds\":" + seconds(name) + ",\"sagas\":")
                .contains("\"lost\":0,\"doubled\":0,", "\"refused_commits\":", "\"takeover_p99_ms\":", "\"errors\":0");
    }

    @Test
    void aFreshSeedPasses() {
        long seed = System.nanoTime() % 1_000_000;
        List<String> all = cases().toList();
        String name = all.get(new SplittableRandom(seed).nextInt(all.size()));
        System.out.println("Case " + name + ", seed " + seed);
        int code = shortForm(name, seed);
        System.out.print(out);
        assertThat(code)
                .as("case " + name + ", seed " + seed + ": " + news.toString(StandardCharsets.UTF_8))
                .isZero();
    }

    @Test
    void wrongOptionsAreRefusedBeforeAnythingStarts() {
        assertThat(torture("--case=R99")).isEqualTo(2);
        assertThat(torture("--case=R1", "--nodes=1")).isEqualTo(2);
        assertThat(torture("--case=R1", "--seconds=0")).isEqualTo(2);
        assertThat(torture("--case=R6", "--url=jdbc:postgresql://127.0.0.1/postgres"))
                .isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}

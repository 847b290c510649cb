package dev.baton.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code ./baton} says before it starts anything. */
class LauncherTest {

    private record Run(int exitCode, String output) {}

    @Test
    void saysWhatThereIsWithoutACommand() throws Exception {
        Run run = run(Map.of());
        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).contains("Usage: ./baton <command>", "demo", "bench", "torture");
    }

    @Test
    void refusesAnUnknownCommandAndNamesTheOthers() throws Exception {
        Run run = run(Map.of(), "dance");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.output()).contains("no command 'dance'", "demo, bench, torture, help");
    }

    @Test
    void saysWhichJdkItNeeds() throws Exception {
        Run run = run(Map.of("BATON_JAVA_HOME", "/nowhere"), "demo");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output()).contains("'/nowhere', which has no JDK", "JDK 21 or newer");
    }

    @Test
    void startsProgramsThatExist() {
        List<String> programs = Pattern.compile("(?m)^ +main=(\\S+)$")
                .matcher(Checkout.read(Checkout.ROOT.resolve("baton")))
                .results()
                .map((MatchResult program) -> program.group(1))
                .toList();
        assertThat(programs)
                .isNotEmpty()
                .allSatisfy(program -> assertThatCode(
                                () -> Class.forName(program).getMethod("main", String[].class))
                        .doesNotThrowAnyException());
    }

    private static Run run(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        var command = Stream.concat(Stream.of("./baton"), Stream.of(arguments)).toList();
        var builder =
                new ProcessBuilder(command).directory(Checkout.ROOT.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }
}

package dev.baton.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What nobody should have to say twice in a review. */
class TidyTest {

    private static final int FILE_LINES_MAX = 300;
    private static final int METHOD_LINES_MAX = 40;

    @Test
    void nothingIsLeftForLater() {
        var marks = Pattern.compile("\\b(FIX" + "ME|TO" + "DO|XX" + "X)\\b");
        assertThat(linesWith(marks, Checkout.files(".java", ".sql", ".sh", ".xml", "baton", "verify")))
                .isEmpty();
    }

    /** Other processes send no events, so a class {@code Await} may look again and again, until a bound. */
    @Test
    void testsWaitForEventsAndDoNotSleep() {
        var sleep = Pattern.compile("\\b(Thread|SECONDS|MILLISECONDS|TimeUnit\\.\\w+)\\.sleep\\(|\\bparkNanos\\(");
        List<Path> tests = Checkout.files(".java").stream()
                .filter(file -> Checkout.name(file).contains("src/test/")
                        || Checkout.name(file).startsWith("testkit/"))
                .filter(file -> !file.endsWith("Await.java"))
                .toList();
        assertThat(tests).isNotEmpty();
        assertThat(linesWith(sleep, tests)).isEmpty();
    }

    /** A file or method that is longer than usual stands in {@code longer.txt}, with its length and the reason. */
    @Test
    void whatIsLongHasAReason() {
        Map<String, Integer> allowed = longerThanUsual();
        var tooLong = new TreeMap<String, Integer>();
        for (Length length : Length.of(Checkout.files(".java"))) {
            int max = length.name().contains("#") ? METHOD_LINES_MAX : FILE_LINES_MAX;
            if (length.lines() > max) {
                tooLong.merge(length.name(), length.lines(), Math::max);
            }
        }
        var complaints = new ArrayList<String>();
        tooLong.forEach((name, lines) -> {
            if (lines > allowed.getOrDefault(name, 0)) {
                complaints.add(
                        name + " has " + lines + " lines: split it, or say in longer.txt why it is better whole");
            }
        });
        allowed.keySet().stream()
                .filter(name -> !tooLong.containsKey(name))
                .forEach(name -> complaints.add(name + " is not long any more: take it out of longer.txt"));
        assertThat(complaints).isEmpty();
    }

    private static Map<String, Integer> longerThanUsual() {
        var allowed = new TreeMap<String, Integer>();
        Path file = Checkout.ROOT.resolve("build/checks/src/test/resources/longer.txt");
        for (String line : Checkout.read(file).lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] parts = line.split("\\|", 3);
                assertThat(parts).as("path | lines | reason: %s", line).hasSize(3);
                assertThat(parts[2].strip()).as("the reason in: %s", line).isNotEmpty();
                allowed.put(parts[0].strip(), Integer.parseInt(parts[1].strip()));
            }
        }
        return allowed;
    }

    private static List<String> linesWith(Pattern pattern, List<Path> files) {
        var found = new ArrayList<String>();
        for (Path file : files) {
            int number = 0;
            for (String line : Checkout.read(file).lines().toList()) {
                number++;
                if (pattern.matcher(line).find()) {
                    found.add(Checkout.name(file) + ":" + number + ": " + line.strip());
                }
            }
        }
        return found;
    }
}

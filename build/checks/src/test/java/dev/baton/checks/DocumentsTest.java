package dev.baton.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents say is there: files, headings, error codes, and programs that compile. */
class DocumentsTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)|(?:src|srcset|href)=\"([^\"]+)\"");
    private static final Pattern CODE = Pattern.compile("BATON-\\d{3}");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*(?:Test|Contract))(?:#(\\w+))?`");
    private static final Pattern LISTED = Pattern.compile("(?m)^\\| (BATON-\\d{3}) \\|");

    static Stream<Path> documents() {
        return Checkout.files(".md").stream();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksLeadSomewhere(Path document) {
        var broken = new ArrayList<String>();
        Matcher link = LINK.matcher(withoutFences(Checkout.read(document)));
        while (link.find()) {
            String target = link.group(1) != null ? link.group(1) : link.group(2);
            if (!target.matches("(https?|mailto):.*") && !leadsSomewhere(document, target)) {
                broken.add(target);
            }
        }
        assertThat(broken).as(Checkout.name(document)).isEmpty();
    }

    /** Each code in the sources is listed once, and each listed code is in the sources. */
    @Test
    void everyErrorCodeIsListedOnce() {
        var used = new TreeSet<String>();
        Checkout.files(".java").stream()
                .filter(file -> Checkout.name(file).contains("src/main/"))
                .forEach(file -> CODE.matcher(Checkout.read(file)).results().forEach(hit -> used.add(hit.group())));
        List<String> listed = LISTED.matcher(Checkout.read(Checkout.ROOT.resolve("docs/errors.md")))
                .results()
                .map(hit -> hit.group(1))
                .toList();
        assertThat(listed).doesNotHaveDuplicates().isSorted().containsExactlyInAnyOrderElementsOf(used);
    }

    /** A fenced block below {@code <!-- snippet: folder/File.java#name -->} is what stands in that test, so it compiles. */
    @ParameterizedTest
    @MethodSource("documents")
    void snippetsAreWhatCompiles(Path document) throws IOException {
        if ("apply".equals(System.getProperty("snippets"))) {
            Files.writeString(document, Snippet.filledIn(document));
        }
        for (Snippet snippet : Snippet.shownIn(document)) {
            assertThat(snippet.shown())
                    .as("%s in %s", snippet.source(), Checkout.name(document))
                    .isEqualTo(snippet.compiled());
        }
    }

    @Test
    void theGuideShowsNoOtherJava() {
        for (Path page : Checkout.files(".md")) {
            if (Checkout.name(page).startsWith("docs/guide/")) {
                long blocks = Pattern.compile("(?m)^```java$")
                        .matcher(Checkout.read(page))
                        .results()
                        .count();
                assertThat(Snippet.shownIn(page)).as(Checkout.name(page)).hasSize((int) blocks);
            }
        }
    }

    /** A document that says `SomeTest#thatSomethingHolds` means a test that is there. */
    @ParameterizedTest
    @MethodSource("documents")
    void namedTestsExist(Path document) {
        List<String> missing = TEST.matcher(Checkout.read(document))
                .results()
                .filter(name -> !isTest(name.group(1), name.group(2)))
                .map(MatchResult::group)
                .toList();
        assertThat(missing).as(Checkout.name(document)).isEmpty();
    }

    private static boolean isTest(String type, @Nullable String method) {
        return Checkout.files(".java").stream()
                .filter(file -> file.endsWith(type + ".java"))
                .map(Checkout::read)
                .anyMatch(source -> method == null || source.contains(" " + method + "("));
    }

    private static boolean leadsSomewhere(Path document, String target) {
        int hash = target.indexOf('#');
        String path = hash < 0 ? target : target.substring(0, hash);
        Path file = path.isEmpty() ? document : document.resolveSibling(path).normalize();
        if (!Files.exists(file)) {
            return false;
        }
        boolean withoutHeadings = !path.isEmpty() && !path.endsWith(".md");
        return hash < 0 || withoutHeadings || headings(file).contains(target.substring(hash + 1));
    }

    /** The anchors that a forge makes of the headings. */
    private static List<String> headings(Path document) {
        return withoutFences(Checkout.read(document))
                .lines()
                .filter(line -> line.matches("#{1,6} .*"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
                .map(line -> line.replaceAll("[^\\p{L}\\p{N} _-]", "").strip().replace(' ', '-'))
                .toList();
    }

    private static String withoutFences(String text) {
        return text.replaceAll("(?ms)^```.*?^```$", "");
    }
}

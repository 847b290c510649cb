package dev.baton.checks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A piece of a program that a document shows, and the same piece where it compiles.
 *
 * <p>In the source it stands between the lines {@code // snippet: name} and {@code // end}; in the document it is the
 * fenced block below {@code <!-- snippet: folder/File.java#name -->}. {@code -Dsnippets=apply} copies it there.
 *
 * @param source {@code folder/File.java#name}; as much of the path as tells it from others
 * @param shown the text in the document
 */
record Snippet(String source, String shown) {

    private static final Pattern SHOWN =
            Pattern.compile("<!-- snippet: (\\S+) -->\\R```java\\R(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    static List<Snippet> shownIn(Path document) {
        var snippets = new ArrayList<Snippet>();
        Matcher matcher = SHOWN.matcher(Checkout.read(document));
        while (matcher.find()) {
            snippets.add(new Snippet(matcher.group(1), matcher.group(2)));
        }
        return snippets;
    }

    /** The document with the text of its sources. */
    static String filledIn(Path document) {
        return SHOWN.matcher(Checkout.read(document)).replaceAll(block -> {
            var snippet = new Snippet(block.group(1), block.group(2));
            return Matcher.quoteReplacement(
                    "<!-- snippet: " + snippet.source + " -->\n```java\n" + snippet.compiled() + "```");
        });
    }

    /** The text in the source, moved to the left margin. */
    String compiled() {
        String file = source.substring(0, source.indexOf('#'));
        String name = source.substring(source.indexOf('#') + 1);
        List<Path> files = Checkout.files(".java").stream()
                .filter(path -> path.endsWith(file) && Checkout.name(path).contains("src/test/"))
                .toList();
        if (files.size() != 1) {
            throw new IllegalStateException("'" + file + "' should be one test source, but is " + files);
        }
        List<String> lines = Checkout.read(files.getFirst()).lines().toList();
        int start = lines.stream().map(String::strip).toList().indexOf("// snippet: " + name);
        if (start < 0) {
            throw new IllegalStateException("There is no '// snippet: " + name + "' in " + files.getFirst());
        }
        var text = new StringBuilder();
        for (String line : lines.subList(start + 1, lines.size())) {
            if (line.strip().equals("// end")) {
                return text.toString().stripTrailing().stripIndent() + "\n"; // an empty last line would count as margin
            }
            text.append(line.stripTrailing()).append('\n');
        }
        throw new IllegalStateException("'// snippet: " + name + "' has no '// end' in " + files.getFirst());
    }
}

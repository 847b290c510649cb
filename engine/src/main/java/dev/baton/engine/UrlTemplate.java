package dev.baton.engine;

import dev.baton.core.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Fills an address: {@code {key}}, {@code {name}} of the input, {@code {result.name}} of the result, all encoded. */
final class UrlTemplate {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern HOLE = Pattern.compile("\\{([^{}]{1,200})}");
    private static final String RESULT = "result.";
    private static final String PLAIN = "-._~";
    /** With these an address would lead to something else (RFC 3986, 5.2.4). */
    private static final Set<String> NOWHERE = Set.of("", ".", "..");

    private final String key;
    private final Payload input;
    private final Optional<Payload> result;
    private @Nullable JsonNode inputTree;
    private @Nullable JsonNode resultTree;

    UrlTemplate(String key, Payload input, Optional<Payload> result) {
        this.key = key;
        this.input = input;
        this.result = result;
    }

    /**
     * The address.
     *
     * @throws IllegalArgumentException if a property is missing, empty, a dot segment, or no plain value
     */
    String fill(String template) {
        Matcher holes = HOLE.matcher(template);
        var filled = new StringBuilder();
        while (holes.find()) {
            holes.appendReplacement(filled, Matcher.quoteReplacement(encode(value(holes.group(1)))));
        }
        return holes.appendTail(filled).toString();
    }

    private String value(String name) {
        if (name.equals("key")) {
            return key;
        }
        boolean ofResult = name.startsWith(RESULT);
        JsonNode node = ofResult
                ? resultTree().path(name.substring(RESULT.length()))
                : inputTree().path(name);
        String value = node.isValueNode() && !node.isNull() ? node.asString() : "";
        if (NOWHERE.contains(value)) {
            throw new IllegalArgumentException("The address needs '" + name + "', and the "
                    + (ofResult ? "result" : "input") + " has no value of that name that would lead there.");
        }
        return value;
    }

    private JsonNode inputTree() {
        if (inputTree == null) {
            inputTree = JSON.readTree(input.bytes());
        }
        return inputTree;
    }

    private JsonNode resultTree() {
        if (resultTree == null) {
            resultTree = JSON.readTree(result.orElse(Payload.NOTHING).bytes());
        }
        return resultTree;
    }

    private static String encode(String text) {
        var encoded = new StringBuilder(text.length());
        for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (one & 0xff);
            if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || PLAIN.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append(String.format(java.util.Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return encoded.toString();
    }
}

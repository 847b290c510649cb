package dev.baton.engine;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Recognises equal inputs: by a hash over JSON whose properties are sorted and whose numbers are written in one way. */
final class CanonicalJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private CanonicalJson() {}

    static long hash(byte[] json) {
        var text = new StringBuilder(json.length + 16);
        write(JSON.readTree(json), text);
        byte[] digest = sha256(text.toString().getBytes(StandardCharsets.UTF_8));
        long hash = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            hash = (hash << 8) | (digest[i] & 0xff);
        }
        return hash;
    }

    private static void write(JsonNode node, StringBuilder to) {
        if (node.isObject()) {
            List<String> names = new ArrayList<>(node.propertyNames());
            names.sort(null);
            to.append('{');
            for (String name : names) {
                text(name, to);
                to.append(':');
                write(node.get(name), to);
                to.append(',');
            }
            to.append('}');
        } else if (node.isArray()) {
            to.append('[');
            for (JsonNode item : node) {
                write(item, to);
                to.append(',');
            }
            to.append(']');
        } else if (node.isNumber()) {
            number(node.decimalValue(), to);
        } else if (node.isString()) {
            text(node.stringValue(), to);
        } else {
            to.append(node);
        }
    }

    private static void number(BigDecimal value, StringBuilder to) {
        to.append(value.signum() == 0 ? "0" : value.stripTrailingZeros().toString());
    }

    /** The length goes first, so that no text can look like two. */
    private static void text(String text, StringBuilder to) {
        to.append('"').append(text.length()).append(':').append(text);
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256.", e);
        }
    }
}

package dev.baton.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** A line of a file of stored bytes: the bytes in hex, a bar, and what they are as text. */
record Golden(byte[] bytes, String text) {

    static List<Golden> read(String file) throws IOException {
        try (InputStream in = Golden.class.getResourceAsStream(file)) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().map(Golden::of).toList();
        }
    }

    static String line(byte[] bytes, Object value) {
        return HexFormat.of().formatHex(bytes) + "|" + value;
    }

    private static Golden of(String line) {
        int bar = line.indexOf('|');
        return new Golden(HexFormat.of().parseHex(line.substring(0, bar)), line.substring(bar + 1));
    }
}

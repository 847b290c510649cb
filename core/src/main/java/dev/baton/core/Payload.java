package dev.baton.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A piece of JSON as UTF-8 bytes; parsed only where something reads it. The bytes are never changed. */
public record Payload(byte[] bytes) {
    /** JSON {@code null}: no data. */
    public static final Payload NOTHING = ofJson("null");

    /** The payload of this JSON text. */
    public static Payload ofJson(String json) {
        return new Payload(json.getBytes(StandardCharsets.UTF_8));
    }

    public int size() {
        return bytes.length;
    }

    /** The JSON text. */
    public String json() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload payload && Arrays.equals(bytes, payload.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return json();
    }
}

package dev.baton.core;

import dev.baton.ExecutionId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Idempotency keys, and what is made of them by hashing. */
final class Keys {
    static final int CHARACTERS_MAX = 300;
    private static final int HASH_BYTES = 16;
    /** Room for {@code "/<visit>"} and, on an undo's key, {@code "/undo/<round>"}. */
    private static final int TAIL_CHARACTERS = 24;

    /** {@code <execution>/<run>/<step path>/<visit>}; a longer one is cut and ends in its hash. */
    static String of(ExecutionId execution, String run, String path, int visit) {
        String start = execution.value() + "/" + run + "/" + path;
        int room = CHARACTERS_MAX - TAIL_CHARACTERS;
        if (start.length() > room) {
            String hash = HexFormat.of().formatHex(sha256(start), 0, HASH_BYTES);
            start = start.substring(0, room - hash.length() - 1) + "-" + hash;
        }
        return start + "/" + visit;
    }

    /** A number in [0, 1) that depends on the text alone: jitter without chance. */
    static double fraction(String text) {
        byte[] hash = sha256(text);
        int bits = ((hash[0] & 0xff) << 16) | ((hash[1] & 0xff) << 8) | (hash[2] & 0xff);
        return bits / 0x1p24;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256.", e);
        }
    }

    private Keys() {}
}

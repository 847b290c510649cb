package dev.baton.store;

import dev.baton.core.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Collects the bytes of one chunk. What values of a chunk have in common is written once. */
final class ByteWriter {
    private static final int FIRST_CAPACITY = 256;
    private static final int MORE = 0x80;
    private static final int SEVEN_BITS = 0x7f;
    private static final int SEVEN = 7;
    private static final int VARINT_BYTES_MAX = 10;

    private final Map<Payload, Integer> payloads = new HashMap<>();
    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int length;
    private int depth;
    private Instant last = Instant.EPOCH;

    void octet(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    /** A number that is mostly small and not negative: 7 bits a byte, the lowest first. */
    void number(long value) {
        room(VARINT_BYTES_MAX);
        long rest = value;
        while ((rest & ~SEVEN_BITS) != 0) {
            bytes[length++] = (byte) ((rest & SEVEN_BITS) | MORE);
            rest >>>= SEVEN;
        }
        bytes[length++] = (byte) rest;
    }

    /** A number that is mostly near zero, on either side. */
    void signed(long value) {
        number((value << 1) ^ (value >> (Long.SIZE - 1)));
    }

    void text(String text) {
        block(text.getBytes(StandardCharsets.UTF_8));
    }

    void block(byte[] block) {
        number(block.length);
        room(block.length);
        System.arraycopy(block, 0, bytes, length, block.length);
        length += block.length;
    }

    /** The distance from the instant before it: what happened in one turn has one time. */
    void instant(Instant instant) {
        signed(instant.getEpochSecond() - last.getEpochSecond());
        signed(instant.getNano() - (long) last.getNano());
        last = instant;
    }

    /** 0 and the bytes, or the number (from 1) of an equal one that was written before. */
    void payload(Payload payload) {
        Integer earlier = payloads.putIfAbsent(payload, payloads.size() + 1);
        if (earlier != null) {
            number(earlier);
        } else {
            number(0);
            block(payload.bytes());
        }
    }

    /** What nests deeper than it could be read is refused before it is stored. */
    void enter() {
        if (++depth > ByteReader.DEPTH_MAX) {
            throw new IllegalArgumentException("Records that are nested more than " + ByteReader.DEPTH_MAX
                    + " deep are not stored; make the data flatter. [BATON-522]");
        }
    }

    void leave() {
        depth--;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    int length() {
        return length;
    }

    byte[] buffer() {
        return bytes;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
        }
    }
}

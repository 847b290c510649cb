package dev.baton.store;

import dev.baton.core.Payload;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes apart what {@link ByteWriter} made. Never reads past the end, and makes nothing larger than the bytes explain. */
final class ByteReader {
    private static final int MORE = 0x80;
    private static final int SEVEN_BITS = 0x7f;
    private static final int SEVEN = 7;
    static final int DEPTH_MAX = 256;

    private final byte[] bytes;
    private final int end;
    private final List<Payload> payloads = new ArrayList<>();
    private int at;
    private int depth;
    private Instant last = Instant.EPOCH;

    ByteReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
    }

    int octet() {
        if (at >= end) {
            throw UnreadableRecordException.damaged("it ends too early");
        }
        return bytes[at++] & 0xff;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += SEVEN) {
            int octet = octet();
            value |= (long) (octet & SEVEN_BITS) << shift;
            if ((octet & MORE) == 0) {
                return value;
            }
        }
        throw UnreadableRecordException.damaged("a number is too long");
    }

    long signed() {
        long value = number();
        return (value >>> 1) ^ -(value & 1);
    }

    int smallNumber() {
        long value = number();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw UnreadableRecordException.damaged("the number " + value + " is out of bounds");
        }
        return (int) value;
    }

    /** How many things of at least a byte each follow; never more than there are bytes. */
    int count() {
        long value = number();
        if (value < 0 || value > end - at) {
            throw UnreadableRecordException.damaged("it announces more than it has");
        }
        return (int) value;
    }

    String text() {
        int length = count();
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    byte[] block() {
        int length = count();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    Instant instant() {
        try {
            last = Instant.ofEpochSecond(
                    Math.addExact(last.getEpochSecond(), signed()), Math.addExact(signed(), last.getNano()));
            return last;
        } catch (DateTimeException | ArithmeticException e) {
            throw UnreadableRecordException.damaged("a time is out of bounds (" + e.getMessage() + ")");
        }
    }

    Payload payload() {
        int number = smallNumber();
        if (number > payloads.size()) {
            throw UnreadableRecordException.damaged("it refers to a payload that it does not have");
        }
        if (number > 0) {
            return payloads.get(number - 1);
        }
        var payload = new Payload(block());
        payloads.add(payload);
        return payload;
    }

    void enter() {
        if (++depth > DEPTH_MAX) {
            throw UnreadableRecordException.damaged("records are nested more than " + DEPTH_MAX + " deep");
        }
    }

    void leave() {
        depth--;
    }

    boolean atEnd() {
        return at == end;
    }
}

package dev.baton.store;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Packs records into bytes and back. Thread-safe.
 *
 * <p>Stored are the format's version, how many records there are, the records, and a checksum. A record of a sealed
 * interface has its stored number, then come its components by position. So components are only added at the end, with a
 * type that has an empty value (Optional, List, Map, number, text): that is what older records then have there.
 *
 * @param <T> a record, or a sealed interface of records; all public
 */
public final class RecordCodec<T> {
    static final int FORMAT = 1;
    private static final int CHECKSUM_BYTES = 4;

    private final Class<T> type;
    private final Form form;

    public RecordCodec(Class<T> type, StoredNumbers numbers) {
        this.type = type;
        this.form = new Forms(numbers).of((Type) type);
    }

    /** Packs records; a payload that several of them share is kept once. */
    public byte[] encode(List<? extends T> records) {
        var out = new ByteWriter();
        out.octet(FORMAT);
        out.number(records.size());
        for (T item : records) {
            form.write(out, item);
        }
        int checksum = checksum(out.buffer(), out.length());
        for (int i = 0; i < CHECKSUM_BYTES; i++) {
            out.octet(checksum >>> (i * Byte.SIZE));
        }
        return out.toBytes();
    }

    /**
     * Unpacks what {@link #encode} made.
     *
     * @throws UnreadableRecordException if the bytes come from a newer version, or are damaged
     */
    public List<T> decode(byte[] bytes) {
        var in = new ByteReader(bytes, 0, Math.max(0, bytes.length - CHECKSUM_BYTES));
        checkFormat(in);
        checkChecksum(bytes);
        int count = in.count();
        var records = new ArrayList<T>(count);
        for (int i = 0; i < count; i++) {
            records.add(type.cast(read(in)));
        }
        if (!in.atEnd()) {
            throw UnreadableRecordException.damaged("something follows its end");
        }
        return records;
    }

    /** How many records the bytes announce, without unpacking them. */
    public static int count(byte[] bytes) {
        var in = new ByteReader(bytes, 0, bytes.length);
        checkFormat(in);
        return in.smallNumber();
    }

    private Object read(ByteReader in) {
        try {
            return form.read(in);
        } catch (ArithmeticException e) {
            throw UnreadableRecordException.damaged("a number is out of bounds");
        }
    }

    private static void checkFormat(ByteReader in) {
        int format = in.octet();
        if (format > FORMAT) {
            throw UnreadableRecordException.newer("its format is " + format + ", and here the newest is " + FORMAT);
        }
        if (format < FORMAT) {
            throw UnreadableRecordException.damaged("its format is " + format);
        }
    }

    private static void checkChecksum(byte[] bytes) {
        int end = bytes.length - CHECKSUM_BYTES;
        int stored = 0;
        for (int i = 0; i < CHECKSUM_BYTES; i++) {
            stored |= (bytes[end + i] & 0xff) << (i * Byte.SIZE);
        }
        if (stored != checksum(bytes, end)) {
            throw UnreadableRecordException.damaged("its checksum does not fit");
        }
    }

    private static int checksum(byte[] bytes, int length) {
        var checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }
}

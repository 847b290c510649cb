package dev.baton.store;

import dev.baton.core.Payload;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Finds the {@link Form} of a type, from the declared types of record components. Thread-safe. */
final class Forms {
    private final StoredNumbers numbers;
    private final Map<Type, Form> known = new HashMap<>();

    Forms(StoredNumbers numbers) {
        this.numbers = numbers;
        put(
                int.class,
                Form.of(Integer.class, 0, (out, value) -> out.signed(value), in -> Math.toIntExact(in.signed())));
        put(long.class, Form.of(Long.class, 0L, (out, value) -> out.signed(value), ByteReader::signed));
        put(boolean.class, Form.of(Boolean.class, false, (out, value) -> out.octet(value ? 1 : 0), Forms::bool));
        put(double.class, Form.of(Double.class, 0.0, Forms::writeDouble, Forms::readDouble));
        put(Integer.class, of(int.class));
        put(Long.class, of(long.class));
        put(Boolean.class, of(boolean.class));
        put(Double.class, of(double.class));
        put(String.class, Form.of(String.class, "", ByteWriter::text, ByteReader::text));
        put(byte[].class, Form.of(byte[].class, new byte[0], ByteWriter::block, ByteReader::block));
        put(Instant.class, Form.of(Instant.class, null, ByteWriter::instant, ByteReader::instant));
        put(Duration.class, Form.of(Duration.class, Duration.ZERO, Forms::writeDuration, Forms::readDuration));
        put(Payload.class, Form.of(Payload.class, Payload.NOTHING, ByteWriter::payload, ByteReader::payload));
    }

    synchronized Form of(Type type) {
        Form found = known.get(type);
        if (found == null) {
            found = make(type);
            known.put(type, found);
        }
        return found;
    }

    private void put(Type type, Form form) {
        known.put(type, form);
    }

    private Form make(Type type) {
        if (type instanceof ParameterizedType generic) {
            return switch (((Class<?>) generic.getRawType()).getName()) {
                case "java.util.Optional" -> optional(argument(generic, 0));
                case "java.util.List" -> list(argument(generic, 0));
                case "java.util.Map" -> map(argument(generic, 0), argument(generic, 1));
                default -> throw unknown(type);
            };
        }
        if (type instanceof Class<?> plain) {
            if (plain.isEnum()) {
                return numbers.constants(plain);
            }
            if (plain.isRecord()) {
                return new RecordForm(plain, this);
            }
            if (plain.isSealed()) {
                return new SealedForm(plain, numbers.records(plain), this);
            }
        }
        throw unknown(type);
    }

    private Form argument(ParameterizedType generic, int place) {
        return of(generic.getActualTypeArguments()[place]);
    }

    private static IllegalArgumentException unknown(Type type) {
        return new IllegalArgumentException("Bug: values of " + type.getTypeName()
                + " cannot be stored. Use records, sealed interfaces and the types in Forms. [BATON-901]");
    }

    private static Form optional(Form value) {
        return Form.of(
                Optional.class,
                Optional.empty(),
                (out, optional) -> {
                    out.octet(optional.isPresent() ? 1 : 0);
                    if (optional.isPresent()) {
                        value.write(out, optional.get());
                    }
                },
                in -> bool(in) ? Optional.of(value.read(in)) : Optional.empty());
    }

    private static Form list(Form value) {
        return Form.of(
                List.class,
                List.of(),
                (out, list) -> {
                    out.number(list.size());
                    for (Object item : list) {
                        value.write(out, item);
                    }
                },
                in -> {
                    int size = in.count();
                    var list = new ArrayList<Object>(size);
                    for (int i = 0; i < size; i++) {
                        list.add(value.read(in));
                    }
                    return Collections.unmodifiableList(list);
                });
    }

    /** Sorted by key, so that equal maps give equal bytes. Keys are texts or numbers. */
    private static Form map(Form key, Form value) {
        return Form.of(
                Map.class,
                Map.of(),
                (out, map) -> {
                    out.number(map.size());
                    Map<?, ?> sorted = map.size() < 2 ? map : new TreeMap<Object, Object>(map);
                    sorted.forEach((name, item) -> {
                        key.write(out, name);
                        value.write(out, item);
                    });
                },
                in -> {
                    int size = in.count();
                    var map = new LinkedHashMap<Object, Object>();
                    for (int i = 0; i < size; i++) {
                        map.put(key.read(in), value.read(in));
                    }
                    return Collections.unmodifiableMap(map);
                });
    }

    private static boolean bool(ByteReader in) {
        int octet = in.octet();
        if (octet > 1) {
            throw UnreadableRecordException.damaged("a truth value is " + octet);
        }
        return octet == 1;
    }

    private static void writeDouble(ByteWriter out, double value) {
        out.number(Long.reverse(Double.doubleToLongBits(value)));
    }

    private static double readDouble(ByteReader in) {
        return Double.longBitsToDouble(Long.reverse(in.number()));
    }

    private static void writeDuration(ByteWriter out, Duration duration) {
        out.signed(duration.getSeconds());
        out.number(duration.getNano());
    }

    private static Duration readDuration(ByteReader in) {
        return Duration.ofSeconds(in.signed(), in.smallNumber());
    }
}

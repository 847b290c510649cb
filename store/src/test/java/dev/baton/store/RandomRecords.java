package dev.baton.store;

import dev.baton.ExecutionId;
import dev.baton.Retry;
import dev.baton.core.Payload;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Makes records with arbitrary components, the same ones for the same seed. */
final class RandomRecords {
    private static final int DEPTH_MAX = 8;

    private final Random random;
    private int depth;

    RandomRecords(long seed) {
        this.random = new Random(seed);
    }

    <T> T record(Class<T> type) {
        if (type == Retry.class) {
            return type.cast(new Retry(
                    Duration.ofMillis(1 + random.nextInt(9_999)),
                    1 + random.nextInt(40) / 8.0,
                    duration(),
                    1 + random.nextInt(1_000)));
        }
        if (type == ExecutionId.class) {
            return type.cast(new ExecutionId(text().replace('ä', 'a')));
        }
        depth++;
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = Arrays.stream(components)
                .map(component -> value(component.getGenericType()))
                .toArray();
        depth--;
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.cast(type.getDeclaredConstructor(types).newInstance(values));
        } catch (InvocationTargetException e) {
            throw new AssertionError(type + " refused " + Arrays.toString(values), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }

    /** All records of a sealed interface. */
    static List<Class<?>> kinds(Class<?> type) {
        var kinds = new ArrayList<Class<?>>();
        for (Class<?> kind : type.getPermittedSubclasses()) {
            kinds.addAll(kind.isSealed() ? kinds(kind) : List.of(kind));
        }
        return kinds;
    }

    private Object value(Type type) {
        if (type instanceof ParameterizedType generic) {
            return collection(generic);
        }
        return switch (((Class<?>) type).getSimpleName()) {
            case "int", "Integer" -> random.nextInt() >> random.nextInt(32);
            case "long", "Long" -> random.nextLong() >> random.nextInt(64);
            case "double" -> random.nextGaussian();
            case "boolean", "Boolean" -> random.nextBoolean();
            case "String" -> text();
            case "Instant" ->
                Instant.ofEpochSecond(random.nextInt(Integer.MAX_VALUE), random.nextInt(1_000_000) * 1_000L);
            case "Duration" -> duration();
            case "Payload" -> Payload.ofJson("{\"text\":\"" + text() + "\"}");
            default -> structure((Class<?>) type);
        };
    }

    private Object structure(Class<?> type) {
        if (type.isRecord()) {
            return record(type);
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
        }
        List<Class<?>> kinds = kinds(type);
        if (depth > DEPTH_MAX) { // a leaf, so that it comes to an end
            return record(kinds.stream()
                    .filter(kind -> Arrays.stream(kind.getRecordComponents()).noneMatch(c -> c.getType() == type))
                    .filter(kind -> Arrays.stream(kind.getRecordComponents())
                            .noneMatch(c -> c.getType().isSealed()))
                    .findFirst()
                    .orElseThrow());
        }
        return record(kinds.get(random.nextInt(kinds.size())));
    }

    private Object collection(ParameterizedType generic) {
        Type first = generic.getActualTypeArguments()[0];
        int size = depth > DEPTH_MAX ? 0 : random.nextInt(4);
        return switch (((Class<?>) generic.getRawType()).getSimpleName()) {
            case "Optional" -> size > 1 ? Optional.of(value(first)) : Optional.empty();
            case "List" -> {
                var list = new ArrayList<Object>();
                for (int i = 0; i < size; i++) {
                    list.add(value(first));
                }
                yield list;
            }
            case "Map" -> {
                var map = new HashMap<Object, Object>();
                for (int i = 0; i < size; i++) {
                    map.put(value(first), value(generic.getActualTypeArguments()[1]));
                }
                yield Map.copyOf(map);
            }
            default -> throw new AssertionError("no values of " + generic);
        };
    }

    private Duration duration() {
        return Duration.ofSeconds(random.nextInt(100_000), random.nextInt(1_000) * 1_000_000L);
    }

    private String text() {
        var text = new StringBuilder("t");
        int length = random.nextInt(12);
        for (int i = 0; i < length; i++) {
            text.append(random.nextInt(5) == 0 ? "äλ€😀".substring(0, 1) : (char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }
}

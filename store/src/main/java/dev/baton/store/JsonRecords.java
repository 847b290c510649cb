package dev.baton.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes trees of records as JSON and reads them back. Components stand in their order, and those that are empty, zero
 * or false are left out: so a component that is added later changes the JSON only of what uses it.
 */
final class JsonRecords {
    private static final String TYPE = "type";
    private static final Map<Class<?>, Object> EMPTY = Map.of(
            Optional.class,
            Optional.empty(),
            List.class,
            List.of(),
            Map.class,
            Map.of(),
            String.class,
            "",
            Duration.class,
            Duration.ZERO,
            boolean.class,
            false,
            int.class,
            0,
            long.class,
            0L,
            double.class,
            0.0);

    private final JsonNames names;

    JsonRecords(JsonNames names) {
        this.names = names;
    }

    void write(JsonGenerator out, Object value) {
        switch (value) {
            case Optional<?> optional -> write(out, optional.orElseThrow());
            case List<?> list -> {
                out.writeStartArray();
                list.forEach(item -> write(out, item));
                out.writeEndArray();
            }
            case Map<?, ?> map -> {
                out.writeStartObject();
                new TreeMap<Object, Object>(map).forEach((name, item) -> {
                    out.writeName(String.valueOf(name));
                    write(out, item);
                });
                out.writeEndObject();
            }
            case String text -> out.writeString(text);
            case Duration duration -> out.writeString(duration.toString());
            case Enum<?> constant -> out.writeString(constant.name());
            case Boolean truth -> out.writeBoolean(truth);
            case Integer number -> out.writeNumber(number);
            case Long number -> out.writeNumber(number);
            case Double number -> out.writeNumber(number);
            case Record plain -> writeRecord(out, plain);
            default ->
                throw new IllegalArgumentException(
                        "Bug: values of " + value.getClass().getName() + " have no form in JSON. [BATON-901]");
        }
    }

    private void writeRecord(JsonGenerator out, Record value) {
        out.writeStartObject();
        if (Arrays.stream(value.getClass().getInterfaces()).anyMatch(Class::isSealed)) {
            out.writeName(TYPE);
            out.writeString(names.of(value.getClass()));
        }
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            Object part = get(component, value);
            if (!part.equals(EMPTY.get(component.getType()))) {
                out.writeName(component.getName());
                write(out, part);
            }
        }
        out.writeEndObject();
    }

    <T> T read(Class<T> type, Object json) {
        return type.cast(read((Type) type, json));
    }

    private Object read(Type type, Object json) {
        try {
            if (type instanceof ParameterizedType generic) {
                return readGeneric(generic, json);
            }
            Class<?> plain = (Class<?>) type;
            if (plain.isEnum()) {
                return constant(plain, json);
            }
            if (plain.isSealed() && json instanceof Map<?, ?> object) {
                return readRecord(names.type(plain, object.get(TYPE)), object, true);
            }
            if (plain.isRecord() && json instanceof Map<?, ?> object) {
                return readRecord(plain, object, false);
            }
            return readPlain(plain, json);
        } catch (ClassCastException | DateTimeException | ArithmeticException e) {
            throw UnreadableRecordException.damaged(json + " is no " + type.getTypeName());
        }
    }

    private Object readGeneric(ParameterizedType generic, Object json) {
        Type first = generic.getActualTypeArguments()[0];
        return switch (((Class<?>) generic.getRawType()).getSimpleName()) {
            case "Optional" -> Optional.of(read(first, json));
            case "List" ->
                ((List<?>) json).stream().map(item -> read(first, item)).toList();
            case "Map" -> {
                var map = new LinkedHashMap<String, Object>();
                ((Map<?, ?>) json)
                        .forEach((name, item) ->
                                map.put(String.valueOf(name), read(generic.getActualTypeArguments()[1], item)));
                yield map;
            }
            default -> throw new IllegalArgumentException("Bug: " + generic + " has no form in JSON. [BATON-901]");
        };
    }

    private Object readRecord(Class<?> type, Map<?, ?> object, boolean typed) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = Arrays.stream(components)
                .map(component -> component(type, component, object.get(component.getName())))
                .toArray();
        Set<Object> unknown = new HashSet<>(object.keySet());
        Arrays.stream(components).map(RecordComponent::getName).forEach(unknown::remove);
        if (typed) {
            unknown.remove(TYPE);
        }
        if (!unknown.isEmpty()) {
            throw UnreadableRecordException.newer(type.getSimpleName() + " has no " + unknown + " here");
        }
        return make(type, components, values);
    }

    private Object component(Class<?> owner, RecordComponent component, @Nullable Object json) {
        if (json != null) {
            return read(component.getGenericType(), json);
        }
        Object empty = EMPTY.get(component.getType());
        if (empty == null) {
            throw UnreadableRecordException.damaged(owner.getSimpleName() + " has no '" + component.getName() + "'");
        }
        return empty;
    }

    private static Object readPlain(Class<?> type, Object json) {
        return switch (type.getSimpleName()) {
            case "String" -> (String) json;
            case "boolean", "Boolean" -> (Boolean) json;
            case "int", "Integer" -> Math.toIntExact(((Number) json).longValue());
            case "long", "Long" -> ((Number) json).longValue();
            case "double", "Double" -> ((Number) json).doubleValue();
            case "Duration" -> Duration.parse((String) json);
            default -> throw UnreadableRecordException.damaged(json + " is no " + type.getSimpleName());
        };
    }

    private static Object constant(Class<?> type, Object json) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> ((Enum<?>) constant).name().equals(json))
                .findFirst()
                .orElseThrow(() ->
                        UnreadableRecordException.newer("no " + type.getSimpleName() + " is called '" + json + "'"));
    }

    private static Object get(RecordComponent component, Record value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(component + " cannot be read", e);
        }
    }

    private static Object make(Class<?> type, RecordComponent[] components, Object[] values) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getConstructor(types).newInstance(values);
        } catch (InvocationTargetException e) {
            throw UnreadableRecordException.damaged("a value is refused (" + e.getCause() + ")");
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type + " cannot be made", e);
        }
    }
}

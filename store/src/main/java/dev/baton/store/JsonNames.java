package dev.baton.store;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names that stand in JSON for the records of sealed interfaces; they stay when a class is renamed. */
final class JsonNames {
    private final Map<Class<?>, String> names = new HashMap<>();
    private final Map<Class<?>, Map<String, Class<?>>> types = new HashMap<>();

    JsonNames name(Class<? extends Record> type, String name) {
        names.put(type, name);
        for (Class<?> owner : type.getInterfaces()) {
            types.computeIfAbsent(owner, key -> new HashMap<>()).put(name, type);
        }
        return this;
    }

    String of(Class<?> type) {
        String name = names.get(type);
        if (name == null) {
            throw new IllegalArgumentException("Bug: " + type.getName() + " has no name in JSON. [BATON-901]");
        }
        return name;
    }

    /** The record that has this name among those of a sealed interface. */
    Class<?> type(Class<?> owner, @Nullable Object name) {
        Class<?> type = name instanceof String text
                ? types.getOrDefault(owner, Map.of()).get(text)
                : null;
        if (type == null) {
            throw UnreadableRecordException.newer("no kind of " + owner.getSimpleName() + " is called '" + name + "'");
        }
        return type;
    }
}

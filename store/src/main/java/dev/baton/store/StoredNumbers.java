package dev.baton.store;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that stand in stored bytes for the records of sealed interfaces and for the constants of enums. They stay
 * when a class is renamed, and the number of something that is gone is never given again.
 */
public final class StoredNumbers {
    private final Map<Class<?>, Integer> records = new HashMap<>();
    private final Map<Enum<?>, Integer> constants = new HashMap<>();

    /** Numbers a record that is one of several, from 1. */
    public StoredNumbers record(int number, Class<? extends Record> type) {
        records.put(type, number);
        return this;
    }

    /** Numbers a constant, from 1. */
    public StoredNumbers constant(int number, Enum<?> constant) {
        constants.put(constant, number);
        return this;
    }

    /** The numbers of all records of a sealed interface. */
    Map<Class<?>, Integer> records(Class<?> owner) {
        var found = new LinkedHashMap<Class<?>, Integer>();
        collect(owner, found);
        checkUnique(owner, found);
        return found;
    }

    private void collect(Class<?> owner, Map<Class<?>, Integer> found) {
        for (Class<?> permitted : owner.getPermittedSubclasses()) {
            if (permitted.isSealed()) {
                collect(permitted, found);
            } else {
                found.put(permitted, number(permitted, records.get(permitted)));
            }
        }
    }

    /** The form of an enum. */
    Form constants(Class<?> type) {
        var numbers = new HashMap<Object, Integer>();
        var byNumber = new HashMap<Integer, Object>();
        for (Object constant : Arrays.asList(type.getEnumConstants())) {
            int number = number(constant, constants.get(constant));
            numbers.put(constant, number);
            byNumber.put(number, constant);
        }
        checkUnique(type, numbers);
        return Form.of(
                Object.class,
                null,
                (out, constant) -> out.number(number(constant, numbers.get(constant))),
                in -> constant(type, byNumber, in.smallNumber()));
    }

    /** A line for each, sorted. */
    @Override
    public String toString() {
        var lines = new TreeSet<String>();
        records.forEach(
                (type, number) -> lines.add(owner(type).getSimpleName() + " " + number + " " + type.getSimpleName()));
        constants.forEach((constant, number) ->
                lines.add(constant.getDeclaringClass().getSimpleName() + " " + number + " " + constant.name()));
        return String.join("\n", lines) + "\n";
    }

    /** The sealed interface that a record belongs to, whatever kinds there are between. */
    private static Class<?> owner(Class<?> type) {
        Class<?>[] above = type.getInterfaces();
        return above.length == 0 ? type : owner(above[0]);
    }

    private static Object constant(Class<?> type, Map<Integer, Object> byNumber, int number) {
        Object constant = byNumber.get(number);
        if (constant == null) {
            throw UnreadableRecordException.newer("no " + type.getSimpleName() + " has the number " + number);
        }
        return constant;
    }

    private static int number(Object owner, @Nullable Integer number) {
        if (number == null) {
            throw new IllegalArgumentException(
                    "Bug: " + owner + " has no stored number. Give it the next one. [BATON-901]");
        }
        return number;
    }

    private static void checkUnique(Object owner, Map<?, Integer> numbers) {
        if (new HashSet<>(numbers.values()).size() != numbers.size()) {
            throw new IllegalArgumentException("Bug: two of " + owner + " have one stored number. [BATON-901]");
        }
    }
}

package dev.baton.core;

import dev.baton.Definition;
import dev.baton.Node;
import dev.baton.Scope;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Names what differs between two definitions of one name, for people. */
final class Difference {
    private static final int NAMED_MAX = 5;
    private static final int VALUE_CHARACTERS_MAX = 80;

    private final List<String> found = new ArrayList<>();

    private Difference() {}

    /** What changed, as the end of a sentence: "'charge' is new; 'ship': rules.timeout was PT1M and is PT2M". */
    static String between(Definition before, Definition after) {
        var difference = new Difference();
        difference.records("", "", before, after);
        difference.nodes(nodes(before), nodes(after));
        if (difference.found.isEmpty()) {
            return "where its scopes begin and what they give";
        }
        int more = difference.found.size() - NAMED_MAX;
        List<String> named = difference.found.subList(0, Math.min(NAMED_MAX, difference.found.size()));
        return String.join("; ", named) + (more > 0 ? "; and " + more + " more" : "");
    }

    private static Map<String, Node> nodes(Definition definition) {
        Map<String, Node> nodes = new LinkedHashMap<>();
        new DefinitionIndex(definition)
                .places()
                .forEach(place -> nodes.put(place.node().name(), place.node()));
        return nodes;
    }

    private void nodes(Map<String, Node> before, Map<String, Node> after) {
        before.forEach((name, node) -> {
            Node now = after.get(name);
            if (now == null) {
                found.add("'" + name + "' is gone");
            } else if (!now.getClass().equals(node.getClass())) {
                found.add("'" + name + "' was a " + kind(node) + " and is a " + kind(now));
            } else {
                records("'" + name + "': ", "", node, now);
            }
        });
        after.keySet().stream()
                .filter(name -> !before.containsKey(name))
                .forEach(name -> found.add("'" + name + "' is new"));
    }

    private static String kind(Node node) {
        return node.getClass().getSimpleName();
    }

    /** Compares component by component; scopes are compared node by node. */
    private void records(String subject, String path, Object before, Object after) {
        for (RecordComponent component : before.getClass().getRecordComponents()) {
            Object was = value(component, before);
            Object is = value(component, after);
            String name = path + component.getName();
            if (Objects.equals(was, is) || (name.equals("version") && subject.isEmpty()) || hasScopes(was)) {
                continue;
            }
            if (was instanceof Record && was.getClass().equals(is.getClass())) {
                records(subject, name + ".", was, is);
            } else {
                found.add(subject + name + " was " + shown(was) + " and is " + shown(is));
            }
        }
    }

    private static boolean hasScopes(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().anyMatch(Scope.class::isInstance);
        }
        return value instanceof Scope;
    }

    private static Object value(RecordComponent component, Object of) {
        try {
            return component.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Bug: '" + component + "' of a definition cannot be read. [BATON-904]", e);
        }
    }

    private static String shown(Object value) {
        String text = value.toString();
        return text.length() <= VALUE_CHARACTERS_MAX ? text : text.substring(0, VALUE_CHARACTERS_MAX) + "…";
    }
}

package dev.baton.core;

import dev.baton.Done;
import dev.baton.Items;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** The JSON of scenarios: numbers, short texts without escapes, truth values, lists of them, and nothing. */
final class Json {

    static Payload of(Object value) {
        return Payload.ofJson(text(value));
    }

    private static String text(Object value) {
        return switch (value) {
            case Done done -> "null";
            case Integer number -> number.toString();
            case Boolean truth -> truth.toString();
            case String text -> '"' + text + '"';
            case Collection<?> list -> list.stream().map(Json::text).collect(Collectors.joining(",", "[", "]"));
            case Items<?> items -> text(items.results());
            default -> throw new IllegalArgumentException("Scenarios have no JSON for " + value.getClass() + ".");
        };
    }

    static Object read(Payload payload) {
        return read(payload.json());
    }

    private static Object read(String json) {
        return switch (json.charAt(0)) {
            case 'n' -> Done.DONE;
            case 't' -> true;
            case 'f' -> false;
            case '"' -> json.substring(1, json.length() - 1);
            case '[' -> list(json);
            default -> Integer.valueOf(json);
        };
    }

    private static List<Object> list(String json) {
        var list = new ArrayList<Object>();
        int depth = 0;
        int start = 1;
        for (int i = 1; i < json.length(); i++) {
            char at = json.charAt(i);
            if (at == '[') {
                depth++;
            } else if (depth == 0 && (at == ',' || at == ']')) {
                if (i > start) {
                    list.add(read(json.substring(start, i)));
                }
                start = i + 1;
            } else if (at == ']') {
                depth--;
            }
        }
        return list;
    }

    private Json() {}
}

package dev.baton.shop.demo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes a failure's message short, and the same for all orders that failed alike. */
final class Reason {
    private static final int CHARACTERS_MAX = 100;
    private static final Pattern ANSWER =
            Pattern.compile("was answered with (\\d{3}): \\{\"problem\":\"(.*?)(\"}.*)?$", Pattern.DOTALL);
    private static final Pattern QUOTED = Pattern.compile(" (of )?(key )?'[^']*'");

    private Reason() {}

    /** @param error the failure's name, for a message that is empty */
    static String of(String error, String message) {
        Matcher answer = ANSWER.matcher(message);
        String text = answer.find() ? "answered " + answer.group(1) + ", \"" + answer.group(2) + "\"" : message;
        text = QUOTED.matcher(text.isBlank() ? error : text).replaceAll("");
        return text.length() <= CHARACTERS_MAX ? text : text.substring(0, CHARACTERS_MAX) + "…";
    }
}

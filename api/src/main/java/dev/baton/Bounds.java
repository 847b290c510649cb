package dev.baton;

import java.time.Duration;
import java.util.regex.Pattern;

/** Refuses values out of their bounds, with a sentence that says which and what would fit. */
final class Bounds {
    static final Duration LONGEST = Duration.ofDays(365);

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,80}");

    private static final Pattern QUEUE = Pattern.compile("[!-~]{1,64}");

    private Bounds() {}

    /** A name of a saga, a step, a signal or a node. */
    static String name(String of, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' cannot be the name of a " + of
                    + ": names have 1 to 80 lower-case letters, digits and hyphens. [BATON-250]");
        }
        return name;
    }

    /** A name of a task queue. */
    static String queue(String name) {
        if (!QUEUE.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' cannot be the name of a queue: it has 1 to 64 visible"
                    + " ASCII characters, and no space. [BATON-262]");
        }
        return name;
    }

    /** A time of at least 1 ms and at most 365 days. */
    static Duration positive(String what, Duration duration) {
        return between(what, duration, Duration.ofMillis(1), LONGEST);
    }

    /** A time of zero, or of at most 365 days. */
    static Duration notNegative(String what, Duration duration) {
        return between(what, duration, Duration.ZERO, LONGEST);
    }

    static Duration between(String what, Duration duration, Duration min, Duration max) {
        if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
            throw new IllegalArgumentException(
                    "The " + what + " is " + duration + ". Choose one from " + min + " to " + max + ". [BATON-251]");
        }
        return duration;
    }

    static int between(String what, int number, int min, int max) {
        if (number < min || number > max) {
            throw new IllegalArgumentException(
                    "The " + what + " is " + number + ". Choose a number from " + min + " to " + max + ". [BATON-251]");
        }
        return number;
    }

    static String upTo(String what, String text, int charactersMax) {
        if (text.isEmpty() || text.length() > charactersMax) {
            throw new IllegalArgumentException("The " + what + " has " + text.length() + " characters. It needs 1 to "
                    + charactersMax + ". [BATON-251]");
        }
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("The " + what + " has the character U+0000 at position "
                    + text.indexOf('\0') + ", which not every database can keep. Leave it out. [BATON-251]");
        }
        return text;
    }
}

package dev.baton.torture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run came to. Owned by one thread. */
final class Findings {
    private final List<String> lost = new ArrayList<>();
    private final List<String> doubled = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private final Map<String, Long> counts = new LinkedHashMap<>();

    /** Something that was acknowledged, or took effect, is not accounted for. */
    void lost(String sentence) {
        lost.add(sentence);
    }

    /** Something happened more than once. */
    void doubled(String sentence) {
        doubled.add(sentence);
    }

    /** Anything else that must not be. */
    void error(String sentence) {
        errors.add(sentence);
    }

    /** Complains if less happened than shows anything. */
    void atLeast(String what, long number, long enough) {
        if (number < enough) {
            errors.add("Too little happened to show anything: " + number + " " + what + ", and " + enough
                    + " would be enough. Give it more --seconds.");
        }
    }

    /** One more figure of the report. */
    void count(String name, long number) {
        counts.put(name, number);
    }

    List<String> lost() {
        return List.copyOf(lost);
    }

    List<String> doubled() {
        return List.copyOf(doubled);
    }

    List<String> errors() {
        return List.copyOf(errors);
    }

    Map<String, Long> counts() {
        return new LinkedHashMap<>(counts);
    }

    boolean passed() {
        return lost.isEmpty() && doubled.isEmpty() && errors.isEmpty();
    }
}

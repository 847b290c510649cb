package dev.baton.core;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong with one definition; says each thing once. */
final class Problems {
    private final String saga;
    private final Set<Problem> found = new LinkedHashSet<>();

    Problems(String saga) {
        this.saga = saga;
    }

    /** Notes a problem of one node. */
    void add(String step, Rule rule, String sentence) {
        found.add(new Problem(saga, step, rule, sentence));
    }

    /** Notes a problem of the saga as a whole. */
    void add(Rule rule, String sentence) {
        add("", rule, sentence);
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    List<Problem> all() {
        return List.copyOf(found);
    }
}

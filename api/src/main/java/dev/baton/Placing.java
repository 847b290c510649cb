package dev.baton;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Turns what a {@link Ref} stands for into data at one place, where its user code gets names. */
final class Placing {
    /** A Ref made of Refs of Refs grows with each use; past this, {@link Flow#value} is the better way. */
    private static final int TERMS_MAX = 1_000;

    private final Recording recording;
    private final String place;
    private final Map<String, Function<List<Object>, Object>> code;
    private int terms;
    private int computed;
    private boolean foreign;

    Placing(Recording recording, String place, Map<String, Function<List<Object>, Object>> code) {
        this.recording = recording;
        this.place = place;
        this.code = code;
    }

    Mapping place(Source source) {
        Mapping mapping = term(source);
        if (foreign) {
            recording.problem(
                    "'" + place + "' reads data of another saga. Pass it on as this saga's input." + " [BATON-258]");
        }
        if (terms > TERMS_MAX) {
            recording.problem("'" + place + "' is made of more than " + TERMS_MAX
                    + " terms. Keep a part of it with saga.value. [BATON-259]");
        }
        return mapping;
    }

    private Mapping term(Source source) {
        terms++;
        if (terms > TERMS_MAX) {
            return new Mapping.Nothing();
        }
        return switch (source) {
            case Source.Known(var owner, var mapping) -> own(owner, mapping);
            case Source.Computed(var reads, var function) -> {
                String name = computed == 0 ? place : place + "." + computed;
                computed++;
                code.put(name, function);
                yield new Mapping.Computed(terms(reads), name);
            }
            case Source.Chosen(var owner, var node, var options) ->
                own(owner, new Mapping.Chosen(node, terms(options)));
            case Source.Collected(var owner, var forEach, var result) ->
                own(owner, new Mapping.ItemsOf(forEach, term(result)));
        };
    }

    private List<Mapping> terms(List<Source> sources) {
        return sources.stream().map(this::term).toList();
    }

    private Mapping own(Recording owner, Mapping mapping) {
        foreign |= owner != recording;
        return mapping;
    }
}

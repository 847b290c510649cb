package dev.baton.core;

import dev.baton.Definition;
import dev.baton.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gives definitions their versions, children before parents, and pins the children. What is the same down to the pinned
 * children has the same version.
 */
final class Versions {
    private static final int UNCHOSEN = 0;

    private final Map<String, List<Definition>> fresh;
    private final Map<String, List<Definition>> registered;
    private final IdentityHashMap<Definition, Definition> settled = new IdentityHashMap<>();
    private final IdentityHashMap<Definition, Boolean> underWay = new IdentityHashMap<>();
    private final IdentityHashMap<Definition, Problems> problems = new IdentityHashMap<>();

    /** These definitions differ; what is wrong with them is noted in {@link #problemsOf}. */
    Versions(List<Definition> fresh, List<Definition> registered) {
        fresh.forEach(definition -> problems.put(definition, new Problems(definition.name())));
        this.fresh = byName(fresh);
        this.registered = byName(registered);
        this.fresh.values().forEach(this::collisions);
        fresh.forEach(this::ownChildren);
    }

    private static Map<String, List<Definition>> byName(List<Definition> definitions) {
        return definitions.stream().collect(Collectors.groupingBy(Definition::name));
    }

    /** The definition with its version and those of its children; where that fails, as far as it goes. */
    Definition settle(Definition definition) {
        Definition known = settled.get(definition);
        if (known != null || underWay.put(definition, true) != null) {
            return known == null ? definition : known; // one that runs itself is a problem already
        }
        Definition pinned = new Pinning(child -> versionOf(definition, child)).of(definition);
        Definition done = pinned.version() == UNCHOSEN ? pinned.withVersion(numberOf(pinned)) : pinned;
        if (definition.version() != UNCHOSEN) {
            find(registered, definition.name(), definition.version())
                    .filter(before -> !before.equals(done))
                    .ifPresent(before -> changed(definition, before, done));
        }
        settled.put(definition, done);
        return done;
    }

    /** What a child runs: among what is registered now, then what was registered before; the newest if unpinned. */
    Optional<Definition> childOf(Node.Child child) {
        return raw(child)
                .map(found -> problems.containsKey(found) ? settle(found) : found)
                .filter(found -> child.version() == UNCHOSEN || child.version() == found.version());
    }

    private Optional<Definition> raw(Node.Child child) {
        String name = child.definition();
        if (child.version() == UNCHOSEN) {
            return newest(fresh, name).or(() -> newest(registered, name));
        }
        return find(fresh, name, child.version())
                .or(() -> find(registered, name, child.version()))
                .or(() -> find(fresh, name, UNCHOSEN));
    }

    private static Optional<Definition> find(Map<String, List<Definition>> in, String name, int version) {
        return in.getOrDefault(name, List.of()).stream()
                .filter(definition -> definition.version() == version)
                .findFirst();
    }

    /** An unchosen version will be the highest. */
    private static Optional<Definition> newest(Map<String, List<Definition>> in, String name) {
        return in.getOrDefault(name, List.of()).stream()
                .max(Comparator.comparingInt(
                        definition -> definition.version() == UNCHOSEN ? Integer.MAX_VALUE : definition.version()));
    }

    private int numberOf(Definition pinned) {
        List<Definition> before = registered.getOrDefault(pinned.name(), List.of());
        return before.stream()
                .filter(known -> known.withVersion(UNCHOSEN).equals(pinned))
                .mapToInt(Definition::version)
                .max()
                .orElseGet(() -> 1
                        + Stream.concat(before.stream(), fresh.getOrDefault(pinned.name(), List.of()).stream())
                                .mapToInt(Definition::version)
                                .max()
                                .orElse(0));
    }

    private void changed(Definition definition, Definition before, Definition now) {
        problemsOf(definition)
                .add(
                        Rule.VERSION,
                        "Version " + now.version() + " is registered with another structure: "
                                + Difference.between(before, now) + ". Choose a new number with version("
                                + (now.version() + 1) + "), or leave it out.");
    }

    private void collisions(List<Definition> sameName) {
        for (int i = 1; i < sameName.size(); i++) {
            Definition one = sameName.get(i);
            if (sameName.subList(0, i).stream().anyMatch(other -> other.version() == one.version())) {
                problemsOf(one)
                        .add(
                                Rule.NAME_COLLISION,
                                "Two different sagas have this name"
                                        + (one.version() == UNCHOSEN ? "" : " and version " + one.version())
                                        + ". Give one another name, or each a version of its own.");
            }
        }
    }

    private void ownChildren(Definition definition) {
        for (Node.Child child : Pinning.children(definition)) {
            pathTo(definition.name(), child)
                    .ifPresent(path -> problemsOf(definition)
                            .add(
                                    child.name(),
                                    Rule.OWN_CHILD,
                                    "It runs the saga that it stands in: " + definition.name() + " → "
                                            + String.join(" → ", path) + ". Use saga.repeat, or another saga."));
        }
    }

    /** The sagas from a child to this one, both included; empty if it does not get there. */
    private Optional<List<String>> pathTo(String name, Node.Child first) {
        record Way(Node.Child child, List<String> path) {}
        Set<String> seen = new TreeSet<>();
        var open = new ArrayList<Way>();
        open.add(new Way(first, List.of(first.definition())));
        while (!open.isEmpty()) {
            Way way = open.removeFirst();
            String at = way.child().definition();
            if (at.equals(name)) {
                return Optional.of(way.path());
            }
            if (seen.add(at + "/" + way.child().version())) {
                raw(way.child())
                        .ifPresent(definition -> Pinning.children(definition).forEach(child -> {
                            var path = new ArrayList<>(way.path());
                            path.add(child.definition());
                            open.add(new Way(child, path));
                        }));
            }
        }
        return Optional.empty();
    }

    private int versionOf(Definition of, Node.Child child) {
        Optional<Definition> runs = childOf(child);
        if (runs.isEmpty()) {
            problemsOf(of).add(child.name(), Rule.CHILD_UNKNOWN, unknown(child));
        }
        return runs.map(Definition::version).orElse(child.version());
    }

    private String unknown(Node.Child child) {
        List<Definition> known = Stream.concat(
                        fresh.getOrDefault(child.definition(), List.of()).stream(),
                        registered.getOrDefault(child.definition(), List.of()).stream())
                .toList();
        if (known.isEmpty()) {
            return "It runs saga '" + child.definition() + "', which is not registered. Register it with this one, or"
                    + " before.";
        }
        return "It runs version " + child.version() + " of saga '" + child.definition()
                + "', which is not registered; registered are "
                + known.stream()
                        .map(definition -> definition.version() == UNCHOSEN ? "a new one" : "" + definition.version())
                        .distinct()
                        .toList()
                + ". Register that version, or run another.";
    }

    /** What is wrong with one of the new definitions. */
    Problems problemsOf(Definition definition) {
        Problems found = problems.get(definition);
        if (found == null) {
            throw new IllegalArgumentException("Saga '" + definition.name() + "' is not being registered.");
        }
        return found;
    }
}

package dev.baton.core;

import dev.baton.Call;
import dev.baton.Definition;
import dev.baton.Mapping;
import dev.baton.Node;
import dev.baton.Role;
import dev.baton.Scope;
import dev.baton.core.DefinitionIndex.Place;
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
        Definition pinned = pinned(definition);
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
        for (Node.Child child : children(definition)) {
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
                        .ifPresent(definition -> children(definition).forEach(child -> {
                            var path = new ArrayList<>(way.path());
                            path.add(child.definition());
                            open.add(new Way(child, path));
                        }));
            }
        }
        return Optional.empty();
    }

    /** The children of a definition, those that undo its steps among them. */
    private static List<Node.Child> children(Definition definition) {
        return new DefinitionIndex(definition)
                .places().stream()
                        .map(Place::node)
                        .flatMap(node -> Stream.concat(
                                Stream.of(node)
                                        .filter(Node.Child.class::isInstance)
                                        .map(Node.Child.class::cast),
                                undoOf(node).flatMap(undo -> asChild(node, undo)).stream()))
                        .toList();
    }

    private static Optional<Node.Undo> undoOf(Node node) {
        return switch (node) {
            case Node.Task task -> task.undo();
            case Node.Child child -> child.undo();
            default -> Optional.empty();
        };
    }

    private static Optional<Node.Child> asChild(Node node, Node.Undo undo) {
        return undo.call() instanceof Call.Child(String definition, int version)
                ? Optional.of(new Node.Child(
                        node.name(),
                        Optional.empty(),
                        definition,
                        version,
                        Role.PLAIN,
                        new Mapping.Nothing(),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        List.of()))
                : Optional.empty();
    }

    private Definition pinned(Definition definition) {
        return new Definition(
                definition.name(),
                definition.version(),
                pinned(definition, definition.root()),
                definition.deadline(),
                definition.compensatableFor(),
                definition.inputSchema());
    }

    private Scope pinned(Definition of, Scope scope) {
        return new Scope(
                scope.start(),
                scope.nodes().stream().map(node -> pinned(of, node)).toList(),
                scope.result());
    }

    private Node pinned(Definition of, Node node) {
        return switch (node) {
            case Node.Child child -> pinned(of, child);
            case Node.Task task -> pinned(of, task);
            case Node.Parallel parallel ->
                new Node.Parallel(
                        parallel.name(),
                        parallel.next(),
                        parallel.branches().stream()
                                .map(branch -> pinned(of, branch))
                                .toList(),
                        parallel.catches());
            case Node.ForEach each ->
                new Node.ForEach(
                        each.name(),
                        each.next(),
                        each.items(),
                        pinned(of, each.body()),
                        each.concurrencyMax(),
                        each.failuresMax(),
                        each.failuresPercentMax(),
                        each.catches());
            case Node.Loop loop ->
                new Node.Loop(
                        loop.name(),
                        loop.next(),
                        loop.initial(),
                        pinned(of, loop.body()),
                        loop.until(),
                        loop.pause(),
                        loop.turnsMax(),
                        loop.catches());
            default -> node;
        };
    }

    private Node pinned(Definition of, Node.Child child) {
        return new Node.Child(
                child.name(),
                child.next(),
                child.definition(),
                versionOf(of, child),
                child.role(),
                child.input(),
                child.timeout(),
                child.asksOnFailure(),
                pinnedUndo(of, child),
                child.catches());
    }

    private Node pinned(Definition of, Node.Task task) {
        return new Node.Task(
                task.name(),
                task.next(),
                task.task(),
                task.call(),
                task.role(),
                task.input(),
                task.rules(),
                pinnedUndo(of, task),
                task.probed(),
                task.catches());
    }

    private Optional<Node.Undo> pinnedUndo(Definition of, Node node) {
        return undoOf(node)
                .map(undo -> asChild(node, undo)
                        .map(child -> new Node.Undo(
                                new Call.Child(child.definition(), versionOf(of, child)),
                                undo.retry(),
                                undo.timeout(),
                                undo.readsOutput(),
                                undo.withoutOutput()))
                        .orElse(undo));
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

package dev.baton.core;

import dev.baton.Call;
import dev.baton.Definition;
import dev.baton.Mapping;
import dev.baton.Node;
import dev.baton.Role;
import dev.baton.Scope;
import dev.baton.core.DefinitionIndex.Place;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** Pins the versions of the children of a definition, and of the sagas that undo its steps. */
final class Pinning {
    private final ToIntFunction<Node.Child> versionOf;

    Pinning(ToIntFunction<Node.Child> versionOf) {
        this.versionOf = versionOf;
    }

    /** The definition with the versions of its children. */
    Definition of(Definition definition) {
        return new Definition(
                definition.name(),
                definition.version(),
                pinned(definition.root()),
                definition.deadline(),
                definition.compensatableFor(),
                definition.inputSchema());
    }

    private Scope pinned(Scope scope) {
        return new Scope(scope.start(), scope.nodes().stream().map(this::pinned).toList(), scope.result());
    }

    private Node pinned(Node node) {
        return switch (node) {
            case Node.Child child -> pinned(child);
            case Node.Task task -> pinned(task);
            case Node.Parallel parallel ->
                new Node.Parallel(
                        parallel.name(),
                        parallel.next(),
                        parallel.branches().stream().map(this::pinned).toList(),
                        parallel.catches());
            case Node.ForEach each ->
                new Node.ForEach(
                        each.name(),
                        each.next(),
                        each.items(),
                        pinned(each.body()),
                        each.concurrencyMax(),
                        each.failuresMax(),
                        each.failuresPercentMax(),
                        each.catches());
            case Node.Loop loop ->
                new Node.Loop(
                        loop.name(),
                        loop.next(),
                        loop.initial(),
                        pinned(loop.body()),
                        loop.until(),
                        loop.pause(),
                        loop.turnsMax(),
                        loop.catches());
            default -> node;
        };
    }

    private Node pinned(Node.Child child) {
        return new Node.Child(
                child.name(),
                child.next(),
                child.definition(),
                versionOf.applyAsInt(child),
                child.role(),
                child.input(),
                child.timeout(),
                child.asksOnFailure(),
                pinnedUndo(child),
                child.catches());
    }

    private Node pinned(Node.Task task) {
        return new Node.Task(
                task.name(),
                task.next(),
                task.task(),
                task.call(),
                task.role(),
                task.input(),
                task.rules(),
                pinnedUndo(task),
                task.probed(),
                task.catches(),
                task.queue());
    }

    private Optional<Node.Undo> pinnedUndo(Node node) {
        return undoOf(node)
                .map(undo -> asChild(node, undo)
                        .map(child -> new Node.Undo(
                                new Call.Child(child.definition(), versionOf.applyAsInt(child)),
                                undo.retry(),
                                undo.timeout(),
                                undo.readsOutput(),
                                undo.blind()))
                        .orElse(undo));
    }

    /** The children of a definition, those that undo its steps among them. */
    static List<Node.Child> children(Definition definition) {
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
}

package dev.baton.core;

import dev.baton.Definition;
import dev.baton.Mapping;
import dev.baton.Node;
import dev.baton.Scope;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Who reads the result of a node. */
final class Readers {

    /** The first node that reads it; the definition's name if the saga's result does; empty: nobody. */
    static Optional<String> of(Definition definition, String node) {
        return in(definition.root(), definition.name(), node);
    }

    private static Optional<String> in(Scope scope, String owner, String node) {
        for (Node at : scope.nodes()) {
            if (mappings(at).anyMatch(mapping -> reads(mapping, node))) {
                return Optional.of(at.name());
            }
            for (Scope inner : scopes(at)) {
                Optional<String> found = in(inner, at.name(), node);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return reads(scope.result(), node) ? Optional.of(owner) : Optional.empty();
    }

    static List<Scope> scopes(Node node) {
        return switch (node) {
            case Node.Parallel parallel -> parallel.branches();
            case Node.ForEach each -> List.of(each.body());
            case Node.Loop loop -> List.of(loop.body());
            default -> List.of();
        };
    }

    private static Stream<Mapping> mappings(Node node) {
        return switch (node) {
            case Node.Task task -> Stream.of(task.input());
            case Node.Child child -> Stream.of(child.input());
            case Node.Choice choice -> choice.cases().stream().map(Node.Case::condition);
            case Node.ForEach each -> Stream.of(each.items());
            case Node.Loop loop -> Stream.of(loop.initial(), loop.until());
            case Node.Wait wait ->
                switch (wait.until()) {
                    case Node.Until.Elapsed elapsed -> Stream.empty();
                    case Node.Until.Moment moment -> Stream.of(moment.instant());
                };
            case Node.Pass pass -> Stream.of(pass.value());
            case Node.Fail fail -> Stream.of(fail.message());
            case Node.Parallel parallel -> Stream.empty();
            case Node.Receive receive -> Stream.empty();
        };
    }

    private static boolean reads(Mapping mapping, String node) {
        return switch (mapping) {
            case Mapping.ResultOf result -> result.node().equals(node);
            case Mapping.Computed computed -> computed.reads().stream().anyMatch(read -> reads(read, node));
            case Mapping.Chosen chosen ->
                chosen.node().equals(node) || chosen.options().stream().anyMatch(read -> reads(read, node));
            case Mapping.ItemsOf items -> items.forEach().equals(node) || reads(items.result(), node);
            case Mapping.SagaInput input -> false;
            case Mapping.Current current -> false;
            case Mapping.FailureOf failure -> failure.node().equals(node);
            case Mapping.Nothing nothing -> false;
        };
    }

    private Readers() {}
}

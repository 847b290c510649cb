package dev.baton.core;

import dev.baton.Definition;
import dev.baton.Mapping;
import dev.baton.Node;
import dev.baton.Scope;
import java.util.Optional;

/** Who reads the result of a node. */
final class Readers {

    /** The first node that reads it; the definition's name if the saga's result does; empty: nobody. */
    static Optional<String> of(Definition definition, String node) {
        return in(definition.root(), definition.name(), node);
    }

    private static Optional<String> in(Scope scope, String owner, String node) {
        for (Node at : scope.nodes()) {
            if (at.mappings().stream().anyMatch(mapping -> reads(mapping, node))) {
                return Optional.of(at.name());
            }
            for (Scope inner : at.scopes()) {
                Optional<String> found = in(inner, at.name(), node);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return reads(scope.result(), node) ? Optional.of(owner) : Optional.empty();
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

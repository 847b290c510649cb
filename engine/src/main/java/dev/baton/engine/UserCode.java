package dev.baton.engine;

import dev.baton.Call;
import dev.baton.Definition;
import dev.baton.Mapping;
import dev.baton.Node;
import dev.baton.Scope;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells whether a definition can run without the code of an application: by HTTP alone, from data to data. */
final class UserCode {
    private UserCode() {}

    static boolean isNeededBy(Definition definition) {
        return isNeededBy(definition.root());
    }

    private static boolean isNeededBy(Scope scope) {
        return isCode(scope.result()) || scope.nodes().stream().anyMatch(UserCode::isNeededBy);
    }

    private static boolean isNeededBy(Node node) {
        return isCalledBy(node)
                || node.mappings().stream().anyMatch(UserCode::isCode)
                || node.scopes().stream().anyMatch(UserCode::isNeededBy);
    }

    private static boolean isCalledBy(Node node) {
        return switch (node) {
            case Node.Task task -> isLocal(task.call()) || task.probed() || isCalledBy(task.undo());
            case Node.Child child -> isCalledBy(child.undo());
            default -> false;
        };
    }

    private static boolean isCalledBy(Optional<Node.Undo> undo) {
        return undo.filter(how -> isLocal(how.call())).isPresent();
    }

    private static boolean isLocal(Call call) {
        return switch (call) {
            case Call.Handler handler -> true;
            case Call.Callback callback -> true;
            case Call.Http http -> false;
            case Call.Child child -> false;
        };
    }

    private static boolean isCode(Mapping mapping) {
        return switch (mapping) {
            case Mapping.Computed computed -> true;
            case Mapping.Chosen chosen -> anyCode(chosen.options().stream());
            case Mapping.ItemsOf items -> true;
            case Mapping.FailureOf failure -> true;
            case Mapping.SagaInput input -> false;
            case Mapping.ResultOf result -> false;
            case Mapping.Current current -> false;
            case Mapping.Nothing nothing -> false;
        };
    }

    private static boolean anyCode(Stream<Mapping> mappings) {
        return mappings.anyMatch(UserCode::isCode);
    }
}

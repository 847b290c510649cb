package dev.baton.engine;

import dev.baton.Call;
import dev.baton.Definition;
import dev.baton.Mapping;
import dev.baton.Node;
import dev.baton.Scope;
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
        return switch (node) {
            case Node.Task task ->
                isLocal(task.call())
                        || task.probed()
                        || isCode(task.input())
                        || task.undo().filter(undo -> isLocal(undo.call())).isPresent();
            case Node.Child child ->
                isCode(child.input())
                        || child.undo().filter(undo -> isLocal(undo.call())).isPresent();
            case Node.Choice choice -> choice.cases().stream().anyMatch(path -> isCode(path.condition()));
            case Node.Parallel parallel -> parallel.branches().stream().anyMatch(UserCode::isNeededBy);
            case Node.ForEach each -> isCode(each.items()) || isNeededBy(each.body());
            case Node.Loop loop -> isCode(loop.initial()) || isCode(loop.until()) || isNeededBy(loop.body());
            case Node.Wait wait -> wait.until() instanceof Node.Until.Moment moment && isCode(moment.instant());
            case Node.Pass pass -> isCode(pass.value());
            case Node.Fail fail -> isCode(fail.message());
            case Node.Receive receive -> false;
        };
    }

    private static boolean isLocal(Call call) {
        return !(call instanceof Call.Http);
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

package dev.baton;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A definition as text, one line for each node, for assertions. */
public final class Graph {
    private final StringBuilder text = new StringBuilder();

    private Graph() {}

    /** The graph of a saga. */
    public static String of(Saga<?, ?> saga) {
        var graph = new Graph();
        graph.scope("", saga.definition().root());
        return graph.text.toString();
    }

    private void scope(String indent, Scope scope) {
        text.append(indent).append("begin ").append(to(scope.start())).append('\n');
        scope.nodes().forEach(node -> node(indent, node));
        text.append(indent).append("give ").append(of(scope.result())).append('\n');
    }

    private void node(String indent, Node node) {
        text.append(indent)
                .append(node.name())
                .append(": ")
                .append(what(node))
                .append(node.catches().stream()
                        .map(rule -> " catch " + String.join("|", rule.errors()) + " -> " + to(rule.next()))
                        .collect(Collectors.joining()))
                .append(" -> ")
                .append(to(node.next()))
                .append('\n');
        node.scopes().forEach(scope -> scope(indent + "    ", scope));
    }

    private static String what(Node node) {
        return switch (node) {
            case Node.Task task ->
                call(task.call()) + " " + task.task() + " " + task.role() + " of " + of(task.input())
                        + task.undo().map(undo -> ", undo " + call(undo.call())).orElse("")
                        + (task.probed() ? ", probed" : "");
            case Node.Child child ->
                "child " + child.definition() + " v" + child.version() + " " + child.role() + " of "
                        + of(child.input())
                        + child.undo()
                                .map(undo -> ", undo " + call(undo.call()))
                                .orElse("");
            case Node.Choice choice ->
                "choice"
                        + choice.cases().stream()
                                .map(option -> " [" + option.label() + ": " + of(option.condition()) + " -> "
                                        + to(option.then()) + "]")
                                .collect(Collectors.joining());
            case Node.Parallel parallel -> "parallel";
            case Node.ForEach each ->
                "for each of " + of(each.items()) + " by " + each.concurrencyMax() + " tolerating " + each.failuresMax()
                        + " or " + each.failuresPercentMax() + "%";
            case Node.Loop loop ->
                "loop from " + of(loop.initial()) + " until " + of(loop.until()) + " every " + loop.pause() + " up to "
                        + loop.turnsMax();
            case Node.Wait wait ->
                switch (wait.until()) {
                    case Node.Until.Elapsed(var duration) -> "wait " + duration;
                    case Node.Until.Moment(var instant) -> "wait until " + of(instant);
                };
            case Node.Receive receive ->
                "receive " + receive.signal()
                        + receive.group().map(group -> " from " + group).orElse("")
                        + receive.timeout().map(time -> " within " + time).orElse("");
            case Node.Pass pass -> "value " + of(pass.value());
            case Node.Fail fail -> "fail " + fail.error() + " " + of(fail.message());
        };
    }

    private static String call(Call call) {
        return switch (call) {
            case Call.Handler handler -> "handler";
            case Call.Callback callback -> "callback";
            case Call.Child child -> "saga " + child.definition();
            case Call.Http http -> http.method() + " " + http.url();
        };
    }

    private static String to(Optional<String> next) {
        return next.orElse("end");
    }

    private static String of(Mapping mapping) {
        return switch (mapping) {
            case Mapping.SagaInput input -> "input";
            case Mapping.ResultOf(var node) -> node;
            case Mapping.Current(var node) -> node + "[current]";
            case Mapping.Chosen(var node, var options) -> node + "<" + of(options, " | ") + ">";
            case Mapping.ItemsOf(var node, var result) -> node + "[*" + of(result) + "]";
            case Mapping.FailureOf(var node) -> node + "[failure]";
            case Mapping.Computed(var reads, var code) -> code + "(" + of(reads, ", ") + ")";
            case Mapping.Nothing nothing -> "nothing";
        };
    }

    private static String of(List<Mapping> mappings, String between) {
        return mappings.stream().map(Graph::of).collect(Collectors.joining(between));
    }
}

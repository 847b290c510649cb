package dev.baton.core;

import dev.baton.Call;
import dev.baton.Catch;
import dev.baton.Definition;
import dev.baton.Node;
import dev.baton.core.DefinitionIndex.Area;
import dev.baton.core.DefinitionIndex.Place;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Names, references between nodes, and what has to be there. */
final class ShapeCheck {
    private static final Pattern QUEUE = Pattern.compile("[!-~]{1,64}");
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,80}");

    private final DefinitionIndex index;
    private final Problems problems;

    ShapeCheck(DefinitionIndex index, Problems problems) {
        this.index = index;
        this.problems = problems;
    }

    void run() {
        Definition definition = index.definition();
        name("", "saga", definition.name());
        nodeNames();
        signals();
        for (Area area : index.areas()) {
            String owner = area.owner() < 0 ? "" : index.node(area.owner()).name();
            if (area.scope().start().isEmpty() && !area.scope().nodes().isEmpty()) {
                problems.add(
                        owner,
                        Rule.REFERENCE,
                        "A scope has nodes and no first one, so it would end at once. Name its start.");
            }
            reference(owner, "begins with", area.number(), area.scope().start());
        }
        index.places().forEach(this::references);
    }

    private void nodeNames() {
        var seen = new HashMap<String, String>();
        for (Place place : index.places()) {
            String name = place.node().name();
            name(name, "node", name);
            String other = seen.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
            if (other == null) {
                continue;
            }
            String found = other.equals(name)
                    ? "Two nodes of the saga have this name."
                    : "Only upper and lower case tell it from '" + other + "'.";
            problems.add(
                    name,
                    Rule.NAME_COLLISION,
                    found + " The history and the keys are told apart by it: give one another name, for a step with"
                            + " renamed(\"" + name + "-2\").");
        }
    }

    private void signals() {
        Map<String, Node.Receive> seen = new HashMap<>();
        for (Place place : index.places()) {
            if (!(place.node() instanceof Node.Receive receive)) {
                continue;
            }
            name(receive.name(), "signal", receive.signal());
            Node.Receive other = seen.putIfAbsent(receive.signal().toLowerCase(Locale.ROOT), receive);
            if (other != null && !other.signal().equals(receive.signal())) {
                problems.add(
                        receive.name(),
                        Rule.NAME_COLLISION,
                        "Only upper and lower case tell signal '" + receive.signal() + "' from '" + other.signal()
                                + "'. Give one another name.");
            } else if (other != null && !other.schema().equals(receive.schema())) {
                problems.add(
                        receive.name(),
                        Rule.NAME_COLLISION,
                        "Signal '" + receive.signal() + "' has another schema here than at '" + other.name()
                                + "', so no value is sure to fit. Give the signals different names.");
            }
        }
    }

    private void references(Place place) {
        String name = place.node().name();
        reference(name, "goes on with", place.scope(), place.node().next());
        for (Catch rule : place.node().catches()) {
            reference(name, "goes, when it fails, on with", place.scope(), rule.next());
            if (rule.errors().isEmpty()) {
                problems.add(
                        name,
                        Rule.BOUND,
                        "A catch rule names no error, so it catches nothing. Name one, or \"" + Catch.ANY + "\".");
            }
        }
        if (place.node() instanceof Node.Choice choice) {
            choice.cases()
                    .forEach(path ->
                            reference(name, "goes, if \"" + path.label() + "\", on with", place.scope(), path.then()));
        }
        if (place.node() instanceof Node.Child child) {
            name(name, "child saga", child.definition());
        }
        if (place.node() instanceof Node.Task task) {
            task.queue().ifPresent(queue -> queue(task, queue));
        }
    }

    private void queue(Node.Task task, String queue) {
        if (!(task.call() instanceof Call.Handler)) {
            problems.add(
                    task.name(),
                    Rule.QUEUE,
                    "It is put on queue '" + shortened(queue) + "', and has no handler that could be called from there:"
                            + " HTTP calls and callbacks are made by the engine itself. Leave out its queue.");
        } else if (!QUEUE.matcher(queue).matches()) {
            problems.add(
                    task.name(),
                    Rule.QUEUE,
                    "'" + shortened(queue) + "' cannot be the name of a queue: it has 1 to 64 visible ASCII characters,"
                            + " and no space. Choose such a one.");
        }
    }

    private void reference(String step, String verb, int scope, Optional<String> target) {
        if (target.isEmpty() || index.findIn(scope, target.get()).isPresent()) {
            return;
        }
        OptionalInt elsewhere = index.find(target.get());
        problems.add(
                step,
                Rule.REFERENCE,
                "It " + verb + " '" + target.get() + "', which "
                        + (elsewhere.isPresent()
                                ? "stands in another scope. A path stays in its scope: go to one of its nodes."
                                : "is not in this saga. Add it, or correct the name."));
    }

    private void name(String step, String what, String name) {
        if (!NAME.matcher(name).matches()) {
            problems.add(
                    step,
                    Rule.NAME,
                    "'" + shortened(name) + "' cannot be the name of a " + what
                            + ": names have 1 to 80 lower-case letters, digits and hyphens. Choose such a one.");
        }
    }

    private static String shortened(String name) {
        return name.length() <= 100 ? name : name.substring(0, 100) + "…";
    }
}

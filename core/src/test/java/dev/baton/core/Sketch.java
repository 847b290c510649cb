package dev.baton.core;

import dev.baton.Call;
import dev.baton.Catch;
import dev.baton.Definition;
import dev.baton.Mapping;
import dev.baton.Node;
import dev.baton.Retry;
import dev.baton.Role;
import dev.baton.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Definitions as data, in few words: for what the API's own words cannot say. */
final class Sketch {
    static final Mapping INPUT = new Mapping.SagaInput();
    static final Mapping NOTHING = new Mapping.Nothing();
    static final Node.Rules RULES = rules(Duration.ofMinutes(1));
    static final Node.Undo UNDO =
            new Node.Undo(new Call.Handler(), Retry.defaults(), Duration.ofMinutes(1), false, Optional.empty());

    private Sketch() {}

    static Definition definition(Node... nodes) {
        return definition("unsafe", nodes);
    }

    static Definition definition(String name, Node... nodes) {
        return definition(name, 0, scope(nodes));
    }

    static Definition definition(String name, int version, Scope root) {
        return new Definition(name, version, root, Optional.empty(), Duration.ZERO, Optional.empty());
    }

    /** Begins with the first node. */
    static Scope scope(Node... nodes) {
        Optional<String> start = nodes.length == 0 ? Optional.empty() : Optional.of(nodes[0].name());
        return new Scope(start, List.of(nodes), NOTHING);
    }

    static Optional<String> to(String next) {
        return next.isEmpty() ? Optional.empty() : Optional.of(next);
    }

    static Node.Task task(String name, String next, Role role, Catch... catches) {
        return task(name, next, role, INPUT, RULES, catches);
    }

    static Node.Task task(String name, String next, Role role, Mapping input, Node.Rules rules, Catch... catches) {
        Optional<Node.Undo> undo = role == Role.COMPENSATABLE ? Optional.of(UNDO) : Optional.empty();
        return new Node.Task(
                name,
                to(next),
                name,
                new Call.Handler(),
                role,
                input,
                rules,
                undo,
                false,
                List.of(catches),
                Optional.empty());
    }

    static Node.Task undoable(String name, String next, Catch... catches) {
        return task(name, next, Role.COMPENSATABLE, catches);
    }

    static Node.Task look(String name, String next, Mapping input) {
        return task(name, next, Role.READ_ONLY, input, RULES);
    }

    static Node.Task look(String name, String next) {
        return look(name, next, INPUT);
    }

    static Node.Task undoneBy(String name, Node.Undo undo) {
        return new Node.Task(
                name,
                to(""),
                name,
                new Call.Handler(),
                Role.COMPENSATABLE,
                INPUT,
                RULES,
                Optional.of(undo),
                false,
                List.of(),
                Optional.empty());
    }

    static Node.Rules rules(Duration timeout) {
        return rules(Retry.defaults(), timeout, Optional.empty(), Duration.ofSeconds(10));
    }

    static Node.Rules rules(Retry retry, Duration timeout, Optional<Duration> heartbeat, Duration settle) {
        return new Node.Rules(retry, timeout, heartbeat, settle, false, Optional.empty(), Optional.empty());
    }

    static Catch any(String next) {
        return new Catch(List.of(Catch.ANY), to(next));
    }

    static Node.Choice choice(String name, String next, Node.Case... cases) {
        return new Node.Choice(name, to(next), List.of(cases));
    }

    static Node.Case when(String label, String then) {
        return new Node.Case(label, INPUT, to(then));
    }

    static Node.Parallel parallel(String name, String next, Scope... branches) {
        return new Node.Parallel(name, to(next), List.of(branches), List.of());
    }

    static Node.ForEach each(String name, String next, Scope body) {
        return new Node.ForEach(name, to(next), INPUT, body, 5, 0, 0, List.of());
    }

    static Node.Loop loop(String name, String next, Scope body) {
        return new Node.Loop(name, to(next), INPUT, body, INPUT, Duration.ofSeconds(1), 10, List.of());
    }

    static Node.Pass pass(String name, String next, Mapping value) {
        return new Node.Pass(name, to(next), value);
    }

    static Node.Wait pause(String name, String next) {
        return new Node.Wait(name, to(next), new Node.Until.Elapsed(Duration.ofSeconds(1)));
    }

    static Node.Receive receive(String name, String next, String signal, Optional<String> schema) {
        return new Node.Receive(name, to(next), signal, Optional.empty(), Optional.empty(), schema, List.of());
    }

    static Node.Child child(String name, String next, String definition, int version) {
        return new Node.Child(
                name,
                to(next),
                definition,
                version,
                Role.COMPENSATABLE,
                INPUT,
                Optional.empty(),
                false,
                Optional.empty(),
                List.of());
    }

    static Mapping result(String node) {
        return new Mapping.ResultOf(node);
    }
}

package dev.baton.core;

import dev.baton.Definition;
import dev.baton.Mapping;
import dev.baton.Node;
import dev.baton.Scope;
import java.util.List;
import java.util.stream.Stream;

/** Refuses definitions that are too large to be looked at. Comes before every other check, and stops at its bounds. */
final class SizeCheck {
    static final int NODES_MAX = 10_000;
    static final int NESTING_MAX = 30;
    static final int MAPPING_NESTING_MAX = 200;
    static final int TERMS_MAX = 1_000_000;

    private final Problems problems;
    private int nodes;
    private int terms;
    private boolean tooDeep;

    private SizeCheck(Problems problems) {
        this.problems = problems;
    }

    /** Returns whether the definition is within the bounds. */
    static boolean passes(Definition definition, Problems problems) {
        var check = new SizeCheck(problems);
        check.scope(definition.root(), "", 0);
        if (check.nodes > NODES_MAX) {
            problems.add(Rule.SIZE, "Has more than " + NODES_MAX + " nodes. Make a part of it a saga of its own.");
        }
        if (check.terms > TERMS_MAX) {
            problems.add(
                    Rule.SIZE,
                    "What its nodes read has more than " + TERMS_MAX + " terms. Keep parts of it with saga.value.");
        }
        return problems.isEmpty();
    }

    private void scope(Scope scope, String owner, int depth) {
        if (depth > NESTING_MAX) {
            if (!tooDeep) {
                problems.add(
                        owner,
                        Rule.SIZE,
                        "Stands more than " + NESTING_MAX
                                + " scopes deep. Make a part of it a saga of its own, and run that as a child.");
            }
            tooDeep = true;
            return;
        }
        mapping(scope.result(), owner, 0);
        for (Node node : scope.nodes()) {
            nodes++;
            if (nodes > NODES_MAX) {
                return;
            }
            mappings(node).forEach(mapping -> mapping(mapping, node.name(), 0));
            node.scopes().forEach(inner -> scope(inner, node.name(), depth + 1));
        }
    }

    private void mapping(Mapping mapping, String step, int depth) {
        if (depth == MAPPING_NESTING_MAX) {
            problems.add(
                    step,
                    Rule.SIZE,
                    "What it reads is made of data in more than " + MAPPING_NESTING_MAX
                            + " steps. Keep a part of it with saga.value.");
        }
        terms++;
        if (depth < MAPPING_NESTING_MAX && terms <= TERMS_MAX) {
            parts(mapping).forEach(part -> mapping(part, step, depth + 1));
        }
    }

    /** What a mapping is made of. */
    static List<Mapping> parts(Mapping mapping) {
        return switch (mapping) {
            case Mapping.Chosen chosen -> chosen.options();
            case Mapping.Computed computed -> computed.reads();
            case Mapping.ItemsOf items -> List.of(items.result());
            case Mapping.SagaInput input -> List.of();
            case Mapping.ResultOf result -> List.of();
            case Mapping.Current current -> List.of();
            case Mapping.FailureOf failure -> List.of();
            case Mapping.Nothing nothing -> List.of();
        };
    }

    /** What a node itself reads. */
    private static Stream<Mapping> mappings(Node node) {
        return switch (node) {
            case Node.Task task -> Stream.of(task.input());
            case Node.Child child -> Stream.of(child.input());
            case Node.Choice choice -> choice.cases().stream().map(Node.Case::condition);
            case Node.ForEach each -> Stream.of(each.items());
            case Node.Loop loop -> Stream.of(loop.initial(), loop.until());
            case Node.Wait wait ->
                wait.until() instanceof Node.Until.Moment(Mapping instant) ? Stream.of(instant) : Stream.of();
            case Node.Pass pass -> Stream.of(pass.value());
            case Node.Fail fail -> Stream.of(fail.message());
            case Node.Parallel parallel -> Stream.of();
            case Node.Receive receive -> Stream.of();
        };
    }
}

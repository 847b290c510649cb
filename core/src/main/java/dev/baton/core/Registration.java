package dev.baton.core;

import dev.baton.Definition;
import dev.baton.Node;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides whether sagas may run: everything that can go wrong and can be seen in the definitions (saga-semantics §7) is
 * found here, all of it at once.
 *
 * <p>What passes has its version and has its children pinned. A definition that equals a registered one, pinned children
 * included, gets that one's version; a changed one gets the next number, unless its author chose one.
 */
public final class Registration {
    private final List<Definition> registered;

    /** Registers beside these, which have their versions. */
    public Registration(List<Definition> registered) {
        this.registered = List.copyOf(registered);
    }

    /** What came of it. */
    public sealed interface Result {
        /** About what may run, but should be known. */
        List<Problem> warnings();
    }

    /**
     * All of them may run.
     *
     * @param definitions in the order in which they were given, with versions; repeated ones once
     */
    public record Accepted(List<Definition> definitions, List<Problem> warnings) implements Result {
        public Accepted {
            definitions = List.copyOf(definitions);
            warnings = List.copyOf(warnings);
        }
    }

    /** None of them may run. */
    public record Refused(List<Problem> problems, List<Problem> warnings) implements Result {
        public Refused {
            problems = List.copyOf(problems);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Checks these definitions together. A child is looked for among them first, then among the registered ones.
     *
     * @param fresh version 0 where the author chose none
     */
    public Result add(List<Definition> fresh) {
        var problems = new ArrayList<Problem>();
        var checked = new ArrayList<Definition>();
        for (Definition definition : fresh) {
            var size = new Problems(definition.name());
            if (SizeCheck.passes(definition, size)) {
                checked.add(definition);
            }
            problems.addAll(size.all());
        }
        var warnings = new ArrayList<Problem>();
        List<Definition> settled = check(checked, problems, warnings);
        return problems.isEmpty() ? new Accepted(settled, warnings) : new Refused(problems, warnings);
    }

    private List<Definition> check(List<Definition> given, List<Problem> problems, List<Problem> warnings) {
        List<Definition> fresh = given.stream().distinct().toList();
        var versions = new Versions(fresh, registered);
        IdentityHashMap<Definition, Checked> known = new IdentityHashMap<>();
        List<Definition> settled = fresh.stream().map(versions::settle).toList();
        for (int i = 0; i < settled.size(); i++) {
            Problems found = versions.problemsOf(fresh.get(i));
            var noted = new Problems(settled.get(i).name());
            check(settled.get(i), child -> checkedChild(versions, child, known), found, noted);
            problems.addAll(found.all());
            warnings.addAll(noted.all());
        }
        return settled;
    }

    private static Optional<Checked> checkedChild(
            Versions versions, Node.Child child, IdentityHashMap<Definition, Checked> known) {
        return versions.childOf(child).map(definition -> known.computeIfAbsent(definition, Checked::of));
    }

    private static void check(
            Definition definition,
            Function<Node.Child, Optional<Checked>> children,
            Problems problems,
            Problems warnings) {
        var index = new DefinitionIndex(definition);
        var graph = new Graph(index);
        var phases = new Phases(graph);
        new ShapeCheck(index, problems).run();
        new BoundsCheck(index, problems).run();
        new WayCheck(graph, problems, warnings).run();
        new RoleCheck(graph, phases, problems).run();
        if (!index.isFlow()) {
            new ChildCheck(graph, phases, children, problems).run();
        }
        new ReadCheck(graph, problems).run();
    }
}

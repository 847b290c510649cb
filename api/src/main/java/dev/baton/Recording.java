package dev.baton;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** What has been recorded of a saga so far. Not thread-safe. */
final class Recording {
    private final Map<String, Function<List<Object>, Object>> code = new LinkedHashMap<>();
    private final Map<String, Class<?>> types = new LinkedHashMap<>();
    private final Map<String, Step<?, ?>> steps = new LinkedHashMap<>();
    private final Map<String, Saga<?, ?>> children = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Map<String, Integer> ordinals = new HashMap<>();
    private final Set<Branch<?>> waiting = new LinkedHashSet<>();
    private final Deque<List<Draft>> open = new ArrayDeque<>();
    private final List<String> problems = new ArrayList<>();
    private final String saga;

    Recording(String saga, Class<?> input) {
        this.saga = saga;
        types.put("", input);
        open.push(new ArrayList<>());
    }

    void problem(String sentence) {
        problems.add(sentence);
    }

    /** Takes a name for a node; a name that is taken is a problem, and the node goes on under another. */
    String take(String name) {
        if (names.add(name)) {
            return name;
        }
        problem("'" + name + "' stands in this saga twice. Give one another name: renamed(\"" + name
                + "-2\") for a step, saga.named(\"" + name + "-2\") before any other node. [BATON-253]");
        return fresh(name);
    }

    /** A name for a node that the author gave none. */
    String fresh(String kind) {
        String name;
        do {
            name = kind + "-" + ordinals.merge(kind, 1, Integer::sum);
        } while (!names.add(name));
        return name;
    }

    /** Adds a node to the block that is being written. */
    void add(Draft draft) {
        if (open.isEmpty()) {
            throw new SagaRefusedException(List.of("'" + draft.name() + "' came too late: saga '" + saga
                    + "' is already defined. Record everything within define. [BATON-257]"));
        }
        open.element().add(draft);
    }

    void addTyped(Draft draft, Class<?> type) {
        add(draft);
        types.put(draft.name(), type);
    }

    void addStep(Draft draft, Step<?, ?> step) {
        addTyped(draft, step.output());
        steps.put(draft.name(), step);
        if (step.work() instanceof Step.Work.Child<?, ?> child) {
            child.saga().ifPresent(definition -> children.put(draft.name(), definition));
        }
        if (step.undo() instanceof Step.Undo.Another<?, ?>(Saga<?, ?> saga)) {
            children.put(draft.name() + ".undo", saga);
        }
    }

    /** Runs a block and keeps what it records apart. */
    <R> Recorded<R> block(Supplier<Ref<R>> body) {
        var drafts = new ArrayList<Draft>();
        open.push(drafts);
        Ref<R> result = body.get();
        open.pop();
        if (result == null) {
            problem("A block gave null instead of a Ref. Return what a step gave, or saga.done(). [BATON-256]");
            return new Recorded<>(drafts, known(new Mapping.Nothing()));
        }
        return new Recorded<>(drafts, result);
    }

    <R> Branch<R> branch(Supplier<Ref<R>> body) {
        Recorded<R> block = block(body);
        var branch = new Branch<>(this, block.drafts(), block.result());
        waiting.add(branch);
        return branch;
    }

    /** The branch begins here; each does once. */
    Scope begin(Branch<?> branch) {
        if (!waiting.remove(branch)) {
            problem("A branch was given to parallel twice, or belongs to another saga. Describe one for each use with"
                    + " saga.branch. [BATON-254]");
            return Draft.scope(List.of(), new Mapping.Nothing());
        }
        return Draft.scope(branch.drafts(), new Mapping.Nothing());
    }

    /** A choice grows only while nothing stands behind it. */
    void expectLast(Draft choice, boolean complete) {
        if (complete
                || open.isEmpty()
                || open.element().isEmpty()
                || !open.element().getLast().name().equals(choice.name())) {
            problem("The paths of '" + choice.name()
                    + "' are not written in one go. Write them together, otherwise last, before the next node."
                    + " [BATON-255]");
        }
    }

    <R> Ref<R> known(Mapping mapping) {
        return new Ref<>(new Source.Known(this, mapping));
    }

    /** What a node reads, as data; the user code in it is kept under names made from the place. */
    Mapping place(String place, Ref<?> ref) {
        return new Placing(this, place, code).place(ref.source());
    }

    Scope close(Ref<?> result) {
        Mapping last = place("saga.result", result);
        Scope root = Draft.scope(open.pop(), last);
        if (!waiting.isEmpty()) {
            problem(waiting.size() + " of the branches never run. Give them to saga.parallel. [BATON-254]");
        }
        return root;
    }

    Bindings bindings() {
        return new Bindings(code, types, steps, children);
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    /** What a block recorded, and what it gives. */
    record Recorded<R>(List<Draft> drafts, Ref<R> result) {
        Source source() {
            return result.source();
        }

        Optional<String> first(Optional<String> after) {
            return Draft.first(drafts, after);
        }
    }
}

package dev.baton.core;

import dev.baton.Failure;
import dev.baton.Mapping;
import dev.baton.Node;
import dev.baton.core.DefinitionIndex.Area;
import dev.baton.core.Effect.LookAhead;
import dev.baton.core.Question.Form;
import dev.baton.core.Question.Term;
import dev.baton.core.StateSnapshot.Place;
import dev.baton.core.StateSnapshot.Taken;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes the questions to user code: finds the data that a node reads, and what has to be evaluated about it. */
final class Questions {
    /** The name that answers for the end of the whole saga go by. */
    static final String END = "/end";

    private static final int AHEAD_MAX = 8;

    private final Layout layout;
    private final ExecutionState state;

    Questions(Layout layout, ExecutionState state) {
        this.layout = layout;
        this.state = state;
    }

    /** What has to be known before a node can do anything; in the order of its places. */
    List<Question> of(int frame, Node node) {
        return of(frame, node, "");
    }

    /** What has to be known before a frame can end. */
    List<Question> ofEnd(int frame) {
        return ofEnd(frame, "");
    }

    /** The answers, if no user code is needed for them. */
    static Optional<List<Evaluated>> direct(List<Question> questions) {
        var answers = new ArrayList<Evaluated>(questions.size());
        for (Question question : questions) {
            Evaluated answer = direct(question);
            if (answer == null) {
                return Optional.empty();
            }
            answers.add(answer);
        }
        return Optional.of(answers);
    }

    private static @Nullable Evaluated direct(Question question) {
        if (question.form() == Form.VALUE) {
            return switch (question.term()) {
                case Term.Data data -> new Evaluated.Value(data.payload());
                case Term.Nothing nothing -> new Evaluated.Value(Payload.NOTHING);
                case Term.Pending pending -> null;
                case Term.Computed computed -> null;
                case Term.Items items -> null;
                case Term.Caught caught -> null;
            };
        }
        if (question.form() == Form.CONDITION && question.term() instanceof Term.Data data) {
            return new Evaluated.Holds(data.payload().json().equals("true"));
        }
        return null;
    }

    /** What the runner of a step may answer in the same call: the questions of what follows it. */
    List<LookAhead> ahead(int frame, String step, Optional<String> next) {
        var ahead = new ArrayList<LookAhead>();
        try {
            lookAhead(frame, step, next, ahead);
        } catch (NotThere e) {
            // What follows reads something that is not there yet: it is asked when the execution gets there.
            return ahead;
        }
        return ahead;
    }

    private void lookAhead(int frame, String pending, Optional<String> next, List<LookAhead> ahead) {
        if (ahead.size() >= AHEAD_MAX) {
            return;
        }
        if (next.isEmpty()) {
            List<Question> questions = ofEnd(frame, pending);
            add(endName(frame), questions, ahead);
            return;
        }
        Node node = layout.node(next.get());
        add(node.name(), of(frame, node, pending), ahead);
        switch (node) {
            case Node.Choice choice -> {
                for (Node.Case path : choice.cases()) {
                    lookAhead(frame, pending, path.then(), ahead);
                }
                lookAhead(frame, pending, choice.next(), ahead);
            }
            default -> {}
        }
    }

    private static void add(String node, List<Question> questions, List<LookAhead> ahead) {
        if (!questions.isEmpty() && needsCode(questions)) {
            ahead.add(new LookAhead(node, questions));
        }
    }

    private static boolean needsCode(List<Question> questions) {
        return questions.stream()
                .anyMatch(question -> !(question.term() instanceof Term.Pending || direct(question) != null));
    }

    /** The name that the answers for the end of a frame go by. */
    String endName(int frame) {
        int group = state.frames.get(frame).group();
        return group < 0 ? END : state.frames.group(group).node() + END;
    }

    private List<Question> of(int frame, Node node, String pending) {
        String name = node.name();
        return switch (node) {
            case Node.Task task -> List.of(question(name + ".input", Form.VALUE, task.input(), frame, pending));
            case Node.Child child -> List.of(question(name + ".input", Form.VALUE, child.input(), frame, pending));
            case Node.Choice choice -> {
                var conditions = new ArrayList<Question>();
                for (Node.Case path : choice.cases()) {
                    conditions.add(question(
                            name + ".case-" + conditions.size(), Form.CONDITION, path.condition(), frame, pending));
                }
                yield conditions;
            }
            case Node.ForEach each -> List.of(question(name + ".items", Form.ITEMS, each.items(), frame, pending));
            case Node.Loop loop -> List.of(question(name + ".initial", Form.VALUE, loop.initial(), frame, pending));
            case Node.Wait wait ->
                switch (wait.until()) {
                    case Node.Until.Elapsed elapsed -> List.of();
                    case Node.Until.Moment moment ->
                        List.of(question(name + ".until", Form.INSTANT, moment.instant(), frame, pending));
                };
            case Node.Pass pass -> List.of(question(name + ".value", Form.VALUE, pass.value(), frame, pending));
            case Node.Fail fail -> List.of(question(name + ".message", Form.TEXT, fail.message(), frame, pending));
            case Node.Parallel parallel -> List.of();
            case Node.Receive receive -> List.of();
        };
    }

    private List<Question> ofEnd(int frame, String pending) {
        int group = state.frames.get(frame).group();
        if (group < 0) {
            return List.of(question(
                    "saga.result", Form.VALUE, layout.definition().root().result(), frame, pending));
        }
        Group of = state.frames.group(group);
        if (of.kind() != Group.Kind.LOOP) {
            return List.of();
        }
        var loop = (Node.Loop) layout.node(of.node());
        return List.of(
                question(loop.name() + ".turn", Form.VALUE, loop.body().result(), frame, pending),
                new Question(loop.name() + ".until", Form.CONDITION, resolve(loop.until(), of.frame(), loop.name())));
    }

    private Question question(String place, Form form, Mapping mapping, int frame, String pending) {
        return new Question(place, form, resolve(mapping, frame, pending));
    }

    /** The mapping with its reads replaced by data; what node {@code pending} gives is left open. */
    private Term resolve(Mapping mapping, int frame, String pending) {
        return switch (mapping) {
            case Mapping.SagaInput input -> new Term.Data("", state.header().input());
            case Mapping.ResultOf(String node) -> {
                if (node.equals(pending)) {
                    yield new Term.Pending(node);
                }
                Payload result = state.results.get(new Place(holder(node, frame), node));
                if (result == null) {
                    throw new NotThere(node);
                }
                yield new Term.Data(node, result);
            }
            case Mapping.Current(String node) -> new Term.Data(node, current(node, frame));
            case Mapping.Chosen(String node, List<Mapping> options) -> {
                Taken taken = state.paths.get(new Place(holder(node, frame), node));
                int path = taken == null ? 0 : taken.path();
                yield resolve(options.get(Math.min(path, options.size() - 1)), frame, pending);
            }
            case Mapping.ItemsOf(String each, Mapping result) -> items(each, result, frame, pending);
            case Mapping.FailureOf(String node) -> {
                Taken taken = state.paths.get(new Place(holder(node, frame), node));
                if (taken == null) {
                    throw new NotThere(node);
                }
                yield new Term.Caught(taken.failure().orElseThrow(() -> new NotThere(node)));
            }
            case Mapping.Computed(List<Mapping> reads, String code) ->
                new Term.Computed(
                        code,
                        reads.stream()
                                .map(read -> resolve(read, frame, pending))
                                .toList());
            case Mapping.Nothing nothing -> new Term.Nothing();
        };
    }

    private Term items(String each, Mapping result, int frame, String pending) {
        Group group = state.frames.latestGroup(holder(each, frame), each).orElseThrow(() -> new NotThere(each));
        var results = new ArrayList<Term>();
        for (int member : state.frames.members(group.number())) {
            if (!group.failures().containsKey(state.frames.get(member).index())) {
                results.add(resolve(result, member, pending));
            }
        }
        Map<Integer, Failure> failures = new TreeMap<>(group.failures());
        return new Term.Items(results, failures);
    }

    private Payload current(String node, int frame) {
        for (int at = frame; at >= 0; at = state.frames.parent(at)) {
            int group = state.frames.get(at).group();
            if (group >= 0 && state.frames.group(group).node().equals(node)) {
                Group of = state.frames.group(group);
                int index =
                        of.kind() == Group.Kind.LOOP ? 0 : state.frames.get(at).index();
                return of.items().get(index);
            }
        }
        throw new NotThere(node);
    }

    /** The frame that ran a node, as seen from another frame: up to where both meet, and down again. */
    private int holder(String node, int from) {
        int target = layout.areaOf(node);
        var down = new ArrayList<Area>();
        for (Area area = layout.area(target); ; area = layout.area(layout.parentOf(area))) {
            for (int at = from; at >= 0; at = state.frames.parent(at)) {
                if (areaOf(at) == area.number()) {
                    return descend(at, down, node);
                }
            }
            if (area.owner() < 0) {
                throw new NotThere(node);
            }
            down.addFirst(area);
        }
    }

    private int descend(int frame, List<Area> down, String node) {
        int at = frame;
        for (Area area : down) {
            Group group = state.frames.latestGroup(at, layout.ownerOf(area)).orElseThrow(() -> new NotThere(node));
            List<Integer> members = state.frames.members(group.number());
            if (area.branch() >= members.size()) {
                throw new NotThere(node);
            }
            at = members.get(area.branch());
        }
        return at;
    }

    int areaOf(int frame) {
        Frame at = state.frames.get(frame);
        return at.group() < 0
                ? 0
                : layout.areaUnder(state.frames.group(at.group()).node(), at.index());
    }

    /** Data that a mapping reads and that does not exist (yet). Registration makes sure that this is only so ahead. */
    static final class NotThere extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        NotThere(String node) {
            super("Bug: the result of '" + node + "' was read before it was there. [BATON-903]", null, false, false);
        }
    }
}

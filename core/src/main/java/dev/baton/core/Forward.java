package dev.baton.core;

import dev.baton.Failure;
import dev.baton.Node;
import dev.baton.Scope;
import dev.baton.core.StateSnapshot.Place;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Moves tokens from node to node within a scope. */
final class Forward {
    /** Nodes passed without a task, a wait or a receive, after which a person is asked. */
    private static final int IDLE_MAX = 1_000_000;

    private final DecisionDraft draft;

    Forward(DecisionDraft draft) {
        this.draft = draft;
    }

    /** The frame's scope begins. */
    void begin(int frame, Scope scope) {
        draft.arrive(frame, scope.start());
    }

    /** Too much happened in one decision: the execution has nothing evaluated, and goes on when that is done. */
    void queueAgain(DecisionDraft.Arrival arrival) {
        draft.emit(
                new Event.NodeEntered(draft.now, arrival.frame(), arrival.node().orElse("")));
        draft.perform(
                new Effect.Evaluate(arrival.frame(), draft.state.serialOf(arrival.frame()), List.of(), List.of()));
    }

    void enter(DecisionDraft.Arrival arrival) {
        if (draft.state.idle() > IDLE_MAX) {
            draft.failing.endless(arrival.frame(), arrival.node().orElse(""));
        } else if (arrival.node().isEmpty()) {
            enterEnd(arrival.frame());
        } else {
            enter(arrival.frame(), draft.layout.node(arrival.node().get()));
        }
    }

    private void enter(int frame, Node node) {
        Payload edited = draft.state.edited.get(new Place(frame, node.name()));
        if (edited != null) {
            answered(frame, node, List.of(new Evaluated.Value(edited)));
            return;
        }
        List<Question> questions = draft.questions.of(frame, node);
        Optional<List<Evaluated>> answers =
                Questions.direct(questions).or(() -> draft.answersAhead(frame, node.name()));
        if (answers.isPresent()) {
            if (!(node instanceof Node.Choice)) {
                draft.forgetAhead();
            }
            answered(frame, node, answers.get());
        } else {
            evaluate(frame, node.name(), questions, node.next());
        }
    }

    private void enterEnd(int frame) {
        List<Question> questions = draft.questions.ofEnd(frame);
        Optional<List<Evaluated>> answers =
                Questions.direct(questions).or(() -> draft.answersAhead(frame, draft.questions.endName(frame)));
        if (answers.isPresent()) {
            answeredEnd(frame, answers.get());
        } else {
            evaluate(frame, "", questions, Optional.empty());
        }
    }

    private void evaluate(int frame, String node, List<Question> questions, Optional<String> next) {
        draft.emit(new Event.NodeEntered(draft.now, frame, node));
        List<Effect.LookAhead> ahead = keepsValue(node) ? draft.questions.ahead(frame, node, next) : List.of();
        draft.perform(new Effect.Evaluate(frame, draft.state.serialOf(frame), questions, ahead));
    }

    private boolean keepsValue(String node) {
        return !node.isEmpty() && draft.layout.node(node) instanceof Node.Pass;
    }

    /** User code answered the questions at which a token stood. */
    void evaluated(Command.CompleteEvaluation command) {
        if (command.frame() >= draft.state.frames.all().size()
                || !(draft.state.frames.get(command.frame()).token()
                        instanceof Token.Evaluating(String node, int serial))
                || serial != command.serial()) {
            return;
        }
        draft.lookedAhead(command.frame(), command.ahead());
        if (command.answers().isEmpty()) {
            draft.arrive(command.frame(), node.isEmpty() ? Optional.empty() : Optional.of(node));
        } else if (node.isEmpty()) {
            answeredEnd(command.frame(), command.answers());
        } else {
            answered(command.frame(), draft.layout.node(node), command.answers());
        }
    }

    /** Has evaluated again what was being evaluated when the owner died. */
    void evaluateAgain(int frame) {
        if (draft.state.frames.get(frame).token() instanceof Token.Evaluating(String node, int serial)) {
            List<Question> questions =
                    node.isEmpty() ? draft.questions.ofEnd(frame) : draft.questions.of(frame, draft.layout.node(node));
            draft.perform(new Effect.Evaluate(frame, serial, questions, List.of()));
        }
    }

    private void answered(int frame, Node node, List<Evaluated> answers) {
        for (Evaluated answer : answers) {
            if (answer instanceof Evaluated.Threw(Failure failure)) {
                draft.failing.node(frame, node, failure);
                return;
            }
        }
        switch (node) {
            case Node.Task task -> draft.attempts.schedule(frame, task, value(answers));
            case Node.Child child -> draft.children.start(frame, child, value(answers));
            case Node.Choice choice -> choose(frame, choice, answers);
            case Node.Parallel parallel -> draft.scopes.fork(frame, parallel);
            case Node.ForEach each -> draft.scopes.spread(frame, each, ((Evaluated.Items) answers.getFirst()).items());
            case Node.Loop loop -> draft.scopes.loop(frame, loop, value(answers));
            case Node.Wait wait -> pause(frame, wait, answers);
            case Node.Receive receive -> draft.signals.receive(frame, receive);
            case Node.Pass pass -> {
                draft.emit(new Event.ValueKept(draft.now, frame, pass.name(), value(answers)));
                draft.arrive(frame, pass.next());
            }
            case Node.Fail fail ->
                draft.failing.node(frame, fail, Failure.of(fail.error(), ((Evaluated.Text) answers.getFirst()).text()));
        }
    }

    static Payload value(List<Evaluated> answers) {
        return ((Evaluated.Value) answers.getFirst()).value();
    }

    static boolean holds(Evaluated answer) {
        return ((Evaluated.Holds) answer).holds();
    }

    private void choose(int frame, Node.Choice choice, List<Evaluated> conditions) {
        int path = 0;
        while (path < conditions.size() && !holds(conditions.get(path))) {
            path++;
        }
        draft.emit(new Event.PathChosen(draft.now, frame, choice.name(), path));
        draft.arrive(frame, path < conditions.size() ? choice.cases().get(path).then() : choice.next());
    }

    private void pause(int frame, Node.Wait wait, List<Evaluated> answers) {
        Instant due = switch (wait.until()) {
            case Node.Until.Elapsed(var duration) -> draft.now.plus(duration);
            case Node.Until.Moment moment -> ((Evaluated.Moment) answers.getFirst()).instant();
        };
        if (due.isAfter(draft.now)) {
            draft.emit(new Event.WaitBegan(draft.now, frame, wait.name(), due));
        } else {
            draft.arrive(frame, wait.next());
        }
    }

    private void answeredEnd(int frame, List<Evaluated> answers) {
        for (Evaluated answer : answers) {
            if (answer instanceof Evaluated.Threw(Failure failure)) {
                draft.failing.end(frame, failure);
                return;
            }
        }
        int number = draft.state.frames.get(frame).group();
        if (number < 0) {
            draft.emit(new Event.ExecutionCompleted(draft.now, value(answers)));
            draft.children.tellParent();
            return;
        }
        draft.scopes.ended(frame, draft.state.frames.group(number), answers);
    }

    void waitOver(int frame) {
        if (draft.state.frames.get(frame).token() instanceof Token.Waiting(String node)) {
            draft.emit(new Event.WaitEnded(draft.now, frame, node));
            draft.arrive(frame, draft.layout.node(node).next());
        }
    }
}

package dev.baton.core;

import dev.baton.Failure;
import dev.baton.Node;
import dev.baton.Scope;
import dev.baton.core.StateSnapshot.Buffered;
import dev.baton.core.StateSnapshot.Place;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Moves tokens from node to node. */
final class Forward {
    private static final int ITEMS_MAX = 10_000;
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
            case Node.Parallel parallel -> fork(frame, parallel);
            case Node.ForEach each -> spread(frame, each, ((Evaluated.Items) answers.getFirst()).items());
            case Node.Loop loop -> loop(frame, loop, value(answers));
            case Node.Wait wait -> pause(frame, wait, answers);
            case Node.Receive receive -> receive(frame, receive);
            case Node.Pass pass -> {
                draft.emit(new Event.ValueKept(draft.now, frame, pass.name(), value(answers)));
                draft.arrive(frame, pass.next());
            }
            case Node.Fail fail ->
                draft.failing.node(frame, fail, Failure.of(fail.error(), ((Evaluated.Text) answers.getFirst()).text()));
        }
    }

    private static Payload value(List<Evaluated> answers) {
        return ((Evaluated.Value) answers.getFirst()).value();
    }

    private static boolean holds(Evaluated answer) {
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

    private void fork(int frame, Node.Parallel parallel) {
        draft.emit(new Event.BranchesStarted(
                draft.now, frame, parallel.name(), parallel.branches().size()));
        int group = joinedAt(frame);
        List<Integer> members = draft.state.frames.members(group);
        for (int branch = 0; branch < members.size(); branch++) {
            begin(members.get(branch), parallel.branches().get(branch));
        }
        endIfJoined(group);
    }

    private void spread(int frame, Node.ForEach each, List<Payload> items) {
        if (items.size() > ITEMS_MAX) {
            draft.failing.node(
                    frame,
                    each,
                    Failure.of(
                            Failure.TOO_LARGE,
                            "'" + each.name() + "' was given " + items.size() + " items; it takes at most " + ITEMS_MAX
                                    + ". Split the list over child sagas."));
            return;
        }
        draft.emit(new Event.ItemsStarted(draft.now, frame, each.name(), items));
        int group = joinedAt(frame);
        startItems(group);
        endIfJoined(group);
    }

    /** Begins as many items as may run at the same time. */
    void startItems(int number) {
        Group group = draft.state.frames.group(number);
        var each = (Node.ForEach) draft.layout.node(group.node());
        while (group.started() < group.size() && openItems(group) < each.concurrencyMax()) {
            draft.emit(new Event.ItemStarted(draft.now, number, group.started()));
            begin(draft.state.frames.members(number).getLast(), each.body());
            group = draft.state.frames.group(number);
        }
    }

    private static int openItems(Group group) {
        return group.started() - group.ended() - group.failures().size();
    }

    private void loop(int frame, Node.Loop loop, Payload initial) {
        draft.emit(new Event.LoopStarted(draft.now, frame, loop.name(), initial));
        nextTurn(joinedAt(frame));
    }

    private void nextTurn(int group) {
        draft.emit(new Event.TurnStarted(draft.now, group));
        var loop = (Node.Loop) draft.layout.node(draft.state.frames.group(group).node());
        begin(draft.state.frames.members(group).getLast(), loop.body());
    }

    private int joinedAt(int frame) {
        return ((Token.Joining) draft.state.frames.get(frame).token()).group();
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

    private void receive(int frame, Node.Receive receive) {
        for (Buffered early : draft.state.buffered) {
            if (early.name().equals(receive.signal())) {
                received(frame, receive, early.signalId(), early.value());
                return;
            }
        }
        draft.emit(new Event.ReceiveBegan(
                draft.now,
                frame,
                receive.name(),
                receive.signal(),
                receive.timeout().map(draft.now::plus)));
    }

    void received(int frame, Node.Receive receive, String signalId, Payload value) {
        draft.emit(new Event.SignalReceived(draft.now, frame, receive.name(), signalId, value));
        draft.arrive(frame, receive.next());
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
        Group group = draft.state.frames.group(number);
        switch (group.kind()) {
            case LOOP -> endTurn(group, value(answers), holds(answers.getLast()));
            case PARALLEL -> {
                draft.emit(new Event.FrameEnded(draft.now, frame));
                endIfJoined(number);
            }
            case FOR_EACH -> {
                draft.emit(new Event.FrameEnded(draft.now, frame));
                itemOver(number);
            }
        }
    }

    /** An item ended, well or tolerated: others may begin, or all are done. */
    void itemOver(int group) {
        startItems(group);
        endIfJoined(group);
    }

    private void endTurn(Group group, Payload next, boolean enough) {
        var loop = (Node.Loop) draft.layout.node(group.node());
        boolean again = !enough && group.size() < loop.turnsMax();
        Optional<Instant> due =
                again && loop.pause().isPositive() ? Optional.of(draft.now.plus(loop.pause())) : Optional.empty();
        draft.emit(new Event.TurnEnded(draft.now, group.number(), next, enough, due));
        if (enough) {
            end(group.number());
        } else if (!again) {
            draft.failing.node(
                    group.frame(),
                    loop,
                    Failure.of(
                            Failure.LOOP_LIMIT,
                            "Loop '" + loop.name() + "' did not reach its end in " + loop.turnsMax() + " turns."));
        } else if (due.isEmpty()) {
            nextTurn(group.number());
        }
    }

    /** Takes up what a group did when its execution failed: a loop between two turns begins the next one. */
    void resume(int number) {
        Group group = draft.state.frames.group(number);
        boolean between = group.kind() == Group.Kind.LOOP && group.started() == group.ended();
        if (between) {
            nextTurn(number);
        } else if (group.kind() == Group.Kind.FOR_EACH) {
            startItems(number);
        }
    }

    /** The pause between two turns is over. */
    void turnDue(int group) {
        nextTurn(group);
    }

    private void endIfJoined(int group) {
        if (draft.state.frames.group(group).isJoined()) {
            end(group);
        }
    }

    private void end(int number) {
        Group group = draft.state.frames.group(number);
        draft.emit(new Event.GroupEnded(draft.now, number));
        draft.arrive(group.frame(), draft.layout.node(group.node()).next());
    }

    void waitOver(int frame) {
        if (draft.state.frames.get(frame).token() instanceof Token.Waiting(String node)) {
            draft.emit(new Event.WaitEnded(draft.now, frame, node));
            draft.arrive(frame, draft.layout.node(node).next());
        }
    }

    void receiveOver(int frame) {
        if (draft.state.frames.get(frame).token() instanceof Token.Receiving(String node, String signal)) {
            draft.failing.node(
                    frame,
                    draft.layout.node(node),
                    Failure.of(Failure.NO_SIGNAL, "No signal '" + signal + "' came in time."));
        }
    }
}

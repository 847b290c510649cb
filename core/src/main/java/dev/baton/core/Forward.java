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

    private final Turn turn;

    Forward(Turn turn) {
        this.turn = turn;
    }

    /** The frame's scope begins. */
    void begin(int frame, Scope scope) {
        turn.arrive(frame, scope.start());
    }

    /** Too much happened in one decision: the execution asks nothing, and goes on when that is answered. */
    void queueAgain(Turn.Arrival arrival) {
        turn.emit(
                new Event.NodeEntered(turn.now, arrival.frame(), arrival.node().orElse("")));
        turn.perform(new Effect.Ask(arrival.frame(), turn.state.serialOf(arrival.frame()), List.of(), List.of()));
    }

    void enter(Turn.Arrival arrival) {
        if (turn.state.idle() > IDLE_MAX) {
            turn.failing.endless(arrival.frame(), arrival.node().orElse(""));
        } else if (arrival.node().isEmpty()) {
            enterEnd(arrival.frame());
        } else {
            enter(arrival.frame(), turn.layout.node(arrival.node().get()));
        }
    }

    private void enter(int frame, Node node) {
        Payload edited = turn.state.edited.get(new Place(frame, node.name()));
        if (edited != null) {
            answered(frame, node, List.of(new Evaluated.Value(edited)));
            return;
        }
        List<Question> questions = turn.questions.of(frame, node);
        Optional<List<Evaluated>> answers = Questions.direct(questions).or(() -> turn.answersAhead(frame, node.name()));
        if (answers.isPresent()) {
            if (!(node instanceof Node.Choice)) {
                turn.forgetAhead();
            }
            answered(frame, node, answers.get());
        } else {
            ask(frame, node.name(), questions, node.next());
        }
    }

    private void enterEnd(int frame) {
        List<Question> questions = turn.questions.ofEnd(frame);
        Optional<List<Evaluated>> answers =
                Questions.direct(questions).or(() -> turn.answersAhead(frame, turn.questions.endName(frame)));
        if (answers.isPresent()) {
            answeredEnd(frame, answers.get());
        } else {
            ask(frame, "", questions, Optional.empty());
        }
    }

    private void ask(int frame, String node, List<Question> questions, Optional<String> next) {
        turn.emit(new Event.NodeEntered(turn.now, frame, node));
        List<Effect.LookAhead> ahead = keepsValue(node) ? turn.questions.ahead(frame, node, next) : List.of();
        turn.perform(new Effect.Ask(frame, turn.state.serialOf(frame), questions, ahead));
    }

    private boolean keepsValue(String node) {
        return !node.isEmpty() && turn.layout.node(node) instanceof Node.Pass;
    }

    /** User code answered what a token asked. */
    void answer(Command.AnswerQuestions command) {
        if (command.frame() >= turn.state.frames.all().size()
                || !(turn.state.frames.get(command.frame()).token() instanceof Token.Asking(String node, int serial))
                || serial != command.serial()) {
            return;
        }
        turn.lookedAhead(command.frame(), command.ahead());
        if (command.answers().isEmpty()) {
            turn.arrive(command.frame(), node.isEmpty() ? Optional.empty() : Optional.of(node));
        } else if (node.isEmpty()) {
            answeredEnd(command.frame(), command.answers());
        } else {
            answered(command.frame(), turn.layout.node(node), command.answers());
        }
    }

    /** Asks again what was asked before the owner died. */
    void askAgain(int frame) {
        if (turn.state.frames.get(frame).token() instanceof Token.Asking(String node, int serial)) {
            List<Question> questions =
                    node.isEmpty() ? turn.questions.ofEnd(frame) : turn.questions.of(frame, turn.layout.node(node));
            turn.perform(new Effect.Ask(frame, serial, questions, List.of()));
        }
    }

    private void answered(int frame, Node node, List<Evaluated> answers) {
        for (Evaluated answer : answers) {
            if (answer instanceof Evaluated.Threw(Failure failure)) {
                turn.failing.node(frame, node, failure);
                return;
            }
        }
        switch (node) {
            case Node.Task task -> turn.attempts.schedule(frame, task, value(answers));
            case Node.Child child -> turn.children.start(frame, child, value(answers));
            case Node.Choice choice -> choose(frame, choice, answers);
            case Node.Parallel parallel -> fork(frame, parallel);
            case Node.ForEach each -> spread(frame, each, ((Evaluated.Items) answers.getFirst()).items());
            case Node.Loop loop -> loop(frame, loop, value(answers));
            case Node.Wait wait -> pause(frame, wait, answers);
            case Node.Receive receive -> receive(frame, receive);
            case Node.Pass pass -> {
                turn.emit(new Event.ValueKept(turn.now, frame, pass.name(), value(answers)));
                turn.arrive(frame, pass.next());
            }
            case Node.Fail fail ->
                turn.failing.node(frame, fail, Failure.of(fail.error(), ((Evaluated.Text) answers.getFirst()).text()));
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
        turn.emit(new Event.PathChosen(turn.now, frame, choice.name(), path));
        turn.arrive(frame, path < conditions.size() ? choice.cases().get(path).then() : choice.next());
    }

    private void fork(int frame, Node.Parallel parallel) {
        turn.emit(new Event.BranchesStarted(
                turn.now, frame, parallel.name(), parallel.branches().size()));
        int group = joinedAt(frame);
        List<Integer> members = turn.state.frames.members(group);
        for (int branch = 0; branch < members.size(); branch++) {
            begin(members.get(branch), parallel.branches().get(branch));
        }
        endIfJoined(group);
    }

    private void spread(int frame, Node.ForEach each, List<Payload> items) {
        if (items.size() > ITEMS_MAX) {
            turn.failing.node(
                    frame,
                    each,
                    Failure.of(
                            Failure.TOO_LARGE,
                            "'" + each.name() + "' was given " + items.size() + " items; it takes at most " + ITEMS_MAX
                                    + ". Split the list over child sagas."));
            return;
        }
        turn.emit(new Event.ItemsStarted(turn.now, frame, each.name(), items));
        int group = joinedAt(frame);
        startItems(group);
        endIfJoined(group);
    }

    /** Begins as many items as may run at the same time. */
    void startItems(int number) {
        Group group = turn.state.frames.group(number);
        var each = (Node.ForEach) turn.layout.node(group.node());
        while (group.started() < group.size() && openItems(group) < each.concurrencyMax()) {
            turn.emit(new Event.ItemStarted(turn.now, number, group.started()));
            begin(turn.state.frames.members(number).getLast(), each.body());
            group = turn.state.frames.group(number);
        }
    }

    private static int openItems(Group group) {
        return group.started() - group.ended() - group.failures().size();
    }

    private void loop(int frame, Node.Loop loop, Payload initial) {
        turn.emit(new Event.LoopStarted(turn.now, frame, loop.name(), initial));
        nextTurn(joinedAt(frame));
    }

    private void nextTurn(int group) {
        turn.emit(new Event.TurnStarted(turn.now, group));
        var loop = (Node.Loop) turn.layout.node(turn.state.frames.group(group).node());
        begin(turn.state.frames.members(group).getLast(), loop.body());
    }

    private int joinedAt(int frame) {
        return ((Token.Joining) turn.state.frames.get(frame).token()).group();
    }

    private void pause(int frame, Node.Wait wait, List<Evaluated> answers) {
        Instant due = switch (wait.until()) {
            case Node.Until.Elapsed(var duration) -> turn.now.plus(duration);
            case Node.Until.Moment moment -> ((Evaluated.Moment) answers.getFirst()).instant();
        };
        if (due.isAfter(turn.now)) {
            turn.emit(new Event.WaitBegan(turn.now, frame, wait.name(), due));
        } else {
            turn.arrive(frame, wait.next());
        }
    }

    private void receive(int frame, Node.Receive receive) {
        for (Buffered early : turn.state.buffered) {
            if (early.name().equals(receive.signal())) {
                received(frame, receive, early.signalId(), early.value());
                return;
            }
        }
        turn.emit(new Event.ReceiveBegan(
                turn.now,
                frame,
                receive.name(),
                receive.signal(),
                receive.timeout().map(turn.now::plus)));
    }

    void received(int frame, Node.Receive receive, String signalId, Payload value) {
        turn.emit(new Event.SignalReceived(turn.now, frame, receive.name(), signalId, value));
        turn.arrive(frame, receive.next());
    }

    private void answeredEnd(int frame, List<Evaluated> answers) {
        for (Evaluated answer : answers) {
            if (answer instanceof Evaluated.Threw(Failure failure)) {
                turn.failing.end(frame, failure);
                return;
            }
        }
        int number = turn.state.frames.get(frame).group();
        if (number < 0) {
            turn.emit(new Event.ExecutionCompleted(turn.now, value(answers)));
            turn.children.tellParent();
            return;
        }
        Group group = turn.state.frames.group(number);
        switch (group.kind()) {
            case LOOP -> endTurn(group, value(answers), holds(answers.getLast()));
            case PARALLEL -> {
                turn.emit(new Event.FrameEnded(turn.now, frame));
                endIfJoined(number);
            }
            case FOR_EACH -> {
                turn.emit(new Event.FrameEnded(turn.now, frame));
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
        var loop = (Node.Loop) turn.layout.node(group.node());
        boolean again = !enough && group.size() < loop.turnsMax();
        Optional<Instant> due =
                again && loop.pause().isPositive() ? Optional.of(turn.now.plus(loop.pause())) : Optional.empty();
        turn.emit(new Event.TurnEnded(turn.now, group.number(), next, enough, due));
        if (enough) {
            end(group.number());
        } else if (!again) {
            turn.failing.node(
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
        Group group = turn.state.frames.group(number);
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
        if (turn.state.frames.group(group).isJoined()) {
            end(group);
        }
    }

    private void end(int number) {
        Group group = turn.state.frames.group(number);
        turn.emit(new Event.GroupEnded(turn.now, number));
        turn.arrive(group.frame(), turn.layout.node(group.node()).next());
    }

    void waitOver(int frame) {
        if (turn.state.frames.get(frame).token() instanceof Token.Waiting(String node)) {
            turn.emit(new Event.WaitEnded(turn.now, frame, node));
            turn.arrive(frame, turn.layout.node(node).next());
        }
    }

    void receiveOver(int frame) {
        if (turn.state.frames.get(frame).token() instanceof Token.Receiving(String node, String signal)) {
            turn.failing.node(
                    frame,
                    turn.layout.node(node),
                    Failure.of(Failure.NO_SIGNAL, "No signal '" + signal + "' came in time."));
        }
    }
}

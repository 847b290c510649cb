package dev.baton.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import dev.baton.Definition;
import dev.baton.Each;
import dev.baton.ExecutionStatus;
import dev.baton.Failure;
import dev.baton.Mapping;
import dev.baton.Node;
import dev.baton.Repeat;
import dev.baton.Saga;
import dev.baton.Scope;
import dev.baton.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every bound holds, and cost grows linearly. */
class BoundsTest {
    private static final int SMALL = 2_500;
    private static final int LARGE = 10_000;

    /** Four times the work; a quadratic decider would need sixteen times as long. */
    private static final double RATIO_MAX = 9;

    /** No noise here, so this is nearer to four. */
    private static final double BYTES_RATIO_MAX = 6;

    /** A flow that goes round for ever without a task, a wait or a receive. */
    private static final Definition ENDLESS = new Definition(
            "endless",
            1,
            new Scope(
                    Optional.of("tick"),
                    List.of(
                            new Node.Pass("tick", Optional.of("again"), new Mapping.SagaInput()),
                            new Node.Choice(
                                    "again",
                                    Optional.empty(),
                                    List.of(new Node.Case("always", new Mapping.SagaInput(), Optional.of("tick"))))),
                    new Mapping.Nothing()),
            Optional.empty(),
            Duration.ZERO,
            Optional.empty());

    @Test
    void aDecisionMakesAThousandTransitionsAtMostAndThenQueuesAgain() {
        var straight = new Straight(ENDLESS, Straight.noCode());
        Decision first = straight.start(true);
        assertThat(first.events()).hasSize(1 + DecisionDraft.TRANSITIONS_MAX + 1);
        assertThat(first.effects())
                .singleElement()
                .isInstanceOfSatisfying(
                        Effect.Evaluate.class,
                        evaluate -> assertThat(evaluate.questions()).isEmpty());
        straight.run(5);
        assertThat(straight.eventsMax).isEqualTo(1 + DecisionDraft.TRANSITIONS_MAX + 1);
        assertThat(straight.state.isActive()).isTrue();
    }

    @Test
    void aLoopWithoutEndAsksAPerson() {
        var straight = new Straight(ENDLESS, Straight.noCode());
        straight.start(true);
        straight.run(2_000);
        assertThat(straight.decisions).isBetween(1_000, 1_002);
        assertThat(straight.state.incidents()).singleElement().satisfies(incident -> {
            assertThat(incident.kind()).isEqualTo(IncidentKind.ASKED);
            assertThat(incident.failure().error()).isEqualTo("baton.endless-loop");
        });
        int before = straight.decisions;
        straight.decide(new Command.AnswerIncident(
                0, 0, new Resolution.Retry(Optional.empty()), "ann", "it shall go on for a while"));
        straight.run(before + 10);
        assertThat(straight.decisions).isEqualTo(before + 10);
    }

    @Test
    void aThousandSignalsAreKeptAndARepeatIsAnsweredAsTheFirstWas() {
        var go = Signal.named("go", Integer.class);
        var flow = Saga.named("flow", String.class, Integer.class).define((saga, in) -> {
            saga.waitFor(Duration.ofDays(1));
            return saga.receive(go);
        });
        var decider = new Decider((name, version) -> flow.definition());
        var state = new ExecutionState(Straight.ID);
        decider.decide(
                state,
                new Command.StartExecution(
                        "flow", 1, "run", Json.of("in"), Optional.empty(), Map.of(), Optional.empty(), List.of()),
                World.START);
        for (int i = 0; i < 1_000; i++) {
            assertThat(signal(decider, state, i).reply()).isEqualTo(new Reply.Accepted());
        }
        assertThat(signal(decider, state, 1_000).reply())
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("BATON-113"));
        Decision repeated = signal(decider, state, 7);
        assertThat(repeated.reply()).isEqualTo(new Reply.Accepted());
        assertThat(repeated.events()).isEmpty();
        assertThat(state.bufferedSignals()).hasSize(1_000);
        decider.decide(
                state,
                new Command.FireTimer(state.pendingTimers().getFirst().number()),
                World.START.plus(Duration.ofDays(1)));
        assertThat(state.status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(state.standing().result()).contains(Json.of(0));
        assertThat(state.bufferedSignals()).hasSize(999);
        assertThat(signal(decider, state, 8).reply()).isEqualTo(new Reply.Accepted());
        assertThat(signal(decider, state, 5_000).reply())
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("BATON-111"));
    }

    private static Decision signal(Decider decider, ExecutionState state, int number) {
        return decider.decide(
                state, new Command.DeliverSignal("go", "s-" + number, Json.of(number)), World.START.plusSeconds(1));
    }

    @Test
    void whatIsOverDecidesNothing() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("reserve"), in);
            return flow.step(Steps.compensatable("charge"), in);
        });
        var straight = new Straight(saga);
        straight.start("in");
        straight.run(1);
        straight.decide(new Command.CompleteTask(0, 1, Json.of("done"), List.of()));
        Failure failure = Failure.of(Failure.UNKNOWN, "late");
        List<Command> stale = new ArrayList<>(List.of(
                new Command.CompleteTask(0, 1, Json.of("again"), List.of()),
                new Command.CompleteTask(7, 1, Json.of("nobody's"), List.of()),
                new Command.CompleteTask(1, 2, Json.of("never made"), List.of()),
                new Command.CompleteTask(1, 0, Json.of("never made"), List.of()),
                new Command.CompleteTask(-1, 1, Json.of("nobody's"), List.of()),
                new Command.FailTask(0, 1, Outcome.UNKNOWN, failure, Optional.empty()),
                new Command.FailTask(1, 2, Outcome.UNKNOWN, failure, Optional.empty()),
                new Command.HandOutTask(1, 1),
                new Command.AnswerProbe(1, 1, ProbeVerdict.NEVER, Optional.empty()),
                new Command.FailProbe(0, 1, failure),
                new Command.CompleteUndo(0, 1),
                new Command.CompleteUndo(0, 0),
                new Command.FailUndo(0, 1, true, failure),
                new Command.CompleteEvaluation(0, 0, List.of(new Evaluated.Value(Json.of("x"))), List.of()),
                new Command.CompleteEvaluation(9, 0, List.of(), List.of()),
                new Command.FireTimer(3),
                new Command.ChildEnded(1, 0, ExecutionStatus.COMPLETED, false, Optional.empty(), Optional.empty()),
                new Command.ChildNotUndone(9, failure)));
        for (Command command : stale) {
            Decision decision = straight.decide(command);
            assertThat(decision.events()).as("events of " + command).isEmpty();
            assertThat(decision.effects()).as("effects of " + command).isEmpty();
        }
        assertThat(straight.state.status()).isEqualTo(ExecutionStatus.RUNNING);
    }

    @Test
    void aLoopOfTenThousandTurnsCostsLinearTime() {
        linear("loop, forward", loop(false), BoundsTest::ranThrough);
    }

    @Test
    void theWayBackOfALoopOfTenThousandTurnsCostsLinearTime() {
        linear("loop, there and back", loop(true), BoundsTest::wentBack);
    }

    private static Saga<Integer, Integer> loop(boolean fails) {
        return Saga.named("loop", Integer.class, Integer.class).define((flow, in) -> {
            var last = flow.repeat(
                    Integer.class,
                    in,
                    Repeat.atOnce().upTo(10_000),
                    n -> flow.step(Steps.number("add").compensatedBy(undo -> {}), n)
                            .map(added -> added - 1),
                    n -> n == 0);
            return fails ? flow.fail(last.map(n -> "back")) : last;
        });
    }

    @Test
    void aForEachOfTenThousandItemsCostsLinearTime() {
        linear("for-each, one at a time", items(Each.inTurn(), false), BoundsTest::ranThrough);
        linear("for-each, 1,000 at once", items(Each.concurrently(1_000), false), BoundsTest::ranThrough);
    }

    @Test
    void theWayBackOfAForEachOfTenThousandItemsCostsLinearTime() {
        linear("for-each, there and back", items(Each.concurrently(100), true), BoundsTest::wentBack);
    }

    private static Saga<Integer, Integer> items(Each each, boolean fails) {
        return Saga.named("items", Integer.class, Integer.class).define((flow, in) -> {
            var all = flow.forEach(
                    Integer.class,
                    in.map(n -> IntStream.range(0, n).boxed().toList()),
                    each,
                    item -> flow.step(Steps.number("hold").compensatedBy(undo -> {}), item));
            var count = all.map(given -> given.results().size());
            return fails ? flow.fail(count.map(n -> "back")) : count;
        });
    }

    private static void ranThrough(Straight straight) {
        assertThat(straight.state.status()).isEqualTo(ExecutionStatus.COMPLETED);
    }

    private static void wentBack(Straight straight) {
        assertThat(straight.state.status()).isEqualTo(ExecutionStatus.COMPENSATED);
        assertThat(straight.state.entries()).allMatch(entry -> entry.state() == EntryState.COMPENSATED);
    }

    private static void linear(String name, Saga<Integer, Integer> saga, Consumer<Straight> check) {
        Growth growth = Growth.from(SMALL, LARGE, size -> run(saga, size), check);
        System.out.printf("%s: %,d to %,d: %s%n", name, SMALL, LARGE, growth);
        assertSoftly(both -> {
            both.assertThat(growth.inTime()).as("growth of CPU time of " + name).isLessThan(RATIO_MAX);
            both.assertThat(growth.inBytes())
                    .as("growth of allocated bytes of " + name)
                    .isLessThan(BYTES_RATIO_MAX);
        });
    }

    private static Straight run(Saga<Integer, Integer> saga, int size) {
        var straight = new Straight(saga);
        straight.start(size);
        return straight.run(20 * size);
    }
}

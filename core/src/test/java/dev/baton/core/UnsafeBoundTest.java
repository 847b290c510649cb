package dev.baton.core;

import static dev.baton.core.Checking.accepted;
import static dev.baton.core.Checking.assertRefused;
import static dev.baton.core.Checking.problems;
import static dev.baton.core.Checking.register;
import static dev.baton.core.Sketch.INPUT;
import static dev.baton.core.Sketch.RULES;
import static dev.baton.core.Sketch.choice;
import static dev.baton.core.Sketch.definition;
import static dev.baton.core.Sketch.each;
import static dev.baton.core.Sketch.look;
import static dev.baton.core.Sketch.loop;
import static dev.baton.core.Sketch.parallel;
import static dev.baton.core.Sketch.receive;
import static dev.baton.core.Sketch.result;
import static dev.baton.core.Sketch.rules;
import static dev.baton.core.Sketch.scope;
import static dev.baton.core.Sketch.task;
import static dev.baton.core.Sketch.to;
import static dev.baton.core.Sketch.undoable;
import static dev.baton.core.Sketch.undoneBy;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Numbers, times and sizes out of their bounds, in definitions that the API refuses to make; other notations may. */
class UnsafeBoundTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration YEARS = Duration.ofDays(400);

    // Time limits.

    @Test
    void anAttemptWithoutTime() {
        assertTimeLimit(Duration.ZERO);
    }

    @Test
    void anAttemptWithNegativeTime() {
        assertTimeLimit(Duration.ofSeconds(-5));
    }

    @Test
    void anAttemptThatMayTakeForEver() {
        assertTimeLimit(YEARS);
    }

    private static void assertTimeLimit(Duration timeout) {
        assertRefused(
                register(definition(task("book", "", Role.COMPENSATABLE, INPUT, rules(timeout)))),
                "book",
                Rule.TIME_LIMIT,
                "timeout of an attempt is " + timeout);
    }

    @Test
    void anUndoWithoutTime() {
        var undo = new Node.Undo(new Call.Handler(), Retry.defaults(), Duration.ZERO, false, Optional.empty());
        assertRefused(
                register(definition(undoneBy("book", undo))),
                "book",
                Rule.TIME_LIMIT,
                "timeout of an attempt to compensate");
    }

    @Test
    void aChildWithNegativeTime() {
        var parent = new Node.Child(
                "run",
                to(""),
                "child",
                0,
                Role.COMPENSATABLE,
                INPUT,
                Optional.of(Duration.ofSeconds(-1)),
                false,
                Optional.empty(),
                List.of());
        assertRefused(
                register(definition(parent), definition("child", undoable("book", ""))),
                "run",
                Rule.TIME_LIMIT,
                "PT-1S");
    }

    @Test
    void anUndoThatNeedsAnOutputThatMayBeUnknown() {
        var undo = new Node.Undo(new Call.Handler(), Retry.defaults(), MINUTE, true, Optional.empty());
        assertRefused(
                register(definition(undoneBy("book", undo))),
                "book",
                Rule.UNDO_WITHOUT_OUTPUT,
                "unknown when the answer was lost");
    }

    // Numbers and times.

    @Test
    void aLoopWithoutTurns() {
        var loop = new Node.Loop(
                "loop", to(""), INPUT, scope(look("turn", "")), INPUT, Duration.ofSeconds(1), 0, List.of());
        assertRefused(register(definition(loop)), "loop", Rule.BOUND, "number of turns is 0");
    }

    @Test
    void aLoopWithANegativePause() {
        var loop = new Node.Loop(
                "loop", to(""), INPUT, scope(look("turn", "")), INPUT, Duration.ofSeconds(-1), 5, List.of());
        assertRefused(register(definition(loop)), "loop", Rule.DURATION, "pause between turns is PT-1S");
    }

    @Test
    void aForEachThatNeverStartsAnItem() {
        assertBound(0, 0, 0, "number of items at the same time is 0");
    }

    @Test
    void aForEachThatToleratesLessThanNothing() {
        assertBound(1, -1, 0, "number of tolerated failures is -1");
    }

    @Test
    void aForEachThatToleratesMoreThanAll() {
        assertBound(1, 0, 101, "percentage of tolerated failures is 101");
    }

    private static void assertBound(int concurrency, int failures, int percent, String words) {
        var each = new Node.ForEach(
                "lines", to(""), INPUT, scope(look("pick", "")), concurrency, failures, percent, List.of());
        assertRefused(register(definition(each)), "lines", Rule.BOUND, words);
    }

    @Test
    void aChoiceWithoutCases() {
        assertRefused(register(definition(choice("choose", ""))), "choose", Rule.BOUND, "no case");
    }

    @Test
    void aParallelWithoutBranches() {
        assertRefused(register(definition(parallel("both", ""))), "both", Rule.BOUND, "no branch");
    }

    @Test
    void aCatchRuleThatCatchesNothing() {
        var rule = new Catch(List.of(), Optional.empty());
        assertRefused(register(definition(undoable("book", "", rule))), "book", Rule.BOUND, "catches nothing");
    }

    @Test
    void aNegativeSettlingTime() {
        assertDuration(
                rules(Retry.defaults(), MINUTE, Optional.empty(), Duration.ofSeconds(-1)), "settling time is PT-1S");
    }

    @Test
    void aHeartbeatThatIsNeverMissed() {
        assertDuration(
                rules(Retry.defaults(), MINUTE, Optional.of(Duration.ofHours(1)), Duration.ZERO),
                "heartbeat (PT1H) is longer");
    }

    private static void assertDuration(Node.Rules rules, String words) {
        assertRefused(
                register(definition(task("book", "", Role.COMPENSATABLE, INPUT, rules))), "book", Rule.DURATION, words);
    }

    @Test
    void aNegativeWait() {
        var wait = new Node.Wait("wait", to(""), new Node.Until.Elapsed(Duration.ofSeconds(-1)));
        assertRefused(register(definition(wait)), "wait", Rule.DURATION, "time to wait is PT-1S");
    }

    @Test
    void aReceiveThatEndsBeforeItBegins() {
        var receive = new Node.Receive(
                "sign", to(""), "signed", Optional.empty(), Optional.of(Duration.ZERO), Optional.empty(), List.of());
        assertRefused(register(definition(receive)), "sign", Rule.DURATION, "timeout is PT0S");
    }

    @Test
    void aDeadlineInThePast() {
        var saga = new Definition(
                "unsafe",
                0,
                scope(undoable("book", "")),
                Optional.of(Duration.ofSeconds(-1)),
                Duration.ZERO,
                Optional.empty());
        assertRefused(register(saga), "", Rule.DURATION, "deadline is PT-1S");
    }

    @Test
    void aNegativeTimeToCompensateAfterTheEnd() {
        var saga = new Definition(
                "unsafe", 0, scope(undoable("book", "")), Optional.empty(), Duration.ofSeconds(-1), Optional.empty());
        assertRefused(register(saga), "", Rule.DURATION, "after its end is PT-1S");
    }

    // Sizes: found before anything else is looked at.

    @Test
    void tooManyNodes() {
        Node[] nodes = IntStream.rangeClosed(0, SizeCheck.NODES_MAX)
                .mapToObj(i -> look("step-" + i, i == SizeCheck.NODES_MAX ? "" : "step-" + (i + 1)))
                .toArray(Node[]::new);
        assertRefused(register(definition(nodes)), "", Rule.SIZE, "more than 10000 nodes");
    }

    @Test
    void scopesNestedTooDeep() {
        Scope scope = scope(look("innermost", ""));
        for (int i = 0; i < 1_000; i++) {
            scope = scope(parallel("nest-" + i, "", scope));
        }
        List<Problem> problems = problems(register(definition("unsafe", 0, scope)));
        assertThat(problems).extracting(Problem::rule).containsExactly(Rule.SIZE);
        assertThat(problems.getFirst().text())
                .contains("more than 30 scopes deep")
                .contains("nest-969");
    }

    @Test
    void dataMadeInTooManySteps() {
        Mapping mapping = INPUT;
        for (int i = 0; i < 100_000; i++) {
            mapping = new Mapping.Computed(List.of(mapping), "code-" + i);
        }
        assertRefused(register(definition(look("look", "", mapping))), "look", Rule.SIZE, "more than 200 steps");
    }

    @Test
    void dataThatDoublesWithEachStep() {
        Mapping mapping = INPUT;
        for (int i = 0; i < 100; i++) {
            mapping = new Mapping.Computed(List.of(mapping, mapping), "code-" + i);
        }
        assertRefused(register(definition(look("look", "", mapping))), "", Rule.SIZE, "more than 1000000 terms");
    }

    @Test
    void aLargeSagaIsCheckedInTime() {
        int size = SizeCheck.NODES_MAX;
        Node[] nodes = IntStream.range(0, size)
                .mapToObj(i -> task(
                        "step-" + i,
                        i == size - 1 ? "" : "step-" + (i + 1),
                        Role.COMPENSATABLE,
                        i == 0 ? INPUT : result("step-" + (i - 1)),
                        RULES))
                .toArray(Node[]::new);
        accepted(register(definition(nodes)));
    }
}

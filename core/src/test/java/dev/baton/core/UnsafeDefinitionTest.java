package dev.baton.core;

import static dev.baton.core.Checking.accepted;
import static dev.baton.core.Checking.assertRefused;
import static dev.baton.core.Checking.problems;
import static dev.baton.core.Checking.register;
import static dev.baton.core.Checking.texts;
import static dev.baton.core.Sketch.INPUT;
import static dev.baton.core.Sketch.RULES;
import static dev.baton.core.Sketch.any;
import static dev.baton.core.Sketch.choice;
import static dev.baton.core.Sketch.definition;
import static dev.baton.core.Sketch.each;
import static dev.baton.core.Sketch.look;
import static dev.baton.core.Sketch.loop;
import static dev.baton.core.Sketch.parallel;
import static dev.baton.core.Sketch.pass;
import static dev.baton.core.Sketch.pause;
import static dev.baton.core.Sketch.receive;
import static dev.baton.core.Sketch.result;
import static dev.baton.core.Sketch.rules;
import static dev.baton.core.Sketch.scope;
import static dev.baton.core.Sketch.task;
import static dev.baton.core.Sketch.to;
import static dev.baton.core.Sketch.undoable;
import static dev.baton.core.Sketch.undoneBy;
import static dev.baton.core.Sketch.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.baton.Call;
import dev.baton.Catch;
import dev.baton.Definition;
import dev.baton.Mapping;
import dev.baton.Node;
import dev.baton.Retry;
import dev.baton.Role;
import dev.baton.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Unsafe definitions that the API refuses to make, or has no words for; other notations may. */
class UnsafeDefinitionTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration YEARS = Duration.ofDays(400);

    /** Each rule has its refusal in one of these. */
    @ParameterizedTest
    @EnumSource(Rule.class)
    void eachRuleHasATest(Rule rule) throws IOException {
        var tests = new StringBuilder();
        for (String test : List.of("UnsafeSagaTest", "UnsafeDefinitionTest", "RegistrationTest")) {
            tests.append(Files.readString(Path.of("src/test/java/dev/baton/core", test + ".java")));
        }
        assertThat(tests.indexOf("Rule." + rule.name() + ",") + tests.indexOf("Rule." + rule.name() + ")"))
                .as("a test of %s", rule)
                .isPositive();
    }

    // Ways that go back.

    @Test
    void aPivotThatAWayLeadsBackTo() {
        var saga = definition(
                task("ship", "again", Role.PIVOT), choice("again", "", when("again", "wait")), pause("wait", "ship"));
        assertRefused(register(saga), "ship", Rule.PIVOT_IN_LOOP, "more than once");
    }

    @Test
    void aCompensatableStepThatAWayFromThePivotLeadsBackTo() {
        var saga = definition(
                undoable("book", "choose"),
                choice("choose", "", when("ship", "ship"), when("mail", "mail")),
                task("ship", "", Role.PIVOT),
                task("mail", "book", Role.RETRIABLE));
        assertThat(problems(register(saga)))
                .extracting(Problem::step, Problem::rule)
                .containsExactlyInAnyOrder(
                        tuple("book", Rule.COMPENSATABLE_AFTER_PIVOT), tuple("mail", Rule.RETRIABLE_BEFORE_PIVOT));
    }

    @Test
    void aCycleThatNeverDoesAnythingIsAWarning() {
        Registration.Result result =
                register(definition(pass("first", "choose", INPUT), choice("choose", "", when("again", "first"))));
        accepted(result);
        assertThat(result.warnings())
                .extracting(Problem::step, Problem::rule)
                .containsExactly(tuple("first", Rule.IDLE_CYCLE));
        assertThat(result.warnings().getFirst().text()).contains("'first'").endsWith("[BATON-227]");
    }

    @Test
    void aCycleWithAWaitIsNone() {
        Registration.Result result = register(definition(
                pass("first", "choose", INPUT), choice("choose", "", when("again", "wait")), pause("wait", "first")));
        accepted(result);
        assertThat(result.warnings()).isEmpty();
    }

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
        var undo = new Node.Undo(new Call.Handler(), Retry.defaults(), Duration.ZERO, false, true);
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
        var undo = new Node.Undo(new Call.Handler(), Retry.defaults(), MINUTE, true, false);
        assertRefused(
                register(definition(undoneBy("book", undo))),
                "book",
                Rule.UNDO_WITHOUT_OUTPUT,
                "unknown when the answer was lost");
    }

    // Names and references.

    @Test
    void twoNodesOfOneName() {
        assertRefused(
                register(definition(undoable("book", "both"), parallel("both", "", scope(undoable("book", ""))))),
                "book",
                Rule.NAME_COLLISION,
                "Two nodes");
    }

    @Test
    void namesThatDifferInCaseOnly() {
        List<Problem> problems = problems(register(definition(undoable("book", "Book"), undoable("Book", ""))));
        assertThat(problems)
                .extracting(Problem::step, Problem::rule)
                .containsExactlyInAnyOrder(tuple("Book", Rule.NAME), tuple("Book", Rule.NAME_COLLISION));
        assertThat(texts(problems)).anyMatch(text -> text.contains("Only upper and lower case"));
    }

    @Test
    void aNameThatIsTooLong() {
        String name = "x".repeat(81);
        assertRefused(register(definition(undoable(name, ""))), name, Rule.NAME, "1 to 80");
    }

    @Test
    void aNameThatWouldBreakAKey() {
        assertRefused(register(definition(undoable("a/b", ""))), "a/b", Rule.NAME, "cannot be the name of a node");
    }

    @Test
    void aSagaWithoutAName() {
        assertRefused(register(definition("", undoable("book", ""))), "", Rule.NAME, "cannot be the name of a saga");
    }

    @Test
    void oneSignalWithTwoContracts() {
        assertRefused(
                register(definition(
                        receive("first", "second", "signed", Optional.empty()),
                        receive("second", "", "signed", Optional.of("{\"type\": \"string\"}")))),
                "second",
                Rule.NAME_COLLISION,
                "'signed' has another schema here than at 'first'");
    }

    @Test
    void anUnknownNext() {
        assertRefused(
                register(definition(undoable("book", "shp"), undoable("ship", ""))),
                "book",
                Rule.REFERENCE,
                "goes on with 'shp', which is not in this saga");
    }

    @Test
    void anUnknownTargetOfACase() {
        assertRefused(
                register(definition(choice("choose", "", when("big", "elsewhere")))),
                "choose",
                Rule.REFERENCE,
                "goes, if \"big\", on with 'elsewhere'");
    }

    @Test
    void anUnknownTargetOfACatchRule() {
        assertRefused(
                register(definition(undoable("book", "", any("plan-b")))),
                "book",
                Rule.REFERENCE,
                "goes, when it fails, on with 'plan-b'");
    }

    @Test
    void aTargetInAnotherScope() {
        assertRefused(
                register(definition(parallel("both", "inner", scope(undoable("inner", ""))))),
                "both",
                Rule.REFERENCE,
                "'inner', which stands in another scope");
    }

    @Test
    void anUnknownStart() {
        var root = new Scope(Optional.of("first"), List.of(undoable("book", "")), Sketch.NOTHING);
        assertRefused(register(definition("unsafe", 0, root)), "", Rule.REFERENCE, "begins with 'first'");
    }

    @Test
    void nodesWithoutAStart() {
        var root = new Scope(Optional.empty(), List.of(undoable("book", "")), Sketch.NOTHING);
        assertRefused(register(definition("unsafe", 0, root)), "", Rule.REFERENCE, "no first one");
    }

    @Test
    void aNodeThatNothingNames() {
        assertRefused(
                register(definition(undoable("book", ""), undoable("ship", ""))),
                "ship",
                Rule.UNREACHABLE,
                "No way leads here");
    }

    // Reads.

    @Test
    void aReadOfALaterNode() {
        assertRefused(
                register(definition(look("first", "second", result("second")), look("second", ""))),
                "first",
                Rule.READ,
                "'second', which need not have ended well");
    }

    @Test
    void aReadOfItsOwnResult() {
        assertRefused(register(definition(look("first", "", result("first")))), "first", Rule.READ, "'first'");
    }

    @Test
    void aReadOfWhatACatchRulePassedBy() {
        assertRefused(
                register(definition(undoable("book", "look", any("look")), look("look", "", result("book")))),
                "look",
                Rule.READ,
                "'book', which need not have ended well");
    }

    @Test
    void aReadOfANodeThatGivesNothing() {
        assertRefused(
                register(definition(pause("wait", "look"), look("look", "", result("wait")))),
                "look",
                Rule.READ_NOTHING,
                "'wait', which gives no result");
    }

    @Test
    void anItemOfWhatHasNone() {
        assertRefused(
                register(definition(look("first", "second"), look("second", "", new Mapping.Current("first")))),
                "second",
                Rule.READ_NOTHING,
                "which is no for-each and no loop");
    }

    @Test
    void resultsByItemOfWhatHasNoItems() {
        assertRefused(
                register(definition(look("first", "second"), look("second", "", new Mapping.ItemsOf("first", INPUT)))),
                "second",
                Rule.READ_NOTHING,
                "which is no for-each");
    }

    @Test
    void resultsByItemThatNotEachItemHas() {
        Scope body = scope(choice("choose", "", when("big", "pick")), look("pick", ""));
        assertRefused(
                register(definition(
                        each("lines", "all", body), look("all", "", new Mapping.ItemsOf("lines", result("pick"))))),
                "all",
                Rule.READ,
                "'pick', which need not have ended well");
    }

    @Test
    void theFailureOfWhatCatchesNone() {
        assertRefused(
                register(definition(look("first", "second"), look("second", "", new Mapping.FailureOf("first")))),
                "second",
                Rule.READ_NOTHING,
                "which catches none");
    }

    @Test
    void fewerResultsThanPaths() {
        assertChosen(List.of(INPUT));
    }

    @Test
    void moreResultsThanPaths() {
        assertChosen(List.of(INPUT, INPUT, INPUT));
    }

    private static void assertChosen(List<Mapping> options) {
        assertRefused(
                register(definition(
                        choice("choose", "look", when("big", "look")),
                        look("look", "", new Mapping.Chosen("choose", options)))),
                "look",
                Rule.CHOSEN,
                "'choose', which has 2");
    }

    @Test
    void theResultOfAPathThatIsNotYetChosen() {
        assertRefused(
                register(definition(
                        look("look", "choose", new Mapping.Chosen("choose", List.of(INPUT, INPUT))),
                        choice("choose", "", when("big", "")))),
                "look",
                Rule.READ,
                "'choose', which need not have been decided");
    }

    @Test
    void theResultOfAnotherPathThanTheOneTaken() {
        assertRefused(
                register(definition(
                        choice("choose", "b", when("a", "a")),
                        look("a", "end"),
                        look("b", "end"),
                        look("end", "", new Mapping.Chosen("choose", List.of(result("b"), result("b")))))),
                "end",
                Rule.READ,
                "'b', which need not have ended well");
    }

    @Test
    void aStepReadInTheEndOfALoop() {
        var loop = new Node.Loop(
                "loop", to(""), INPUT, scope(look("turn", "")), result("turn"), Duration.ofSeconds(1), 10, List.of());
        assertRefused(register(definition(loop)), "loop", Rule.READ_OUTSIDE, "outside of the body of 'loop'");
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

    @Test
    void loopsAndItemsHaveTheirOwnStates() {
        assertRefused(
                register(definition(
                        loop("loop", "look", scope(look("turn", "", new Mapping.Current("loop")))),
                        look("look", "", new Mapping.Current("loop")))),
                "look",
                Rule.READ_OUTSIDE,
                "a state of 'loop' outside of its body");
    }
}

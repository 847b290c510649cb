package dev.baton.core;

import static dev.baton.core.Checking.accepted;
import static dev.baton.core.Checking.assertRefused;
import static dev.baton.core.Checking.problems;
import static dev.baton.core.Checking.register;
import static dev.baton.core.Checking.texts;
import static dev.baton.core.Sketch.INPUT;
import static dev.baton.core.Sketch.any;
import static dev.baton.core.Sketch.choice;
import static dev.baton.core.Sketch.definition;
import static dev.baton.core.Sketch.parallel;
import static dev.baton.core.Sketch.pass;
import static dev.baton.core.Sketch.pause;
import static dev.baton.core.Sketch.receive;
import static dev.baton.core.Sketch.result;
import static dev.baton.core.Sketch.scope;
import static dev.baton.core.Sketch.task;
import static dev.baton.core.Sketch.undoable;
import static dev.baton.core.Sketch.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.baton.Node;
import dev.baton.Role;
import dev.baton.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Unsafe ways and names that the API refuses to make, or has no words for; other notations may. */
class UnsafeDefinitionTest {
    /** Each rule has its refusal in one of these. */
    @ParameterizedTest
    @EnumSource(Rule.class)
    void eachRuleHasATest(Rule rule) throws IOException {
        var tests = new StringBuilder();
        for (String test : List.of(
                "UnsafePivotTest",
                "UnsafeRoleTest",
                "UnsafeSagaTest",
                "UnsafeDefinitionTest",
                "UnsafeReadTest",
                "UnsafeBoundTest",
                "RegistrationTest")) {
            tests.append(Files.readString(Path.of("src/test/java/dev/baton/core", test + ".java")));
        }
        assertThat(tests.indexOf("Rule." + rule.name() + ",") + tests.indexOf("Rule." + rule.name() + ")"))
                .as("a test of %s", rule)
                .isPositive();
    }

    @Test
    void aQueueWhoseNameHasASpace() {
        Node.Task plain = task("look", "", Role.READ_ONLY);
        var queued = new Node.Task(
                plain.name(),
                plain.next(),
                plain.task(),
                plain.call(),
                plain.role(),
                plain.input(),
                plain.rules(),
                plain.undo(),
                plain.probed(),
                plain.catches(),
                Optional.of("big gpu"));
        assertRefused(register(definition("unsafe", queued)), "look", Rule.QUEUE, "'big gpu' cannot be the name");
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
}

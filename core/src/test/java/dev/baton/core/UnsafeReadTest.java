package dev.baton.core;

import static dev.baton.core.Checking.assertRefused;
import static dev.baton.core.Checking.register;
import static dev.baton.core.Sketch.INPUT;
import static dev.baton.core.Sketch.any;
import static dev.baton.core.Sketch.choice;
import static dev.baton.core.Sketch.definition;
import static dev.baton.core.Sketch.each;
import static dev.baton.core.Sketch.look;
import static dev.baton.core.Sketch.loop;
import static dev.baton.core.Sketch.pause;
import static dev.baton.core.Sketch.result;
import static dev.baton.core.Sketch.scope;
import static dev.baton.core.Sketch.to;
import static dev.baton.core.Sketch.undoable;
import static dev.baton.core.Sketch.when;

import dev.baton.Mapping;
import dev.baton.Node;
import dev.baton.Scope;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads of data that need not be there, in definitions that the API has no words for; other notations may. */
class UnsafeReadTest {
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

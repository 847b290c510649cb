package dev.baton.core;

import static dev.baton.core.Checking.accepted;
import static dev.baton.core.Checking.register;
import static dev.baton.core.Sketch.any;
import static dev.baton.core.Sketch.choice;
import static dev.baton.core.Sketch.definition;
import static dev.baton.core.Sketch.look;
import static dev.baton.core.Sketch.parallel;
import static dev.baton.core.Sketch.pause;
import static dev.baton.core.Sketch.result;
import static dev.baton.core.Sketch.scope;
import static dev.baton.core.Sketch.task;
import static dev.baton.core.Sketch.undoable;
import static dev.baton.core.Sketch.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Mapping;
import dev.baton.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Definitions that the API has no words for, and that are safe. */
class SafeDefinitionTest {
    @Test
    void aWayBackWithAWait() {
        Registration.Result result = register(definition(
                undoable("book", "check"),
                look("check", "choose", result("book")),
                choice("choose", "ship", when("not yet", "wait")),
                pause("wait", "book"),
                task("ship", "", Role.PIVOT)));
        accepted(result);
        assertThat(result.warnings()).isEmpty();
    }

    @Test
    void theLatestWayOutOfANodeCountsThoughItWasLeftAnotherWayBefore() {
        accepted(register(definition(
                choice("choose", "b", when("a", "a")),
                look("a", "wait"),
                pause("wait", "choose"),
                look("b", "end"),
                look("end", "", new Mapping.Chosen("choose", List.of(result("a"), result("b")))))));
    }

    @Test
    void aCatchRuleMayEndItsScope() {
        accepted(register(definition(
                parallel(
                        "both",
                        "end",
                        scope(undoable("book", "", any(""))),
                        scope(undoable("charge", "ask"), look("ask", ""))),
                look("end", "", result("charge")))));
    }

    @Test
    void theFailureIsThereWhereEveryPathFailed() {
        accepted(register(definition(
                undoable("book", "end", any("note")),
                look("note", "end", new Mapping.FailureOf("book")),
                look("end", "", new Mapping.Chosen("book", List.of(result("book"), new Mapping.FailureOf("book")))))));
    }
}

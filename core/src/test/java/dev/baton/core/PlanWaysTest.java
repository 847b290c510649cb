package dev.baton.core;

import static dev.baton.core.Sketch.any;
import static dev.baton.core.Sketch.choice;
import static dev.baton.core.Sketch.definition;
import static dev.baton.core.Sketch.look;
import static dev.baton.core.Sketch.pause;
import static dev.baton.core.Sketch.task;
import static dev.baton.core.Sketch.undoable;
import static dev.baton.core.Sketch.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Definition;
import dev.baton.Node;
import dev.baton.Role;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Plans of definitions whose ways the API has no words for. */
class PlanWaysTest {
    private static String open(CompensationPlan plan, String node) {
        return PlanText.of(plan.open(node));
    }

    private static String after(CompensationPlan plan, String node) {
        return PlanText.of(plan.after(node));
    }

    @Test
    void aWayBackMakesVisits() {
        Definition saga = definition(
                undoable("reserve", "book"),
                undoable("book", "choose"),
                choice("choose", "pay", when("again", "wait")),
                pause("wait", "book"),
                undoable("pay", ""));
        var plan = CompensationPlan.of(saga);
        assertThat(after(plan, "pay")).isEqualTo("""
              - undo 'pay'
              - each visit of [book], the latest first
              - undo 'reserve'
            """);
        assertThat(open(plan, "wait")).isEqualTo("""
              - each visit of [book], the latest first
              - undo 'reserve'
            """);
    }

    @Test
    void aCaughtPivotWasNoPointOfNoReturnAndACaughtRetriableStepWas() {
        Definition saga = definition(
                undoable("reserve", "ship"),
                task("ship", "", Role.PIVOT, any("mail")),
                task("mail", "", Role.RETRIABLE, any("look")),
                look("look", ""));
        var plan = CompensationPlan.of(saga);
        assertThat(open(plan, "look")).isEqualTo("  - nothing at all: past 'mail' it only goes forward\n");
        assertThat(PlanText.of(plan.caught("ship"))).contains("past 'ship'");
    }

    @Test
    void aLongSagaWithManyPathsHasASmallPlan() {
        int size = 2_000;
        Node[] nodes = IntStream.range(0, size)
                .boxed()
                .flatMap(i -> IntStream.range(0, 3).mapToObj(part -> switch (part) {
                    case 0 -> (Node) choice("choose-" + i, "b-" + i, when("a", "a-" + i));
                    case 1 -> undoable("a-" + i, i == size - 1 ? "" : "choose-" + (i + 1));
                    default -> undoable("b-" + i, i == size - 1 ? "" : "choose-" + (i + 1));
                }))
                .toArray(Node[]::new);
        var plan = CompensationPlan.of(definition(nodes));
        assertThat(plan.completed().parts()).hasSize(size);
    }
}

package dev.baton.core;

import static dev.baton.core.Checking.accepted;
import static dev.baton.core.Checking.assertRefused;
import static dev.baton.core.Sketch.INPUT;
import static dev.baton.core.Sketch.child;
import static dev.baton.core.Sketch.definition;
import static dev.baton.core.Sketch.parallel;
import static dev.baton.core.Sketch.rules;
import static dev.baton.core.Sketch.scope;
import static dev.baton.core.Sketch.task;
import static dev.baton.core.Sketch.undoable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Definition;
import dev.baton.Node;
import dev.baton.Role;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Versions: what is the same stays the same, what changed gets a number, and children are pinned. */
class RegistrationTest {
    private static final Definition ORDER = definition("order", undoable("book", ""));
    private static final Definition CHANGED = definition("order", undoable("book", "ship"), undoable("ship", ""));
    private static final Definition PARENT = definition("parent", child("run", "", "order", 0));

    private static Registration.Result add(List<Definition> registered, Definition... fresh) {
        return new Registration(registered).add(List.of(fresh));
    }

    private static List<String> names(List<Definition> definitions) {
        return definitions.stream().map(one -> one.name() + " " + one.version()).toList();
    }

    private static int pinned(Definition parent) {
        return ((Node.Child) parent.root().nodes().getFirst()).version();
    }

    @Test
    void theFirstVersionIsOne() {
        assertThat(names(accepted(add(List.of(), ORDER)))).containsExactly("order 1");
    }

    @Test
    void theSameStructureKeepsItsVersion() {
        List<Definition> registered = List.of(ORDER.withVersion(1), CHANGED.withVersion(2));
        assertThat(names(accepted(add(registered, ORDER)))).containsExactly("order 1");
        assertThat(names(accepted(add(registered, CHANGED)))).containsExactly("order 2");
    }

    @Test
    void aChangedStructureGetsTheNextNumber() {
        assertThat(names(accepted(add(List.of(ORDER.withVersion(1)), CHANGED)))).containsExactly("order 2");
        assertThat(names(accepted(add(List.of(ORDER.withVersion(7)), CHANGED)))).containsExactly("order 8");
    }

    @Test
    void aChosenVersionIsKept() {
        assertThat(names(accepted(add(List.of(ORDER.withVersion(1)), CHANGED.withVersion(5)))))
                .containsExactly("order 5");
        assertThat(names(accepted(add(List.of(ORDER.withVersion(5)), ORDER.withVersion(5)))))
                .containsExactly("order 5");
    }

    @Test
    void aChangeUnderAChosenVersionIsRefusedWithTheDifference() {
        assertRefused(
                add(List.of(ORDER.withVersion(3)), CHANGED.withVersion(3)),
                "",
                Rule.VERSION,
                "'book': next was Optional.empty and is Optional[ship]; 'ship' is new. Choose a new number with"
                        + " version(4)");
    }

    @Test
    void theDifferenceNamesWhatChangedWithinAStep() {
        Definition before = definition("order", undoable("book", ""), undoable("ship", ""));
        Definition after =
                definition("order", task("book", "", Role.COMPENSATABLE, INPUT, rules(Duration.ofSeconds(7))));
        assertThat(Difference.between(before, after))
                .isEqualTo("'book': rules.timeout was PT1M and is PT7S; 'ship' is gone");
    }

    @Test
    void theDifferenceSeesWhatANodeBecameAndWhatTheSagaPromises() {
        Definition after = new Definition(
                "order", 1, scope(parallel("book", "")), ORDER.deadline(), Duration.ofDays(1), ORDER.inputSchema());
        assertThat(Difference.between(ORDER, after))
                .isEqualTo("compensatableFor was PT0S and is PT24H; 'book' was a Task and is a Parallel");
    }

    @Test
    void severalVersionsCanBeRegisteredAtOnce() {
        assertThat(names(accepted(add(List.of(), ORDER.withVersion(1), CHANGED.withVersion(2)))))
                .containsExactly("order 1", "order 2");
        assertThat(names(accepted(add(List.of(), ORDER.withVersion(4), CHANGED))))
                .containsExactly("order 4", "order 5");
    }

    @Test
    void theSameSagaTwiceIsOne() {
        assertThat(names(accepted(add(List.of(), ORDER, definition("order", undoable("book", ""))))))
                .containsExactly("order 1");
    }

    @Test
    void aChildIsPinnedWhicheverComesFirst() {
        List<Definition> parentFirst = accepted(add(List.of(), PARENT, ORDER));
        assertThat(names(parentFirst)).containsExactly("parent 1", "order 1");
        assertThat(pinned(parentFirst.getFirst())).isEqualTo(1);
        assertThat(pinned(accepted(add(List.of(), ORDER, PARENT)).getLast())).isEqualTo(1);
    }

    @Test
    void aChildOfBeforeIsPinnedToItsNewestVersion() {
        List<Definition> registered = List.of(ORDER.withVersion(1), CHANGED.withVersion(2));
        assertThat(pinned(accepted(add(registered, PARENT)).getFirst())).isEqualTo(2);
    }

    @Test
    void aChosenVersionOfAChildIsKept() {
        List<Definition> registered = List.of(ORDER.withVersion(1), CHANGED.withVersion(2));
        Definition parent = definition("parent", child("run", "", "order", 1));
        assertThat(pinned(accepted(add(registered, parent)).getFirst())).isEqualTo(1);
    }

    @Test
    void aChosenVersionOfAChildMayBeTheOneThatItGetsNow() {
        Definition parent = definition("parent", child("run", "", "order", 2));
        assertThat(names(accepted(add(List.of(ORDER.withVersion(1)), parent, CHANGED))))
                .containsExactly("parent 1", "order 2");
    }

    @Test
    void aVersionOfAChildThatIsNotThereIsRefused() {
        Definition parent = definition("parent", child("run", "", "order", 9));
        assertRefused(
                add(List.of(ORDER.withVersion(1), CHANGED.withVersion(2)), parent),
                "run",
                Rule.CHILD_UNKNOWN,
                "version 9 of saga 'order', which is not registered; registered are [1, 2]");
    }

    @Test
    void aChangedChildMakesANewVersionOfItsParentAndItsParentsParent() {
        Definition top = definition("top", child("run-parent", "", "parent", 0));
        List<Definition> before = accepted(add(List.of(), top, PARENT, ORDER));
        List<Definition> after = accepted(add(before, top, PARENT, CHANGED));
        assertThat(names(after)).containsExactly("top 2", "parent 2", "order 2");
        assertThat(names(accepted(add(before, top, PARENT, ORDER)))).containsExactly("top 1", "parent 1", "order 1");
    }

    @Test
    void aChangedChildUnderAParentsChosenVersionIsRefused() {
        Definition chosen = PARENT.withVersion(1);
        List<Definition> before = accepted(add(List.of(), chosen, ORDER));
        assertRefused(
                add(before, chosen, CHANGED), "", Rule.VERSION, "'run': version was 1 and is 2. Choose a new number");
    }

    @Test
    void nothingIsAcceptedWhenOneIsRefused() {
        assertThat(add(List.of(), ORDER, definition("wrong", undoable("book", "elsewhere"))))
                .isInstanceOf(Registration.Refused.class);
    }
}

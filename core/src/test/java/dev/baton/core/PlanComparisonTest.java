package dev.baton.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Each;
import dev.baton.Errors;
import dev.baton.ExecutionStatus;
import dev.baton.Ref;
import dev.baton.Repeat;
import dev.baton.Saga;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What runs equals the plan, whatever crashes; and a history that does not is found out. */
class PlanComparisonTest {
    private static final Saga<String, String> ORDER = Saga.named("order", String.class, String.class)
            .define((saga, in) -> {
                saga.step(Steps.compensatable("reserve"), in);
                saga.parallel(saga.branch(() -> saga.step(Steps.compensatable("flight"), in)), saga.branch(() -> {
                    saga.step(Steps.compensatable("hotel"), in);
                    return saga.step(Steps.compensatable("taxi"), in);
                }));
                saga.forEach(
                        String.class,
                        in.map(text -> List.of("a", "b", "c")),
                        Each.concurrently(2).tolerating(1),
                        item -> {
                            saga.step(Steps.compensatable("pick"), item);
                            return saga.step(Steps.compensatable("pack"), item);
                        });
                saga.repeat(
                        String.class,
                        in,
                        Repeat.every(Duration.ofSeconds(1)),
                        state -> saga.step(Steps.compensatable("poll"), state),
                        state -> state.length() > 20);
                either(saga, in);
                return saga.pivot(Steps.asked("ship"), in);
            });

    private static void either(dev.baton.Flow saga, Ref<String> in) {
        saga.either(
                        "two letters",
                        in.map(text -> text.length() == 2),
                        () -> saga.fallback(
                                () -> saga.step(Steps.compensatable("cheap"), in),
                                Errors.any(),
                                failure -> saga.step(Steps.compensatable("dear"), in)))
                .otherwise(() -> saga.step(Steps.compensatable("other"), in));
    }

    /** With a crash after each commit. */
    private static void play(String rule, ExecutionStatus status, Consumer<World> script) {
        Scenario.of(rule, ORDER)
                .script(script)
                .check(world -> check(world, status))
                .play();
    }

    /** Without crashes. */
    private static void playOnce(ExecutionStatus status, Consumer<World> script) {
        var world = new World(Crash.never(true), ORDER);
        script.accept(world);
        world.start("in");
        world.run();
        check(world, status);
    }

    private static void check(World world, ExecutionStatus status) {
        assertThat(world.state().status()).isEqualTo(status);
        assertThat(differences(world.host().log)).isEmpty();
    }

    private static List<String> differences(List<Event> history) {
        return UndoComparison.differences(CompensationPlan.of(ORDER.definition()), history);
    }

    @Test
    void whenThePivotIsRefused() {
        play(
                "plan: the pivot is refused",
                ExecutionStatus.COMPENSATED,
                world -> world.service("ship").always(Behaviour.refuse()));
    }

    @Test
    void whenABranchFailsBesideAnother() {
        play(
                "plan: a branch fails",
                ExecutionStatus.COMPENSATED,
                world -> world.service("taxi").always(Behaviour.refuse()));
    }

    @Test
    void whenAnItemIsToleratedAndAFallbackTakesOver() {
        play("plan: tolerated item, fallback, then the pivot is refused", ExecutionStatus.COMPENSATED, world -> {
            world.service("pack").doesFor("b", Behaviour.refuse());
            world.service("cheap").always(Behaviour.unreadable());
            world.service("ship").always(Behaviour.refuse());
        });
    }

    @Test
    void whenTooManyItemsFail() {
        play(
                "plan: items fail beyond the tolerance",
                ExecutionStatus.COMPENSATED,
                world -> world.service("pack").always(Behaviour.refuse()));
    }

    @Test
    void whenAnOutcomeIsUnknown() {
        play("plan: unknown outcomes", ExecutionStatus.COMPENSATED, world -> {
            world.service("pick").doesFor("c", Behaviour.lostAfter());
            world.service("poll").does(Behaviour.ok("x"));
            world.service("other").always(Behaviour.lostBefore());
            world.service("cheap").always(Behaviour.lostBefore());
            world.service("dear").always(Behaviour.lostAfter());
        });
    }

    @Test
    void whenAllIsWell() {
        playOnce(ExecutionStatus.COMPLETED, world -> {});
    }

    @Test
    void whenSomebodyCancelsInALoop() {
        play(
                "plan: cancelled in a loop",
                ExecutionStatus.COMPENSATED,
                world -> world.when(
                        Event.TurnEnded.class,
                        turn -> !turn.enough(),
                        later -> later.later(Duration.ofMillis(500), World::cancel)));
    }

    // Histories that are wrong.

    private static List<Event> history() {
        var world = new World(Crash.never(false), ORDER);
        world.service("ship").always(Behaviour.refuse());
        world.start("in");
        world.run();
        assertThat(differences(world.host().log)).isEmpty();
        return new ArrayList<>(world.host().log);
    }

    private static int entryOf(List<Event> history, String node) {
        int entry = 0;
        for (Event event : history) {
            if (event instanceof Event.TaskScheduled scheduled) {
                if (scheduled.node().equals(node)) {
                    return entry;
                }
                entry++;
            }
        }
        throw new AssertionError("'" + node + "' never ran.");
    }

    private static void assertFound(UnaryOperator<List<Event>> damage, String... words) {
        assertThat(String.join("\n", differences(damage.apply(history())))).contains(words);
    }

    /** The events of one entry's undo. */
    private static List<Event> undoOf(List<Event> history, int entry) {
        return history.stream()
                .filter(event -> (event instanceof Event.UndoScheduled scheduled && scheduled.entry() == entry)
                        || (event instanceof Event.TaskCompensated compensated && compensated.entry() == entry))
                .toList();
    }

    @Test
    void aForgottenUndoIsFound() {
        assertFound(
                history -> {
                    history.removeAll(undoOf(history, entryOf(history, "hotel")));
                    return history;
                },
                "'hotel'",
                "was not undone, though the execution is COMPENSATED");
    }

    @Test
    void anUndoInTheWrongOrderIsFound() {
        assertFound(
                history -> {
                    List<Event> first = undoOf(history, entryOf(history, "reserve"));
                    history.removeAll(first);
                    int began = history.indexOf(history.stream()
                            .filter(Event.CompensationStarted.class::isInstance)
                            .findFirst()
                            .orElseThrow());
                    history.addAll(began + 1, first);
                    return history;
                },
                "'reserve' (entry 0) was undone before 'flight'");
    }

    @Test
    void anUndoWithoutAReasonIsFound() {
        assertFound(
                history -> {
                    history.removeIf(Event.CompensationStarted.class::isInstance);
                    return history;
                },
                "was undone, though nothing above it went back");
    }

    @Test
    void theUndoOfWhatNeverHappenedIsFound() {
        assertFound(
                history -> {
                    int entry = entryOf(history, "taxi");
                    history.removeIf(event -> event instanceof Event.TaskSucceeded done && done.entry() == entry);
                    return history;
                },
                "'taxi'",
                "was undone, though it certainly had no effect");
    }

    @Test
    void anUndoPastThePivotIsFound() {
        assertFound(
                history -> {
                    int entry = entryOf(history, "ship");
                    history.replaceAll(event -> event instanceof Event.TaskFailed failed && failed.entry() == entry
                            ? new Event.TaskSucceeded(failed.at(), entry, failed.attempt(), Payload.NOTHING)
                            : event);
                    return history;
                },
                "was undone past the pivot");
    }

    @Test
    void aStepThatBeginsWhileTheExecutionGoesBackIsFound() {
        assertFound(
                history -> {
                    Event scheduled = history.stream()
                            .filter(Event.TaskScheduled.class::isInstance)
                            .findFirst()
                            .orElseThrow();
                    history.add(history.size() - 1, scheduled);
                    return history;
                },
                "'reserve' began while the execution went back");
    }

    @Test
    void theUndoOfALateEffectStandsInNoOrder() {
        List<Event> history = history();
        int entry = entryOf(history, "reserve");
        int at = history.indexOf(undoOf(history, entryOf(history, "cheap")).getFirst());
        history.add(at, new Event.UndoScheduled(World.START, entry, 1, 2));
        assertThat(differences(history)).isEmpty();
    }

    @Test
    void moreItemsAtATimeThanAllowedAreFound() {
        assertFound(
                history -> {
                    List<Event> ends = history.stream()
                            .filter(event -> event instanceof Event.TaskCompensated)
                            .toList();
                    history.removeAll(ends);
                    history.addAll(history.size() - 1, ends);
                    return history;
                },
                "3 frames of 'for-each-1' were undone at the same time; at most 2 may be");
    }
}

package dev.baton.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.Repeat;
import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.core.Effect.InvokeTask;
import dev.baton.core.Effect.InvokeUndo;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Saga-semantics §2: the compensation log, keys and visits. */
class Section2Test {
    private static final Resolution RETRY = new Resolution.Retry(Optional.empty());
    private static final Resolution EDITED = new Resolution.Retry(Optional.of(Json.of("edited")));

    /** A saga whose first step asks a person when it fails. */
    private static final Saga<String, String> ASKING = Saga.named("order", String.class, String.class)
            .define((saga, in) -> {
                var reserved = saga.step(Steps.probed("reserve").askOnFailure(), in);
                return saga.pivot(Steps.asked("ship"), reserved);
            });

    @Test
    void rule2_anEntryIsMaybeThenDoneThenCompensatedAndNoneWhereNothingHappened() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            var reserved = flow.step(Steps.compensatable("reserve"), in);
            return flow.pivot(Steps.asked("ship"), reserved);
        });
        Scenario.of("2", saga)
                .script(world -> {
                    world.service("ship").always(Behaviour.refuse());
                    world.during(
                            "reserve", it -> assertThat(it.entry("reserve")).isEqualTo(EntryState.MAYBE));
                    world.during("ship", it -> assertThat(it.entry("reserve")).isEqualTo(EntryState.DONE));
                })
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.entry("reserve")).isEqualTo(EntryState.COMPENSATED);
                    assertThat(world.entry("ship")).isEqualTo(EntryState.NONE);
                    assertThat(world.entry("reserve", 1).output()).contains(Json.of("reserve(in)"));
                })
                .play();
    }

    @Test
    void rule2_1_allAttemptsOfAVisitShareAKeyAndItsUndoHasOneOfItsOwn() {
        var saga = Saga.named("order", Integer.class, Integer.class).define((flow, in) -> {
            var last = flow.named("turns")
                    .repeat(
                            Integer.class,
                            in,
                            Repeat.atOnce(),
                            n -> flow.step(Steps.number("add").compensatedBy(undo -> {}), n),
                            n -> n == 3);
            return flow.fail(last.map(n -> "enough"));
        });
        Scenario.of("2.1", saga)
                .input(0)
                .script(world -> world.service("add")
                        .does(Behaviour.ok(), Behaviour.unavailable(), Behaviour.lostAfter(), Behaviour.ok()))
                .check(world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    var keys = world.services().made(InvokeTask.class).stream()
                            .map(InvokeTask::key)
                            .collect(Collectors.toSet());
                    assertThat(keys)
                            .containsExactlyInAnyOrder(
                                    "order-1/run/turns/add/1", "order-1/run/turns/add/2", "order-1/run/turns/add/3");
                    assertThat(world.services().made(InvokeUndo.class)).allSatisfy(undo -> {
                        assertThat(keys).contains(undo.key());
                        assertThat(undo.undoKey()).isEqualTo(undo.key() + "/undo");
                    });
                })
                .play();
    }

    @Test
    void rule2_1_aLongPathIsCutAndEndsInItsHash() {
        var execution = ExecutionId.of("e".repeat(200));
        String one = Keys.of(execution, "run", "path/".repeat(40) + "one", 12);
        String two = Keys.of(execution, "run", "path/".repeat(40) + "two", 12);
        assertThat(one)
                .hasSizeLessThan(Keys.CHARACTERS_MAX - "/undo/2".length())
                .endsWith("/12");
        assertThat(two).isNotEqualTo(one).hasSameSizeAs(one);
        assertThat(new ExecutionId(one).value()).isEqualTo(one);
    }

    @Test
    void rule2_2_aRetryByHandKeepsTheVisitWhileItIsMaybe() {
        var saga = Saga.named("order", String.class, String.class)
                .define((flow, in) ->
                        flow.step(Steps.compensatable("reserve").askOnFailure().retry(Retry.never()), in));
        Scenario.of("2.2 (maybe)", saga)
                .script(world -> {
                    world.service("reserve").does(Behaviour.lostBefore(), Behaviour.lostAfter());
                    world.whenAsked(IncidentKind.ASKED, RETRY);
                })
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.state().entries()).hasSize(1);
                })
                .play();
    }

    @Test
    void rule2_2_aRetryByHandMakesANewVisitAfterNone() {
        Scenario.of("2.2 (none)", ASKING)
                .script(world -> {
                    world.service("reserve").does(Behaviour.refuse());
                    world.whenAsked(IncidentKind.ASKED, RETRY);
                })
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.entry("reserve", 1).state()).isEqualTo(EntryState.NONE);
                    assertThat(world.entry("reserve", 2).state()).isEqualTo(EntryState.DONE);
                })
                .play();
    }

    @Test
    void rule2_2_anEditedInputMakesANewVisitOnceTheOldOneIsUndone() {
        Scenario.of("2.2 (edited)", ASKING)
                .script(world -> {
                    world.service("reserve")
                            .alwaysFor("in", Behaviour.lostAfter())
                            .failsProbes(100);
                    world.whenAsked(IncidentKind.ASKED, EDITED);
                })
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.entry("reserve", 1).state()).isEqualTo(EntryState.COMPENSATED);
                    assertThat(world.entry("reserve", 2).input()).isEqualTo(Json.of("edited"));
                    assertThat(world.standing("reserve")).isOne();
                })
                .play();
    }

    @Test
    void rule2_2_anEditedInputIsRefusedWhileTheOutcomeIsUnknownAndThereIsNoUndo() {
        var saga = Saga.named("order", String.class, String.class)
                .define((flow, in) -> flow.retriable(Steps.plain("mail").retry(Retry.never()), in));
        Scenario.of("2.2 (refused)", saga)
                .script(world -> {
                    world.service("mail").does(Behaviour.lostAfter());
                    world.whenQuiet(it -> it.answer(IncidentKind.FAILED_PAST_PIVOT, EDITED));
                    world.whenQuiet(it -> it.answer(IncidentKind.FAILED_PAST_PIVOT, RETRY));
                    world.whenQuiet(it -> {
                        if (!it.incidents().isEmpty()) {
                            it.answer(IncidentKind.FAILED_PAST_PIVOT, RETRY);
                        }
                    });
                })
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.refusals()).containsExactly("BATON-119");
                    assertThat(world.state().entries()).hasSize(1);
                })
                .play();
    }

    @Test
    void rule2_2_anEditedInputOfACompensationKeepsItsKey() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("reserve"), in);
            return flow.fail(in);
        });
        Scenario.of("2.2 (compensation)", saga)
                .script(world -> {
                    world.service("reserve").undoes(Behaviour.refuse());
                    world.whenAsked(IncidentKind.COMPENSATION_FAILED, EDITED);
                })
                .check(world -> {
                    Expect.status(world, ExecutionStatus.COMPENSATED);
                    var undos = world.services().made(InvokeUndo.class);
                    assertThat(undos).extracting(InvokeUndo::undoKey).containsOnly("order-1/run/reserve/1/undo");
                    assertThat(undos.getLast().input()).isEqualTo(Json.of("edited"));
                    assertThat(world.undone()).containsExactly("reserve");
                })
                .play();
    }

    @Test
    void rule2_1_anIdUsedAgainNeverMeetsOldKeys() {
        String before = Keys.of(World.ROOT, "run-1", "charge", 1);
        assertThat(Keys.of(World.ROOT, "run-2", "charge", 1)).isNotEqualTo(before);
    }
}

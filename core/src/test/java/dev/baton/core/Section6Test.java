package dev.baton.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Done;
import dev.baton.Errors;
import dev.baton.ExecutionStatus;
import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.Step;
import dev.baton.core.Effect.InvokeUndo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Saga-semantics §6: incidents, and the table of the ways out. Answers in bulk are the engine's. */
class Section6Test {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Resolution RETRY = new Resolution.Retry(Optional.empty());
    private static final Resolution EDITED = new Resolution.Retry(Optional.of(Json.of("edited")));
    private static final Resolution RESOLVE = new Resolution.Resolve();
    private static final Resolution SKIP = new Resolution.Skip();
    private static final Resolution FORWARD = new Resolution.Forward(Json.of("by hand"));
    private static final Resolution BACK = new Resolution.Compensate();

    /** Fails on purpose; its second step is hard to undo. */
    private static final Saga<String, String> BACKWARD = Saga.named("order", String.class, String.class)
            .define((saga, in) -> {
                saga.step(Steps.compensatable("reserve"), in);
                saga.step(Steps.compensatable("charge"), in);
                return saga.fail(in);
            });

    /** What came too late was promised not to be there. */
    private static final Saga<String, String> LATE = Saga.named("order", String.class, String.class)
            .define((saga, in) -> {
                saga.step(Steps.compensatable("reserve"), in);
                return saga.step(Steps.compensatable("charge").retry(Retry.never()), in);
            });

    private static final Saga<String, String> PAST = Saga.named("order", String.class, String.class)
            .define((saga, in) -> {
                saga.step(Steps.compensatable("reserve"), in);
                saga.pivot(Steps.asked("ship"), in);
                saga.step(Steps.asked("mail"), in);
                return saga.step(Steps.asked("file"), in);
            });

    private static final Saga<String, String> PIVOT = Saga.named("order", String.class, String.class)
            .define((saga, in) -> {
                saga.step(Steps.compensatable("reserve"), in);
                return saga.pivot(Steps.asked("ship"), in);
            });

    private static final Saga<String, String> ASKING = Saga.named("order", String.class, String.class)
            .define((saga, in) -> {
                saga.step(Steps.compensatable("reserve"), in);
                return saga.step(Steps.probed("charge").askOnFailure(), in);
            });

    /** An incident of a kind: how it comes about, and how it is told from the others. */
    record Kind(IncidentKind kind, Saga<String, String> saga, Consumer<World> script) {}

    private static final Kind COMPENSATION_FAILED = new Kind(
            IncidentKind.COMPENSATION_FAILED,
            BACKWARD,
            world -> world.service("charge").undoes(Behaviour.refuse()));
    private static final Kind LATE_EFFECT = new Kind(
            IncidentKind.LATE_EFFECT, LATE, world -> world.service("charge").does(Behaviour.late(HOUR)));
    private static final Kind FAILED_PAST_PIVOT = new Kind(
            IncidentKind.FAILED_PAST_PIVOT, PAST, world -> world.service("mail").does(Behaviour.refuse()));
    private static final Kind PIVOT_UNKNOWN = new Kind(
            IncidentKind.PIVOT_UNKNOWN,
            PIVOT,
            world -> world.service("ship")
                    .does(
                            Behaviour.lostBefore(),
                            Behaviour.lostBefore(),
                            Behaviour.lostBefore(),
                            Behaviour.lostBefore(),
                            Behaviour.lostBefore())
                    .failsProbes(3));
    private static final Kind ASKED = new Kind(
            IncidentKind.ASKED, ASKING, world -> world.service("charge").does(Behaviour.refuse()));

    /** A cell of the table where the way out is open: what it leads to. */
    record Open(String name, Kind of, Resolution way, Consumer<World> check) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Open> open() {
        return List.of(
                new Open("compensation failed, retry", COMPENSATION_FAILED, RETRY, world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.undone()).containsExactly("charge", "reserve");
                }),
                new Open("compensation failed, resolve", COMPENSATION_FAILED, RESOLVE, world -> {
                    Expect.status(world, ExecutionStatus.COMPENSATED);
                    assertThat(world.entry("charge")).isEqualTo(EntryState.COMPENSATED);
                    assertThat(world.state().standing().gaps()).isFalse();
                    assertThat(world.undone()).containsExactly("reserve");
                }),
                new Open("compensation failed, skip", COMPENSATION_FAILED, SKIP, world -> {
                    Expect.status(world, ExecutionStatus.COMPENSATED);
                    assertThat(world.entry("charge")).isEqualTo(EntryState.SKIPPED);
                    assertThat(world.state().standing().gaps()).isTrue();
                    assertThat(world.undone()).containsExactly("reserve");
                }),
                new Open("late effect, retry", LATE_EFFECT, RETRY, world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.services().made(InvokeUndo.class).getLast().undoKey())
                            .isEqualTo("order-1/run/charge/1/undo/2");
                }),
                new Open("late effect, resolve", LATE_EFFECT, RESOLVE, world -> {
                    Expect.status(world, ExecutionStatus.COMPENSATED);
                    assertThat(world.entry("charge")).isEqualTo(EntryState.COMPENSATED);
                }),
                new Open("late effect, skip", LATE_EFFECT, SKIP, world -> {
                    Expect.status(world, ExecutionStatus.COMPENSATED);
                    assertThat(world.entry("charge")).isEqualTo(EntryState.SKIPPED);
                    assertThat(world.state().standing().gaps()).isTrue();
                }),
                new Open("failed past the pivot, retry", FAILED_PAST_PIVOT, RETRY, Expect::completed),
                new Open("failed past the pivot, skip", FAILED_PAST_PIVOT, SKIP, world -> {
                    Expect.completed(world);
                    assertThat(world.entry("mail")).isEqualTo(EntryState.SKIPPED);
                    assertThat(world.state().standing().gaps()).isTrue();
                    assertThat(world.standing("file")).isOne();
                }),
                new Open("failed past the pivot, forward", FAILED_PAST_PIVOT, FORWARD, world -> {
                    Expect.completed(world);
                    assertThat(world.entry("mail", 1).output()).contains(Json.of("by hand"));
                }),
                new Open("pivot unknown, retry", PIVOT_UNKNOWN, RETRY, world -> {
                    Expect.completed(world);
                    assertThat(world.state().entries()).hasSize(2);
                }),
                new Open("pivot unknown, forward", PIVOT_UNKNOWN, FORWARD, world -> {
                    Expect.completed(world);
                    assertThat(world.state().standing().pastPivot()).isTrue();
                }),
                new Open("pivot unknown, compensate", PIVOT_UNKNOWN, BACK, world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.entry("ship")).isEqualTo(EntryState.NONE);
                }),
                new Open("asked before the pivot, retry", ASKED, RETRY, Expect::completed),
                new Open("asked before the pivot, forward", ASKED, FORWARD, world -> {
                    Expect.completed(world);
                    assertThat(world.entry("charge", 1).state()).isEqualTo(EntryState.DONE);
                    assertThat(world.state().standing().result()).contains(Json.of("by hand"));
                }),
                new Open("asked before the pivot, compensate", ASKED, BACK, world -> {
                    Expect.compensated(world, Cause.FAILURE);
                    assertThat(world.undone()).containsExactly("reserve");
                }));
    }

    @ParameterizedTest(name = "rule 6: {0}")
    @MethodSource("open")
    void rule6_waysOutThatAreOpen(Open cell) {
        Scenario.of("6 (" + cell.name() + ")", cell.of().saga())
                .script(world -> {
                    cell.of().script().accept(world);
                    world.whenQuiet(it -> {
                        if (it.incidentKinds().contains(cell.of().kind())) {
                            assertThat(it.answer(cell.of().kind(), cell.way())).isEqualTo(new Reply.Accepted());
                        }
                    });
                })
                .check(world -> {
                    // A crash may have taken the very call that leads to the incident.
                    if (!world.events(Event.IncidentOpened.class).isEmpty()) {
                        cell.check().accept(world);
                        assertThat(world.events(Event.IncidentResolved.class)).allSatisfy(resolved -> {
                            assertThat(resolved.by()).isEqualTo("ann");
                            assertThat(resolved.why()).isEqualTo("seen in the books");
                        });
                    }
                })
                .play();
    }

    record Closed(Kind of, Resolution way) {
        @Override
        public String toString() {
            return of.kind() + ", " + way;
        }
    }

    static List<Closed> closed() {
        return List.of(
                new Closed(COMPENSATION_FAILED, FORWARD),
                new Closed(COMPENSATION_FAILED, BACK),
                new Closed(LATE_EFFECT, FORWARD),
                new Closed(LATE_EFFECT, BACK),
                new Closed(FAILED_PAST_PIVOT, RESOLVE),
                new Closed(FAILED_PAST_PIVOT, BACK),
                new Closed(PIVOT_UNKNOWN, RESOLVE),
                new Closed(PIVOT_UNKNOWN, SKIP),
                new Closed(PIVOT_UNKNOWN, EDITED),
                new Closed(ASKED, RESOLVE),
                new Closed(ASKED, SKIP),
                new Closed(ASKED, new Resolution.Superseded()));
    }

    @ParameterizedTest(name = "rule 6: {0}")
    @MethodSource("closed")
    void rule6_waysOutThatAreClosed(Closed cell) {
        Scenario.of("6 (no: " + cell + ")", cell.of().saga())
                .script(world -> {
                    cell.of().script().accept(world);
                    world.whenQuiet(it -> {
                        if (it.incidentKinds().contains(cell.of().kind())) {
                            int commits = it.commits();
                            assertThat(it.answer(cell.of().kind(), cell.way()))
                                    .isInstanceOfSatisfying(
                                            Reply.Refused.class,
                                            refused ->
                                                    assertThat(refused.code()).isEqualTo("BATON-119"));
                            assertThat(it.commits()).isEqualTo(commits);
                        }
                    });
                })
                .check(world -> {
                    if (!world.events(Event.IncidentOpened.class).isEmpty()) {
                        Expect.incident(world, cell.of().kind());
                    }
                })
                .play();
    }

    @Test
    void rule6_aStepWhoseResultIsReadCannotBeSkipped() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.pivot(Steps.asked("ship"), in);
            return flow.step(Steps.plain("file"), flow.step(Steps.plain("mail"), in));
        });
        Scenario.of("6 (skip, read)", saga)
                .script(world -> {
                    world.service("mail").always(Behaviour.refuse());
                    world.whenQuiet(it -> it.answer(IncidentKind.FAILED_PAST_PIVOT, SKIP));
                })
                .check(world -> {
                    Expect.incident(world, IncidentKind.FAILED_PAST_PIVOT);
                    assertThat(world.refusals()).containsExactly("BATON-119");
                })
                .play();
    }

    @Test
    void rule6_compensationsAreTriedByRulesOfTheirOwnAndThenAPersonIsAsked() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("reserve"), in);
            flow.step(
                    Steps.compensatable("charge")
                            .compensationRetry(
                                    Retry.every(Duration.ofSeconds(1)).attempts(3)),
                    in);
            return flow.fail(in);
        });
        Scenario.of("6 (used up)", saga)
                .script(world -> world.service("charge").alwaysUndoes(Behaviour.unavailable()))
                .check(world -> {
                    assertThat(world.state().status()).isEqualTo(ExecutionStatus.COMPENSATING);
                    Expect.incident(world, IncidentKind.COMPENSATION_FAILED);
                    assertThat(world.events(Event.UndoFailed.class)).hasSize(3);
                    assertThat(world.undone()).isEmpty();
                })
                .play();
    }

    @Test
    void rule6_siblingBranchesGoOnWhileOneWaitsForAPerson() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("create"), in);
            var a = flow.branch(() -> flow.step(Steps.compensatable("reserve"), in));
            var b = flow.branch(() -> flow.step(Steps.compensatable("charge"), in));
            flow.parallel(a, b);
            return flow.fail(in);
        });
        Scenario.of("6 (siblings)", saga)
                .script(world -> {
                    world.service("charge").alwaysUndoes(Behaviour.refuse());
                    world.whenQuiet(it -> {
                        assertThat(it.undone()).containsExactly("reserve");
                        it.answer(IncidentKind.COMPENSATION_FAILED, RESOLVE);
                    });
                })
                .check(world -> {
                    Expect.status(world, ExecutionStatus.COMPENSATED);
                    assertThat(world.undone()).containsExactly("reserve", "create");
                })
                .play();
    }

    @Test
    void rule6_1_aRetryHasAFreshBudgetOfAttempts() {
        var saga = Saga.named("order", String.class, String.class)
                .define((flow, in) -> flow.step(
                        Steps.compensatable("charge")
                                .askOnFailure()
                                .retry(Retry.every(Duration.ofSeconds(1)).attempts(2)),
                        in));
        Scenario.of("6.1", saga)
                .script(world -> {
                    world.service("charge")
                            .does(
                                    Behaviour.unavailable(),
                                    Behaviour.unavailable(),
                                    Behaviour.unavailable(),
                                    Behaviour.ok());
                    world.whenAsked(IncidentKind.ASKED, RETRY);
                })
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.events(Event.IncidentOpened.class)).hasSize(1);
                })
                .play();
    }

    @Test
    void rule6_1_aRetryTakesAnEditedInput() {
        Scenario.of("6.1 (edited)", ASKING)
                .script(world -> {
                    world.service("charge").doesFor("in", Behaviour.refuse());
                    world.whenAsked(IncidentKind.ASKED, EDITED);
                })
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.entry("charge", 2).input()).isEqualTo(Json.of("edited"));
                })
                .play();
    }

    @Test
    void rule6_2_theSecondOfTwoOperatorsIsToldWhoWasFirst() {
        Scenario.of("6.2", ASKING)
                .script(world -> {
                    world.service("charge").does(Behaviour.refuse());
                    world.whenQuiet(it -> {
                        int incident = it.incidents().getFirst().number();
                        it.command(new Command.AnswerIncident(incident, 0, RETRY, "ann", "looked at it"));
                        it.command(new Command.AnswerIncident(incident, 0, BACK, "bob", "no use"));
                    });
                })
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.reply()).isInstanceOfSatisfying(Reply.Refused.class, refused -> {
                        assertThat(refused.code()).isEqualTo("BATON-117");
                        assertThat(refused.message()).contains("ann").contains("looked at it");
                    });
                })
                .play();
    }

    @Test
    void rule6_2_anAnswerNamesTheVersionThatWasSeen() {
        Scenario.of("6.2 (version)", ASKING)
                .script(world -> {
                    world.service("charge").does(Behaviour.refuse());
                    world.whenQuiet(it -> {
                        it.command(new Command.AssignIncident(0, 0, Optional.of("bob"), "ann", "hers"));
                        it.command(new Command.AnswerIncident(0, 0, BACK, "ann", "no use"));
                        it.command(new Command.AnswerIncident(7, 0, BACK, "ann", "no use"));
                        it.command(new Command.AnswerIncident(0, 1, RETRY, "bob", "works again"));
                    });
                })
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.refusals()).containsExactly("BATON-118", "BATON-116");
                })
                .play();
    }

    @Test
    void rule6_aQuestionIsClosedWhenWhatItIsAboutGoesBack() {
        var saga = Saga.named("order", String.class, String.class)
                .define((flow, in) -> flow.fallback(
                        () -> {
                            var a = flow.branch(
                                    () -> flow.step(Steps.probed("charge").askOnFailure(), in));
                            var b = flow.branch(() -> {
                                flow.waitFor(HOUR);
                                return flow.step(Steps.probed("book"), in);
                            });
                            flow.parallel(a, b);
                            return in;
                        },
                        Errors.any(),
                        failure -> flow.step(Steps.compensatable("invoice"), in)));
        Scenario.of("6 (closed)", saga)
                .script(world -> {
                    world.service("charge").always(Behaviour.refuse());
                    world.service("book").always(Behaviour.refuse());
                })
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.state().incidents())
                            .singleElement()
                            .satisfies(incident ->
                                    assertThat(incident.resolution()).contains(new Resolution.Superseded()));
                })
                .play();
    }

    @Test
    void rule6_aStepThatWasNeverCalledIsNotDoneByHand() {
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.step(Steps.compensatable("reserve"), in);
            return flow.step(Steps.compensatable("charge").askOnFailure(), in.map(Steps::thrown));
        });
        Scenario.of("6 (never called)", saga)
                .script(world -> {
                    world.whenQuiet(it -> it.answer(IncidentKind.ASKED, FORWARD));
                    world.whenQuiet(it -> it.answer(IncidentKind.ASKED, EDITED));
                })
                .check(world -> {
                    Expect.completed(world);
                    assertThat(world.refusals()).containsExactly("BATON-119");
                    assertThat(world.standing("charge")).isOne();
                })
                .play();
    }

    @Test
    void rule6_whatFailedWithoutAStepIsRetriedOrSkipped() {
        Step<String, Done> nothing = Step.named("mail", String.class).does(in -> {});
        var saga = Saga.named("order", String.class, String.class).define((flow, in) -> {
            flow.pivot(Steps.asked("ship"), in);
            flow.step(nothing, in.map(Steps::thrown));
            return in.map(Steps::thrown);
        });
        Scenario.of("6 (no step)", saga)
                .script(world -> {
                    world.whenQuiet(it -> it.answer(IncidentKind.FAILED_PAST_PIVOT, SKIP));
                    world.whenQuiet(it -> it.answer(IncidentKind.FAILED_PAST_PIVOT, SKIP));
                    world.whenQuiet(it -> it.answer(IncidentKind.FAILED_PAST_PIVOT, FORWARD));
                    world.whenQuiet(it -> it.answer(IncidentKind.FAILED_PAST_PIVOT, EDITED));
                    world.whenQuiet(it -> it.answer(IncidentKind.FAILED_PAST_PIVOT, RETRY));
                })
                .check(world -> {
                    Expect.incident(world, IncidentKind.FAILED_PAST_PIVOT);
                    assertThat(world.refusals()).containsExactly("BATON-119", "BATON-119", "BATON-119");
                })
                .play();
    }
}

package dev.baton.core;

import static dev.baton.core.Checking.assertRefused;
import static dev.baton.core.Checking.definitions;
import static dev.baton.core.Checking.problems;
import static dev.baton.core.Checking.register;
import static dev.baton.core.Checking.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.baton.Done;
import dev.baton.Each;
import dev.baton.Failure;
import dev.baton.Flow;
import dev.baton.HttpCall;
import dev.baton.Ref;
import dev.baton.Repeat;
import dev.baton.Saga;
import dev.baton.SagaContract;
import dev.baton.Signal;
import dev.baton.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Unsafe sagas as users would write them (saga-semantics §7): each is refused with the step and the rule. */
class UnsafeSagaTest {
    record Order(String id, List<String> lines) {}

    private static final Step<Order, Order> BOOK =
            Step.named("book", Order.class, Order.class).does(order -> order).compensatedBy(compensation -> {});
    private static final Step<Order, Order> LOOK =
            Step.named("look", Order.class, Order.class).does(order -> order).readOnly();
    private static final Step<Order, Done> SHIP =
            Step.named("ship", Order.class).does(order -> {});
    private static final Step<Order, Done> MAIL =
            Step.named("mail", Order.class).does(order -> {});
    private static final Step<String, Done> PICK =
            Step.named("pick", String.class).does(line -> {}).compensatedBy(compensation -> {});
    private static final Step<String, Done> LABEL =
            Step.named("label", String.class).does(line -> {});
    private static final Signal<String> SIGNED = Signal.named("signed", String.class);

    private static Saga<Order, Done> saga(Saga.VoidBody<Order> body) {
        return Saga.named("unsafe", Order.class).define(body);
    }

    private static Saga<Order, Done> saga(String name, Saga.VoidBody<Order> body) {
        return Saga.named(name, Order.class).define(body);
    }

    private static Ref<Boolean> big(Ref<Order> order) {
        return order.map(o -> o.lines().size() > 10);
    }

    // Roles.

    @Test
    void aCompensatableStepAfterThePivot() {
        var saga = saga((flow, order) -> {
            flow.pivot(SHIP, order);
            flow.step(BOOK, order);
        });
        assertRefused(saga, "book", Rule.COMPENSATABLE_AFTER_PIVOT, "after the pivot 'ship'");
    }

    @Test
    void aCompensatableStepAfterTheFirstRetriableOne() {
        var saga = saga((flow, order) -> {
            flow.retriable(MAIL, order);
            flow.step(BOOK, order);
        });
        assertRefused(saga, "book", Rule.COMPENSATABLE_AFTER_PIVOT, "after 'mail', which is retriable");
    }

    @Test
    void aCompensatableStepWhereOnlyOnePathHasThePivot() {
        var saga = saga((flow, order) -> {
            flow.either("big", big(order), () -> flow.pivot(SHIP, order));
            flow.step(BOOK, order);
        });
        assertRefused(saga, "book", Rule.COMPENSATABLE_AFTER_PIVOT, "after the pivot 'ship'");
    }

    @Test
    void aCompensatableStepInALaterItemThanARetriableOne() {
        var saga = saga((flow, order) -> flow.forEach(String.class, order.map(Order::lines), Each.inTurn(), line -> {
            flow.step(PICK, line);
            return flow.retriable(LABEL, line);
        }));
        assertRefused(saga, "pick", Rule.COMPENSATABLE_AFTER_PIVOT, "after 'label', which is retriable");
    }

    @Test
    void aCompensatableStepBesideARetriableOne() {
        var saga = saga((flow, order) -> flow.parallel(
                flow.branch(() -> flow.step(BOOK, order)), flow.branch(() -> flow.retriable(MAIL, order))));
        assertRefused(saga, "book", Rule.COMPENSATABLE_AFTER_PIVOT, "beside 'mail'");
    }

    @Test
    void aCompensatableFallbackOfARetriableStep() {
        var saga = saga(
                (flow, order) -> flow.fallback(() -> flow.retriable(MAIL, order), IllegalStateException.class, () -> {
                    flow.step(BOOK, order);
                    return flow.done();
                }));
        assertRefused(saga, "book", Rule.COMPENSATABLE_AFTER_PIVOT, "after 'mail', which is retriable");
    }

    @Test
    void failingOnPurposeAfterThePivot() {
        var saga = saga((flow, order) -> {
            flow.pivot(SHIP, order);
            flow.either("big", big(order), () -> flow.fail(order.map(Order::id)));
        });
        assertRefused(saga, "fail-1", Rule.FAIL_AFTER_PIVOT, "after the pivot 'ship'");
    }

    @Test
    void failingOnPurposeAfterTheFirstRetriableStep() {
        var saga = saga((flow, order) -> {
            flow.retriable(MAIL, order);
            flow.fail(order.map(Order::id));
        });
        assertRefused(saga, "fail-1", Rule.FAIL_AFTER_PIVOT, "after 'mail'");
    }

    @Test
    void failingOnPurposeBesideAPivot() {
        var saga = saga((flow, order) -> flow.parallel(
                flow.branch(() -> flow.pivot(SHIP, order)),
                flow.branch(() -> flow.either("big", big(order), () -> flow.<Done>fail(order.map(Order::id)))
                        .otherwise(flow::done))));
        assertRefused(saga, "fail-1", Rule.FAIL_AFTER_PIVOT, "beside 'ship'");
    }

    @Test
    void aRetriableStepBeforeThePivot() {
        var saga = saga((flow, order) -> {
            flow.retriable(MAIL, order);
            flow.pivot(SHIP, order);
        });
        assertRefused(saga, "mail", Rule.RETRIABLE_BEFORE_PIVOT, "before the pivot 'ship'");
    }

    @Test
    void aRetriableStepBeforeThePivotOnOnePathOnly() {
        var saga = saga((flow, order) -> {
            flow.either("big", big(order), () -> flow.retriable(MAIL, order));
            flow.pivot(SHIP, order);
        });
        assertRefused(saga, "mail", Rule.RETRIABLE_BEFORE_PIVOT, "before the pivot 'ship'");
    }

    @Test
    void aRetriableStepBesideAPivot() {
        var saga = saga((flow, order) -> flow.parallel(
                flow.branch(() -> flow.pivot(SHIP, order)), flow.branch(() -> flow.retriable(MAIL, order))));
        assertRefused(saga, "mail", Rule.RETRIABLE_BEFORE_PIVOT, "before the pivot 'ship'");
    }

    @Test
    void aSecondPivot() {
        var saga = saga((flow, order) -> {
            flow.pivot(SHIP, order);
            flow.pivot(MAIL, order);
        });
        assertRefused(saga, "mail", Rule.ONE_PIVOT, "'ship' comes before it");
    }

    @Test
    void aSecondPivotAfterAPathThatHadOne() {
        var saga = saga((flow, order) -> {
            flow.either("big", big(order), () -> flow.pivot(SHIP, order));
            flow.pivot(MAIL, order);
        });
        assertRefused(saga, "mail", Rule.ONE_PIVOT, "'ship' comes before it");
    }

    @Test
    void twoPivotsSideBySide() {
        var saga = saga((flow, order) ->
                flow.parallel(flow.branch(() -> flow.pivot(SHIP, order)), flow.branch(() -> flow.pivot(MAIL, order))));
        assertRefused(saga, "mail", Rule.ONE_PIVOT, "'ship' runs beside it");
    }

    @Test
    void aPivotInAForEach() {
        var saga = saga((flow, order) ->
                flow.forEach(String.class, order.map(Order::lines), Each.inTurn(), line -> flow.pivot(LABEL, line)));
        assertRefused(saga, "label", Rule.PIVOT_IN_LOOP, "more than once");
    }

    @Test
    void aPivotInABranchInALoop() {
        var saga = saga((flow, order) -> flow.repeat(
                Order.class,
                order,
                Repeat.atOnce(),
                state -> {
                    flow.parallel(flow.branch(() -> flow.pivot(SHIP, state)));
                    return state;
                },
                state -> true));
        assertRefused(saga, "ship", Rule.PIVOT_IN_LOOP, "more than once");
    }

    @Test
    void aPivotBesideACompensatableStep() {
        var saga = saga((flow, order) ->
                flow.parallel(flow.branch(() -> flow.pivot(SHIP, order)), flow.branch(() -> flow.step(BOOK, order))));
        assertRefused(saga, "ship", Rule.PIVOT_BESIDE_COMPENSATABLE, "beside 'book'");
    }

    @Test
    void aPivotBesideAnItemThatIsCompensatable() {
        var saga = saga((flow, order) -> flow.parallel(
                flow.branch(() -> {
                    flow.step(LOOK, order);
                    return flow.pivot(SHIP, order);
                }),
                flow.branch(() -> flow.forEach(
                        String.class, order.map(Order::lines), Each.inTurn(), line -> flow.step(PICK, line)))));
        assertRefused(saga, "ship", Rule.PIVOT_BESIDE_COMPENSATABLE, "beside 'pick'");
    }

    @Test
    void aStepWithoutARole() {
        var saga = saga((flow, order) -> {
            flow.step(BOOK, order);
            flow.step(MAIL, order);
            flow.pivot(SHIP, order);
        });
        assertRefused(saga, "mail", Rule.ROLE, "It has no compensation");
    }

    @Test
    void aStepWithoutARoleOnThePathWithoutThePivot() {
        var saga = saga((flow, order) -> {
            flow.either("big", big(order), () -> flow.pivot(SHIP, order));
            flow.step(MAIL, order);
        });
        assertRefused(saga, "mail", Rule.ROLE, "there is a path on which it stands before the pivot");
    }

    @Test
    void aStepWithoutARoleAfterAForEachThatMayHaveNoItems() {
        var saga = saga((flow, order) -> {
            flow.forEach(String.class, order.map(Order::lines), Each.inTurn(), line -> flow.retriable(LABEL, line));
            flow.step(MAIL, order);
        });
        assertRefused(saga, "mail", Rule.ROLE, "there is a path on which it stands before the pivot");
    }

    @Test
    void aStepWithoutARoleInTheFallbackOfAPivot() {
        var saga = saga((flow, order) -> flow.fallback(
                () -> flow.pivot(SHIP, order), IllegalStateException.class, () -> flow.step(MAIL, order)));
        assertRefused(saga, "mail", Rule.ROLE, "before the pivot");
    }

    @Test
    void aPivotWithACompensation() {
        assertRefused(
                saga((flow, order) -> flow.pivot(BOOK, order)), "book", Rule.ROLE_AND_UNDO, "which would never run");
    }

    @Test
    void aRetriableStepWithACompensation() {
        assertRefused(
                saga((flow, order) -> flow.retriable(BOOK, order)),
                "book",
                Rule.ROLE_AND_UNDO,
                "which would never run");
    }

    @Test
    void aReadOnlyStepWithACompensation() {
        assertRefused(saga((flow, order) -> flow.step(BOOK.readOnly(), order)), "book", Rule.ROLE_AND_UNDO, "readOnly");
    }

    @Test
    void aPivotInASagaThatCanBeCompensatedAfterItsEnd() {
        var saga = Saga.named("unsafe", Order.class)
                .compensatableAfterCompletion(Duration.ofDays(1))
                .define((flow, order) -> {
                    flow.step(BOOK, order);
                    flow.pivot(SHIP, order);
                });
        assertRefused(saga, "ship", Rule.COMPENSATABLE_AFTER_COMPLETION, "compensatableAfterCompletion");
    }

    @Test
    void aRetriableStepInASagaThatCanBeCompensatedAfterItsEnd() {
        var saga = Saga.named("unsafe", Order.class)
                .compensatableAfterCompletion(Duration.ofDays(1))
                .define((flow, order) -> flow.retriable(MAIL, order));
        assertRefused(saga, "mail", Rule.COMPENSATABLE_AFTER_COMPLETION, "compensatableAfterCompletion");
    }

    @Test
    void anUndoThatNeedsAnOutputThatMayBeUnknown() {
        Step<Order, Order> charge = Step.named("charge", Order.class, Order.class)
                .calls(HttpCall.post("https://payments.example/charges"))
                .compensatedBy(HttpCall.delete("https://payments.example/charges/{result.id}"));
        assertRefused(
                saga((flow, order) -> flow.step(charge, order)),
                "charge",
                Rule.UNDO_WITHOUT_OUTPUT,
                "unknown when the answer was lost");
    }

    // Children.

    @Test
    void aChildThatMayPassItsPivotBeforeItsParents() {
        var child = saga("child", (flow, order) -> {
            flow.step(BOOK, order);
            flow.either("big", big(order), () -> flow.pivot(SHIP, order));
        });
        var parent = saga("parent", (flow, order) -> {
            flow.step(child.asStep(), order);
            flow.pivot(SHIP, order);
        });
        assertRefused(
                register(definitions(parent, child)), "child", Rule.CHILD_PAST_ITS_PIVOT, "'child' may pass a pivot");
    }

    @Test
    void aChildThatIsRetriedForwardInASagaWithoutPivot() {
        var child = saga("child", (flow, order) -> flow.retriable(MAIL, order));
        var parent = saga("parent", (flow, order) -> {
            flow.step(BOOK, order);
            flow.step(child.asStep(), order);
        });
        assertRefused(
                register(definitions(child, parent)), "child", Rule.CHILD_PAST_ITS_PIVOT, "'child' may pass a pivot");
    }

    @Test
    void aChildThatCannotBeUndoneAtAll() {
        var child = saga("child", (flow, order) -> flow.step(MAIL, order));
        var parent = saga("parent", (flow, order) -> {
            flow.step(BOOK, order);
            flow.step(child.asStep(), order);
        });
        assertRefused(register(definitions(parent, child)), "child", Rule.ROLE, "'child' has no compensation");
    }

    @Test
    void aChildThatOnlyClaimsToRead() {
        var child = saga("child", (flow, order) -> flow.step(BOOK, order));
        var parent = saga("parent", (flow, order) -> flow.step(child.asStep().readOnly(), order));
        assertRefused(register(definitions(parent, child)), "child", Rule.ROLE, "has steps with an effect");
    }

    @Test
    void aSagaThatIsItsOwnChild() {
        var self = SagaContract.of("unsafe", Order.class, Done.class);
        var saga = Saga.named("unsafe", Order.class)
                .version(1)
                .define((flow, order) -> flow.step(Step.child(self, 1).renamed("again"), order));
        assertRefused(saga, "again", Rule.OWN_CHILD, "unsafe → unsafe");
    }

    @Test
    void aSagaThatIsTheChildOfItsChild() {
        var back = SagaContract.of("parent", Order.class, Done.class);
        var child = saga("child", (flow, order) -> flow.step(Step.child(back, 1), order));
        var parent =
                Saga.named("parent", Order.class).version(1).define((flow, order) -> flow.step(child.asStep(), order));
        assertThat(problems(child, parent))
                .extracting(Problem::saga, Problem::step, Problem::rule)
                .containsExactly(tuple("child", "parent", Rule.OWN_CHILD), tuple("parent", "child", Rule.OWN_CHILD));
    }

    @Test
    void aChildThatNobodyRegistered() {
        var elsewhere = SagaContract.of("elsewhere", Order.class, Done.class);
        assertRefused(
                saga((flow, order) -> flow.step(Step.child(elsewhere, 3), order)),
                "elsewhere",
                Rule.CHILD_UNKNOWN,
                "which is not registered");
    }

    @Test
    void twoSagasOfOneName() {
        var one = saga((flow, order) -> flow.step(BOOK, order));
        var other = saga((flow, order) -> flow.step(LOOK, order));
        assertRefused(register(definitions(one, other)), "", Rule.NAME_COLLISION, "Two different sagas");
    }

    // Ways.

    @Test
    void aStepAfterTheSagaFailed() {
        var saga = saga((flow, order) -> {
            flow.fail(order.map(Order::id));
            flow.step(BOOK, order);
        });
        assertRefused(saga, "book", Rule.UNREACHABLE, "No way leads here");
    }

    @Test
    void aStepAfterAllPathsFailed() {
        var saga = saga((flow, order) -> {
            flow.either("big", big(order), () -> flow.<Done>fail(order.map(Order::id)))
                    .otherwise(() -> flow.fail(order.map(Order::id)));
            flow.step(BOOK, order);
        });
        assertRefused(saga, "book", Rule.UNREACHABLE, "No way leads here");
    }

    @Test
    void aStepAfterBranchesOfWhichOneAlwaysFails() {
        var saga = saga((flow, order) -> {
            flow.parallel(
                    flow.branch(() -> flow.step(LOOK, order)),
                    flow.branch(() -> flow.<Done>fail(order.map(Order::id))));
            flow.step(BOOK, order);
        });
        assertRefused(saga, "book", Rule.UNREACHABLE, "No way leads here");
    }

    @Test
    void aLoopThatNeverDoesAnythingIsAWarning() {
        var saga = saga((flow, order) -> flow.named("spin")
                .repeat(Order.class, order, Repeat.atOnce(), state -> state.map(s -> s), state -> false));
        Registration.Result result = register(saga.definition());
        assertThat(result).isInstanceOf(Registration.Accepted.class);
        assertThat(result.warnings())
                .extracting(Problem::step, Problem::rule)
                .containsExactly(tuple("spin", Rule.IDLE_CYCLE));
    }

    // Reads.

    @Test
    void aReadOfWhatRunsBesideIt() {
        var saga = saga((flow, order) -> {
            var here = flow.branch(() -> flow.step(BOOK, order));
            var there = flow.branch(() -> flow.step(BOOK.renamed("there"), here.result()));
            flow.parallel(here, there);
        });
        assertRefused(saga, "there", Rule.READ, "'book', which runs in a branch beside it");
    }

    @Test
    void aReadOfWhatRanOnOnePathOnly() {
        var smuggled = new ArrayList<Ref<Order>>();
        var saga = saga((flow, order) -> {
            flow.either("big", big(order), () -> {
                smuggled.add(flow.step(BOOK, order));
                return flow.done();
            });
            flow.step(LOOK, smuggled.getFirst());
        });
        assertRefused(saga, "look", Rule.READ, "Its input reads 'book', which need not have ended well by then");
    }

    @Test
    void aReadOfWhatFailedBeforeItsFallback() {
        var smuggled = new ArrayList<Ref<Order>>();
        var saga = saga((flow, order) -> flow.fallback(
                () -> {
                    smuggled.add(flow.step(LOOK, order));
                    return flow.step(BOOK, order);
                },
                IllegalStateException.class,
                () -> flow.step(BOOK.renamed("instead"), smuggled.getFirst())));
        assertRefused(saga, "instead", Rule.READ, "reads 'look', which need not have ended well");
    }

    @Test
    void aReadOfAFailureWhereNothingFailed() {
        var smuggled = new ArrayList<Ref<Failure>>();
        var saga = saga((flow, order) -> {
            flow.fallback(() -> flow.step(LOOK, order), dev.baton.Errors.any(), failure -> {
                smuggled.add(failure);
                return order;
            });
            flow.step(BOOK, order.with(smuggled.getFirst(), (o, failure) -> o));
        });
        assertRefused(saga, "book", Rule.READ, "reads 'fallback-1', which need not have failed");
    }

    @Test
    void aReadOfASignalThatNeedNotCome() {
        var saga = saga((flow, order) -> {
            var smuggled = new ArrayList<Ref<String>>();
            flow.receive(SIGNED, Duration.ofDays(1), () -> {
                var none = order.map(Order::id);
                smuggled.add(flow.value("note", String.class, none));
                return none;
            });
            flow.step(PICK, smuggled.getFirst());
        });
        assertRefused(saga, "pick", Rule.READ, "reads 'note', which need not have ended well");
    }

    @Test
    void aReadOfAnItemOutsideOfItsBody() {
        var smuggled = new ArrayList<Ref<String>>();
        var saga = saga((flow, order) -> {
            flow.named("lines").forEach(String.class, order.map(Order::lines), Each.inTurn(), line -> {
                smuggled.add(line);
                return flow.step(PICK, line);
            });
            flow.step(PICK.renamed("pick-again"), smuggled.getFirst());
        });
        assertRefused(saga, "pick-again", Rule.READ_OUTSIDE, "an item of 'lines' outside of its body");
    }

    @Test
    void aReadOfAStepOutsideOfItsBody() {
        var smuggled = new ArrayList<Ref<Order>>();
        var saga = saga((flow, order) -> {
            flow.repeat(
                    Order.class,
                    order,
                    Repeat.every(Duration.ofSeconds(1)),
                    state -> {
                        smuggled.add(flow.step(BOOK, state));
                        return smuggled.getFirst();
                    },
                    state -> true);
            flow.step(LOOK, smuggled.getFirst());
        });
        assertRefused(saga, "look", Rule.READ_OUTSIDE, "outside of the body of 'loop-1'");
    }

    @Test
    void aReadOfABranchThatNobodyRuns() {
        var saga = saga((flow, order) -> {
            var forgotten = flow.branch(() -> flow.step(BOOK, order));
            flow.step(LOOK, forgotten.result());
        });
        assertThat(saga.problems()).hasSize(1);
        assertRefused(saga, "look", Rule.REFERENCE, "'book', which is not in this saga");
    }

    @Test
    void aResultMadeOfOnePathOnly() {
        var smuggled = new ArrayList<Ref<Order>>();
        var saga = Saga.named("unsafe", Order.class, Order.class).define((flow, order) -> {
            flow.either("big", big(order), () -> keep(flow, order, smuggled));
            return smuggled.getFirst();
        });
        assertRefused(saga, "", Rule.READ, "Its result reads 'book'");
    }

    private static Ref<Order> keep(Flow flow, Ref<Order> order, List<Ref<Order>> smuggled) {
        Ref<Order> booked = flow.step(BOOK, order);
        smuggled.add(booked);
        return booked;
    }

    @Test
    void allProblemsAtOnce() {
        var saga = saga((flow, order) -> {
            flow.step(BOOK, order);
            var here = flow.branch(() -> flow.step(BOOK.renamed("here"), order));
            var there = flow.branch(() -> flow.step(BOOK.renamed("there"), here.result()));
            var forgotten = flow.branch(() -> flow.step(BOOK.renamed("forgotten"), order));
            flow.parallel(here, there);
            flow.step(MAIL.renamed("too-early"), order);
            flow.pivot(SHIP, order.with(forgotten.result(), (o, done) -> o));
            flow.pivot(SHIP.renamed("again"), order);
            flow.step(BOOK.renamed("too-late"), order);
        });
        List<Problem> problems = problems(saga);
        assertThat(problems)
                .as(texts(problems).toString())
                .extracting(Problem::step, Problem::rule)
                .containsExactlyInAnyOrder(
                        tuple("there", Rule.READ),
                        tuple("too-early", Rule.ROLE),
                        tuple("ship", Rule.REFERENCE),
                        tuple("again", Rule.ONE_PIVOT),
                        tuple("too-late", Rule.COMPENSATABLE_AFTER_PIVOT));
    }

    @Test
    void theProblemsOfAllSagasAtOnce() {
        var one = saga("one", (flow, order) -> {
            flow.step(BOOK, order);
            flow.step(MAIL, order);
        });
        var fine = saga("fine", (flow, order) -> flow.step(BOOK, order));
        var other = saga("other", (flow, order) -> flow.pivot(BOOK, order));
        assertThat(problems(one, fine, other))
                .extracting(Problem::saga, Problem::step)
                .containsExactly(tuple("one", "mail"), tuple("other", "book"));
    }
}

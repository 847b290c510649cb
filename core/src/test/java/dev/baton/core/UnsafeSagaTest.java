package dev.baton.core;

import static dev.baton.core.Checking.assertAccepted;
import static dev.baton.core.Checking.assertRefused;
import static dev.baton.core.Checking.problems;
import static dev.baton.core.Checking.register;
import static dev.baton.core.Checking.texts;
import static dev.baton.core.Unsafe.BOOK;
import static dev.baton.core.Unsafe.LOOK;
import static dev.baton.core.Unsafe.MAIL;
import static dev.baton.core.Unsafe.PICK;
import static dev.baton.core.Unsafe.SHIP;
import static dev.baton.core.Unsafe.SIGNED;
import static dev.baton.core.Unsafe.big;
import static dev.baton.core.Unsafe.saga;
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
import dev.baton.Step;
import dev.baton.core.Unsafe.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sagas with lost steps and with data that is not there (saga-semantics §7): each is refused with the step and the rule. */
class UnsafeSagaTest {
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

    @Test
    void anHttpCallOnAQueue() {
        var pay = Step.named("pay", Order.class)
                .calls(HttpCall.post("http://payments/charges"))
                .on("gpu");
        assertRefused(saga((flow, order) -> flow.pivot(pay, order)), "pay", Rule.QUEUE, "put on queue 'gpu'");
    }

    @Test
    void aCallbackOnAQueue() {
        var sign = Step.named("sign", Order.class)
                .begins((order, token, context) -> {})
                .on("gpu");
        assertRefused(saga((flow, order) -> flow.pivot(sign, order)), "sign", Rule.QUEUE, "no handler");
    }

    @Test
    void aHandlerOnAQueueIsFine() {
        assertAccepted(saga((flow, order) -> flow.step(BOOK.on("gpu/big"), order)));
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

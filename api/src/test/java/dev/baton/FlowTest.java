package dev.baton;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The nodes that the examples do not have, and the edges of those that they have. */
class FlowTest {
    record Order(String id, int cents, Instant due) {}

    record Parcel(String id) {}

    private static final Signal<Parcel> ARRIVED = Signal.named("arrived", Parcel.class);

    private final Step<Order, Done> book =
            Step.named("book", Order.class).does(order -> {}).compensatedBy(compensation -> {});
    private final Step<Order, Done> mail = Step.named("mail", Order.class).does(order -> {});
    private final Step<Order, Parcel> pack = Step.named("pack", Order.class, Parcel.class)
            .does(order -> new Parcel(order.id()))
            .compensatedBy(compensation -> {});

    @Test
    void sagaWithoutNodesEndsAtOnce() {
        assertGraph(define((saga, order) -> {}), """
            begin end
            give nothing
            """);
    }

    @Test
    void retriableStepNeedsNoPivotBeforeIt() {
        assertGraph(
                define((saga, order) -> {
                    saga.step(book, order);
                    saga.retriable(mail, order);
                }),
                """
                begin book
                book: handler book COMPENSATABLE of input, undo handler -> mail
                mail: handler mail RETRIABLE of input -> end
                give nothing
                """);
    }

    @Test
    void pathsOfADecisionMeetBehindIt() {
        assertGraph(
                define((saga, order) -> {
                    saga.named("size")
                            .either("large", order.map(o -> o.cents() > 100), () -> saga.step(book, order))
                            .or("free", order.map(o -> o.cents() == 0), saga::done)
                            .otherwise(() -> {
                                saga.waitFor(ofMinutes(1));
                                return saga.step(book.renamed("book-small"), order);
                            });
                    saga.retriable(mail, order);
                }),
                """
                begin size
                size: choice [large: size.case-0(input) -> book] [free: size.case-1(input) -> mail] -> wait-1
                book: handler book COMPENSATABLE of input, undo handler -> mail
                wait-1: wait PT1M -> book-small
                book-small: handler book COMPENSATABLE of input, undo handler -> mail
                mail: handler mail RETRIABLE of input -> end
                give nothing
                """);
    }

    @Test
    void decisionsWithinADecisionMeetBehindTheOuterOne() {
        assertGraph(
                define((saga, order) -> {
                    saga.either("outer", order.map(o -> o.cents() > 1), () -> {
                        saga.either("inner", order.map(o -> o.cents() > 2), () -> saga.step(book, order));
                        return saga.done();
                    });
                    saga.retriable(mail, order);
                }),
                """
                begin choice-1
                choice-1: choice [outer: choice-1.case-0(input) -> choice-2] -> mail
                choice-2: choice [inner: choice-2.case-0(input) -> book] -> mail
                book: handler book COMPENSATABLE of input, undo handler -> mail
                mail: handler mail RETRIABLE of input -> end
                give nothing
                """);
    }

    @Test
    void fallbackTakesSeveralErrorsAndSeesTheFailure() {
        var saga = Saga.named("ship", Order.class, Parcel.class)
                .define((flow, order) -> flow.named("carrier")
                        .fallback(
                                () -> flow.step(pack, order),
                                Errors.of(IOException.class, StepRefusedException.class)
                                        .or(Errors.named(Failure.TIMEOUT)),
                                failure -> flow.step(
                                        pack.renamed("pack-by-hand"),
                                        order.with(failure, (o, f) -> new Order(o.id() + f.error(), 0, o.due())))));
        assertGraph(saga, """
            begin carrier
            carrier: parallel catch java.io.IOException|dev.baton.StepRefusedException|baton.timeout \
            -> pack-by-hand -> end
                begin pack
                pack: handler pack COMPENSATABLE of input, undo handler -> end
                give nothing
            pack-by-hand: handler pack COMPENSATABLE of pack-by-hand.input(input, carrier[failure]), \
            undo handler -> end
            give carrier<pack | pack-by-hand>
            """);
    }

    @Test
    void signalThatNeverComesGoesAnotherWay() {
        var saga = Saga.named("await", Order.class, Parcel.class).define((flow, order) -> {
            var parcel = flow.receive(ARRIVED, ofMinutes(5), () -> flow.step(pack, order));
            flow.waitUntil(order.map(Order::due));
            return parcel;
        });
        assertGraph(saga, """
            begin arrived
            arrived: receive arrived within PT5M catch baton.no-signal -> pack -> wait-1
            pack: handler pack COMPENSATABLE of input, undo handler -> wait-1
            wait-1: wait until wait-1.until(input) -> end
            give arrived<arrived | pack>
            """);
    }

    @Test
    void signalCanBeReceivedTwiceUnderTwoNames() {
        assertGraph(
                define((saga, order) -> {
                    saga.receive(ARRIVED);
                    saga.named("arrived-again").receive(ARRIVED, ofSeconds(1));
                }),
                """
                begin arrived
                arrived: receive arrived -> arrived-again
                arrived-again: receive arrived within PT1S -> end
                give nothing
                """);
    }

    @Test
    void valueIsKeptUnderItsName() {
        var saga = Saga.named("offer", Order.class, Parcel.class)
                .define((flow, order) -> flow.value("chosen", Parcel.class, order.map(o -> new Parcel(o.id()))));
        assertGraph(saga, """
            begin chosen
            chosen: value chosen.value(input) -> end
            give chosen
            """);
        assertThat(saga.bindings().types()).containsEntry("chosen", Parcel.class);
    }

    @Test
    void loopStateIsMadeByTheTurn() {
        var saga = Saga.named("count", Order.class, Parcel.class).define((flow, order) -> {
            var first = order.map(o -> new Parcel(o.id()));
            return flow.repeat(
                    Parcel.class,
                    first,
                    Repeat.atOnce(),
                    state -> state.map(s -> new Parcel(s.id() + "x")),
                    state -> state.id().length() > 3);
        });
        assertGraph(saga, """
            begin loop-1
            loop-1: loop from loop-1.initial(input) until loop-1.until(loop-1) every PT0S up to 100 -> end
                begin end
                give loop-1.turn(loop-1[current])
            give loop-1
            """);
    }

    @Test
    void userCodeIsFoundByItsPlaceAndRunsOnWhatItReads() {
        var saga = Saga.named("code", Order.class, Parcel.class).define((flow, order) -> {
            var parcel = flow.step(pack, order);
            var text = order.map(Order::id);
            return parcel.with(text, text, order, (p, a, b, o) -> new Parcel(p.id() + a + b + o.cents()));
        });

        var code = saga.bindings().code();
        assertThat(code).containsOnlyKeys("saga.result", "saga.result.1", "saga.result.2");
        var order = new Order("7", 5, Instant.EPOCH);
        assertThat(code)
                .hasEntrySatisfying(
                        "saga.result.1",
                        run -> assertThat(run.apply(List.of(order))).isEqualTo("7"))
                .hasEntrySatisfying(
                        "saga.result",
                        run -> assertThat(run.apply(List.of(new Parcel("p"), "a", "b", order)))
                                .isEqualTo(new Parcel("pab5")));
    }

    @Test
    void bindingsHaveTheClassOfEverythingThatIsStored() {
        var child = Saga.named("child", Order.class, Parcel.class).define((flow, order) -> flow.step(pack, order));
        var saga = define((flow, order) -> {
            flow.step(child.asStep().renamed("first-child"), order);
            flow.receive(ARRIVED);
            flow.forEach(Parcel.class, order.map(o -> List.<Parcel>of()), Each.inTurn(), parcel -> flow.done());
            flow.step(book, order);
        });

        assertThat(saga.bindings().types())
                .containsOnlyKeys("", "first-child", "arrived", "for-each-1", "book")
                .containsEntry("", Order.class)
                .containsEntry("first-child", Parcel.class)
                .containsEntry("for-each-1", Parcel.class)
                .containsEntry("book", Done.class);
        assertThat(saga.bindings().steps().get("book")).isSameAs(book);
        assertThat(saga.bindings().children().get("first-child")).isSameAs(child);
    }

    private static Saga<Order, Done> define(Saga.VoidBody<Order> body) {
        return Saga.named("test", Order.class).define(body);
    }

    private static void assertGraph(Saga<?, ?> saga, String graph) {
        assertThat(saga.problems()).isEmpty();
        assertThat(Graph.of(saga)).isEqualTo(graph);
    }
}

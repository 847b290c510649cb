package dev.baton.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Graph;
import dev.baton.Saga;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** What the examples record: every node with what it reads and where it goes on. */
class DefinitionTest {
    @Test
    void followsTheStepsInTheirOrder() {
        assertGraph(OrderSaga.placeOrder(), """
            begin reserve
            reserve: handler reserve COMPENSATABLE of input, undo handler -> charge
            charge: handler charge COMPENSATABLE of input, undo handler, probed -> ship
            ship: handler ship PIVOT of ship.input(input, reserve) -> confirm
            confirm: handler confirm PLAIN of input -> end
            give saga.result(charge, ship)
            """);
    }

    @Test
    void putsBranchesIntoScopesOfTheirOwnAndReadsTheirResultsFromOutside() {
        assertGraph(new TravelSaga(unused(TravelSaga.Agency.class)).bookTrip(), """
            begin parallel-1
            parallel-1: parallel -> send
                begin flight
                flight: handler flight COMPENSATABLE of flight.input(input), undo handler -> end
                give nothing
                begin flight-back
                flight-back: handler flight COMPENSATABLE of flight-back.input(input), undo handler -> end
                give nothing
                begin hotel
                hotel: handler hotel COMPENSATABLE of input, undo handler -> taxi
                taxi: handler taxi COMPENSATABLE of hotel, undo handler -> end
                give nothing
            send: handler send PIVOT of send.input(flight, flight-back, hotel) -> end
            give saga.result(flight, flight-back, hotel)
            """);
    }

    @Test
    void laysThePathsOfADecisionFlatAndReadsTheOneThatWasTaken() {
        assertGraph(FraudSaga.settleClaim(unused(FraudSaga.Claims.class)), """
            begin score
            score: handler score READ_ONLY of input -> risk
            risk: choice [score above 80: risk.case-0(score) -> approval] -> choice-1
            approval: receive approval from risk-team within PT48H catch baton.no-signal -> choice-1 -> choice-1
            choice-1: choice [refused: choice-1.case-0(risk<approval<approval | choice-1.case-0.1(input)> \
            | choice-1.case-0.2(score)>) -> fail-1] -> pay
            fail-1: fail baton.failed fail-1.message(risk<approval<approval | fail-1.message.1(input)> \
            | fail-1.message.2(score)>) -> end
            pay: handler pay PIVOT of pay.input(input, risk<approval<approval | pay.input.1(input)> \
            | pay.input.2(score)>) -> end
            give pay
            """);
    }

    @Test
    void readsAllThatAForEachGave() {
        assertGraph(FulfilmentSaga.fulfil(unused(FulfilmentSaga.Warehouse.class)), """
            begin for-each-1
            for-each-1: for each of for-each-1.items(input) by 5 tolerating 2 or 0% -> dispatch
                begin pick
                pick: handler pick COMPENSATABLE of pick.input(for-each-1[current], input), undo handler -> end
                give nothing
            dispatch: handler dispatch PIVOT of dispatch.input(input, for-each-1[*pick]) -> end
            give dispatch
            """);
    }

    @Test
    void runsAnotherSagaAsAChild() {
        assertGraph(PayrollSaga.payAll(unused(PayrollSaga.Bank.class)), """
            begin for-each-1
            for-each-1: for each of for-each-1.items(input) by 20 tolerating 0 or 0% -> book
                begin pay-one
                pay-one: child pay-one v0 COMPENSATABLE of for-each-1[current] -> end
                give nothing
            book: handler book PIVOT of input -> end
            give nothing
            """);
    }

    @Test
    void callsServicesWithoutAnyHandler() {
        assertGraph(HttpOnlySaga.RENDER_UPLOAD, """
            begin take-quota
            take-quota: POST https://quota.example/reservations take-quota COMPENSATABLE of input, \
            undo DELETE https://quota.example/reservations/{key} -> render
            render: POST https://render.example/jobs render COMPENSATABLE of input, \
            undo DELETE https://files.example/renderings/{key} -> end
            give render
            """);
        assertThat(HttpOnlySaga.RENDER_UPLOAD.bindings().code()).isEmpty();
    }

    @Test
    void goesAnotherWayWhenABlockFails() {
        var carrier = unused(CarrierSaga.Carrier.class);
        assertGraph(CarrierSaga.bookPickup(carrier, carrier), """
            begin fallback-1
            fallback-1: parallel catch dev.baton.examples.CarrierSaga$CarrierDownException -> book-dear -> end
                begin book-cheap
                book-cheap: handler book-cheap COMPENSATABLE of input, undo handler -> end
                give nothing
            book-dear: handler book-dear COMPENSATABLE of input, undo handler -> end
            give fallback-1<book-cheap | book-dear>
            """);
    }

    @Test
    void loopsFromStateToState() {
        assertGraph(ExportSaga.export(unused(ExportSaga.Exporter.class)), """
            begin begin
            begin: handler begin COMPENSATABLE of input, undo handler -> loop-1
            loop-1: loop from begin until loop-1.until(loop-1) every PT5M up to 200 -> end
                begin look
                look: handler look READ_ONLY of loop-1[current] -> end
                give look
            give saga.result(loop-1)
            """);
    }

    @Test
    void takesAMethodOfABeanAsABody() {
        var bean = new SignedContract(unused(SignedContract.Letters.class));
        assertThat(AnnotatedSagas.of(bean)).singleElement().satisfies(saga -> assertGraph(saga, """
            begin sign
            sign: callback sign COMPENSATABLE of input, undo handler -> end
            give sign
            """));
    }

    private static void assertGraph(Saga<?, ?> saga, String graph) {
        assertThat(saga.problems()).isEmpty();
        assertThat(Graph.of(saga)).isEqualTo(graph);
    }

    /** A service that nobody calls while a saga is being defined. */
    private static <T> T unused(Class<T> service) {
        return service.cast(Proxy.newProxyInstance(
                service.getClassLoader(), new Class<?>[] {service}, (proxy, method, arguments) -> {
                    throw new AssertionError(method + " was called");
                }));
    }
}

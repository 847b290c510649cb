package dev.baton.testkit;

import static java.time.Duration.ofDays;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.ExecutionStatus;
import dev.baton.Saga;
import dev.baton.SagaCompensatedException;
import dev.baton.Signal;
import dev.baton.Step;
import dev.baton.StepRefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sagas in virtual time, as their authors test them. */
class TestBatonTest {
    private final List<String> calls = new ArrayList<>();

    private final Step<Order, Reservation> reserve = Step.named("reserve", Order.class, Reservation.class)
            .does(order -> {
                calls.add("reserve");
                return new Reservation("r-" + order.id());
            })
            .compensatedBy(
                    undo -> calls.add("release " + undo.output().orElseThrow().id()));
    private final Step<Order, Payment> charge = Step.named("charge", Order.class, Payment.class)
            .does(order -> {
                calls.add("charge");
                return new Payment(order.cents());
            })
            .compensatedBy(undo -> calls.add("refund " + undo.input().id()));
    private final Step<Shipment, Parcel> ship = Step.named("ship", Shipment.class, Parcel.class)
            .does(shipment -> {
                calls.add("ship");
                return new Parcel("p-" + shipment.reservation());
            });
    private final Saga<Order, Confirmation> placeOrder = Saga.named("place-order", Order.class, Confirmation.class)
            .define((saga, order) -> {
                var reserved = saga.step(reserve, order);
                var paid = saga.step(charge, order);
                var parcel = saga.pivot(ship, order.with(reserved, (o, r) -> new Shipment(o.id(), r.id())));
                return paid.with(parcel, (pay, box) -> new Confirmation(pay.cents(), box.tracking()));
            });

    @Test
    void runsThreeStepsToTheirResult() {
        try (var baton = TestBaton.with(placeOrder)) {
            ExecutionHandle<Confirmation> order =
                    baton.start(placeOrder, ExecutionId.of("order-1"), new Order("1", 500));

            assertThat(order.status()).isEqualTo(ExecutionStatus.COMPLETED);
            assertThat(order.result()).isEqualTo(new Confirmation(500, "p-r-1"));
            assertThat(calls).containsExactly("reserve", "charge", "ship");
        }
    }

    @Test
    void undoesInReverseOrderWhatCameBeforeARefusal() {
        try (var baton = TestBaton.with(placeOrder).replacing(ship, shipment -> {
            throw new StepRefusedException("no carrier goes there");
        })) {
            ExecutionHandle<Confirmation> order =
                    baton.start(placeOrder, ExecutionId.of("order-2"), new Order("2", 500));

            assertThat(order.status()).isEqualTo(ExecutionStatus.COMPENSATED);
            assertThatThrownBy(order::result)
                    .isInstanceOf(SagaCompensatedException.class)
                    .hasMessageContaining("at 'ship'")
                    .hasMessageContaining("no carrier goes there");
            assertThat(baton.compensated(order)).containsExactly("charge", "reserve");
            assertThat(calls).containsExactly("reserve", "charge", "refund 2", "release r-2");
        }
    }

    @Test
    void waitsTwoDaysForASignalWithoutSleeping() {
        Signal<Approval> approval = Signal.named("approval", Approval.class);
        Saga<Order, Approval> asks = Saga.named("asks", Order.class, Approval.class)
                .define((saga, order) -> saga.receive(
                        approval, ofDays(2), () -> order.map(o -> new Approval("nobody asked about " + o.id()))));
        try (var baton = TestBaton.with(asks)) {
            var late = baton.start(asks, ExecutionId.of("late"), new Order("3", 1));
            var answered = baton.start(asks, ExecutionId.of("answered"), new Order("4", 1));
            baton.advance(ofDays(2).minus(Duration.ofSeconds(1)));
            assertThat(late.status()).isEqualTo(ExecutionStatus.RUNNING);
            baton.signal(answered, approval, new Approval("alice"));

            baton.advance(Duration.ofSeconds(1));

            assertThat(late.result()).isEqualTo(new Approval("nobody asked about 3"));
            assertThat(answered.result()).isEqualTo(new Approval("alice"));
        }
    }

    record Order(String id, long cents) {}

    record Reservation(String id) {}

    record Payment(long cents) {}

    record Shipment(String order, String reservation) {}

    record Parcel(String tracking) {}

    record Confirmation(long cents, String tracking) {}

    record Approval(String by) {}
}

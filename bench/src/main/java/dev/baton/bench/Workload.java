package dev.baton.bench;

import dev.baton.Retry;
import dev.baton.Saga;
import dev.baton.Step;
import dev.baton.StepRefusedException;
import java.util.concurrent.atomic.LongAdder;

/** What is measured: the order saga of three steps in this process. */
enum Workload {
    /** All three steps succeed. */
    W1(false),
    /** The third is refused for good; refund and release run, in this order. */
    W2(true);

    private static final String REFERENCE = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private final boolean refused;

    Workload(boolean refused) {
        this.refused = refused;
    }

    /** About 200 bytes of JSON. */
    record Order(String id, String customer, String address, String sku, int quantity, long cents, String note) {
        static Order numbered(long number) {
            return new Order(
                    "order-" + number,
                    "customer-" + number % 1_000,
                    "12 Harbour Street, 20457 Hamburg",
                    "sku-" + number % 100,
                    3,
                    12_995,
                    "Leave it with the neighbour on the left.");
        }
    }

    /** About 100 bytes of JSON. */
    record Receipt(String id, String reference) {}

    /** Whether each saga is undone. */
    boolean compensates() {
        return refused;
    }

    /** How many steps each saga undoes. */
    int undos() {
        return refused ? 2 : 0;
    }

    /**
     * The saga: reserve and charge, each with its undo, and ship as the pivot.
     *
     * @param undos counts the undos that ran
     */
    Saga<Order, Receipt> saga(LongAdder undos) {
        var reserve = Step.named("reserve", Order.class, Receipt.class)
                .does(order -> new Receipt("r-" + order.id(), REFERENCE))
                .compensatedBy(compensation -> undos.increment());
        var charge = Step.named("charge", Order.class, Receipt.class)
                .does(order -> new Receipt("c-" + order.id(), REFERENCE))
                .compensatedBy(compensation -> undos.increment());
        var ship =
                Step.named("ship", Order.class, Receipt.class).does(this::ship).retry(Retry.never());
        return Saga.named("bench-order", Order.class, Receipt.class).define((saga, order) -> {
            saga.step(reserve, order);
            saga.step(charge, order);
            return saga.pivot(ship, order);
        });
    }

    private Receipt ship(Order order) {
        if (refused) {
            throw new StepRefusedException("No carrier serves this address.");
        }
        return new Receipt("s-" + order.id(), REFERENCE);
    }
}

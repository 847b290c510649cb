package dev.baton.core;

import dev.baton.Done;
import dev.baton.Ref;
import dev.baton.Saga;
import dev.baton.Signal;
import dev.baton.Step;
import java.util.List;

/** What the unsafe sagas of the tests are made of. */
final class Unsafe {
    record Order(String id, List<String> lines) {}

    static final Step<Order, Order> BOOK =
            Step.named("book", Order.class, Order.class).does(order -> order).compensatedBy(compensation -> {});
    static final Step<Order, Order> LOOK =
            Step.named("look", Order.class, Order.class).does(order -> order).readOnly();
    static final Step<Order, Done> SHIP = Step.named("ship", Order.class).does(order -> {});
    static final Step<Order, Done> MAIL = Step.named("mail", Order.class).does(order -> {});
    static final Step<String, Done> PICK =
            Step.named("pick", String.class).does(line -> {}).compensatedBy(compensation -> {});
    static final Step<String, Done> LABEL = Step.named("label", String.class).does(line -> {});
    static final Signal<String> SIGNED = Signal.named("signed", String.class);

    static Saga<Order, Done> saga(Saga.VoidBody<Order> body) {
        return Saga.named("unsafe", Order.class).define(body);
    }

    static Saga<Order, Done> saga(String name, Saga.VoidBody<Order> body) {
        return Saga.named(name, Order.class).define(body);
    }

    static Ref<Boolean> big(Ref<Order> order) {
        return order.map(o -> o.lines().size() > 10);
    }

    private Unsafe() {}
}

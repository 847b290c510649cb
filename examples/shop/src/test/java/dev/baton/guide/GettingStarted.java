package dev.baton.guide;

import dev.baton.BatonClient;
import dev.baton.ExecutionFilter;
import dev.baton.ExecutionHandle;
import dev.baton.ExecutionId;
import dev.baton.Paging;
import dev.baton.Saga;
import dev.baton.engine.Baton;
import dev.baton.guide.Shop.Confirmation;
import dev.baton.guide.Shop.Order;
import dev.baton.jdbc.JdbcStore;
import java.nio.file.Path;

/** From a saga to its result. */
final class GettingStarted {

    static Confirmation run(Path file, Saga<Order, Confirmation> placeOrder, Order theOrder) {
        // snippet: run
        try (var store = JdbcStore.sqlite(file); // such as Path.of("orders.db")
                var baton = Baton.builder().store(store).register(placeOrder).start()) {
            ExecutionHandle<Confirmation> order =
                    baton.client().start(placeOrder, ExecutionId.of("order-42"), theOrder);
            return order.result(); // waits; or says what failed and what was undone
        }
        // end
    }

    static void see(BatonClient client) {
        // snippet: see
        client.get(ExecutionId.of("order-42")); // where it is, what it waits for, its compensation log
        client.history(ExecutionId.of("order-42"), Paging.defaults()); // every event, in order
        client.list(ExecutionFilter.defaults().saga("place-order").withIncident(), Paging.first(20));
        client.counts(); // by status
        // end
    }

    private GettingStarted() {}
}

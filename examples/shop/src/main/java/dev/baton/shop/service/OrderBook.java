package dev.baton.shop.service;

import dev.baton.shop.contract.AcceptedOrder;
import dev.baton.shop.contract.Order;
import java.sql.Connection;
import java.sql.SQLException;

/** The business of the order service. */
final class OrderBook implements Business<Order> {
    private static final String CREATE = """
        create table if not exists orders (
            id integer primary key,
            key text not null unique,
            business_order text not null,
            customer text not null,
            item text not null,
            quantity integer not null,
            cents integer not null,
            address text not null,
            cancelled integer not null default 0
        )\
        """;

    private static final String INSERT = """
        insert into orders (key, business_order, customer, item, quantity, cents, address)
        values (?, ?, ?, ?, ?, ?, ?)\
        """;

    private static final String CANCEL = "update orders set cancelled = 1 where key = ? and cancelled = 0";

    @Override
    public Class<Order> input() {
        return Order.class;
    }

    @Override
    public String orderOf(Order order) {
        return order.order();
    }

    @Override
    public void createTables(Connection connection) throws SQLException {
        Rows.create(connection, CREATE);
    }

    @Override
    public Outcome perform(Connection connection, String key, Order order) throws SQLException {
        long id = Rows.insert(
                connection,
                INSERT,
                key,
                order.order(),
                order.customer(),
                order.item(),
                order.quantity(),
                order.cents(),
                order.address());
        return new Outcome.Did(new AcceptedOrder("O-" + id));
    }

    @Override
    public void undo(Connection connection, String key) throws SQLException {
        Rows.changeOne(connection, CANCEL, key);
    }
}

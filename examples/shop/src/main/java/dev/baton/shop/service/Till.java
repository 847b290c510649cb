package dev.baton.shop.service;

import dev.baton.shop.contract.Charge;
import dev.baton.shop.contract.Payment;
import java.sql.Connection;
import java.sql.SQLException;

/** The part of the payment service that takes money and gives it back. */
final class Till implements Business<Charge> {
    private static final String CREATE = """
        create table if not exists payments (
            id integer primary key,
            key text not null unique,
            business_order text not null,
            customer text not null,
            cents integer not null,
            refunded integer not null default 0
        )\
        """;

    private static final String INSERT =
            "insert into payments (key, business_order, customer, cents) values (?, ?, ?, ?)";

    private static final String REFUND = "update payments set refunded = 1 where key = ? and refunded = 0";

    @Override
    public Class<Charge> input() {
        return Charge.class;
    }

    @Override
    public String orderOf(Charge charge) {
        return charge.order();
    }

    @Override
    public void createTables(Connection connection) throws SQLException {
        Rows.create(connection, CREATE);
    }

    @Override
    public Outcome perform(Connection connection, String key, Charge charge) throws SQLException {
        long id = Rows.insert(connection, INSERT, key, charge.order(), charge.customer(), charge.cents());
        return new Outcome.Did(new Payment("P-" + id, charge.cents()));
    }

    @Override
    public void undo(Connection connection, String key) throws SQLException {
        Rows.changeOne(connection, REFUND, key);
    }
}

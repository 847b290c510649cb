package dev.baton.shop.service;

import dev.baton.shop.contract.Parcel;
import dev.baton.shop.contract.Shipment;
import java.sql.Connection;
import java.sql.SQLException;

/** The business of the shipping service. */
final class Carrier implements Business<Shipment> {
    private static final String CREATE = """
        create table if not exists parcels (
            id integer primary key,
            key text not null unique,
            business_order text not null,
            address text not null,
            reservation text not null
        )\
        """;

    private static final String INSERT =
            "insert into parcels (key, business_order, address, reservation) values (?, ?, ?, ?)";

    @Override
    public Class<Shipment> input() {
        return Shipment.class;
    }

    @Override
    public String orderOf(Shipment shipment) {
        return shipment.order();
    }

    @Override
    public void createTables(Connection connection) throws SQLException {
        Rows.create(connection, CREATE);
    }

    @Override
    public Outcome perform(Connection connection, String key, Shipment shipment) throws SQLException {
        long id = Rows.insert(connection, INSERT, key, shipment.order(), shipment.address(), shipment.reservation());
        return new Outcome.Did(new Parcel("T-" + id));
    }

    @Override
    public void undo(Connection connection, String key) {
        throw new IllegalStateException("Bug: a parcel that left was to be undone (key '" + key + "').");
    }
}
